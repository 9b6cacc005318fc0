import { describe, expect, test } from "vitest";
import { postmark } from "../../../src/providers/postmark/index.ts";
import { answerOf, providerContract, type Reply, replying } from "../../contract/provider.ts";
import captures from "../../fixtures/postmark/sdk-request-captures.json";
import { call, mailOf } from "../../support/mail-draft.ts";

const account = {
  settings: { from: "sales@acme.example" },
  credentials: {
    server_token: "00000000-token",
    webhook_username: "leadwire-hook",
    webhook_password: "a-long-password",
  },
};

const accepted = {
  To: "john@example.com",
  SubmittedAt: "2026-11-20T10:00:00.0000000-05:00",
  MessageID: "0a129aee-e1cd-480d-b08d-4f48548ff48d",
  ErrorCode: 0,
  Message: "OK",
};
const errorOf = (status: number, ErrorCode: number, Message = "In Postmark's words"): Reply => ({
  status,
  body: { ErrorCode, Message },
});

const bodyOf = (rest: Parameters<typeof mailOf>[0], settings: Record<string, unknown> = {}) =>
  JSON.parse(postmark.prepare(mailOf(rest), { ...account.settings, ...settings }));
const verdictOf = (reply: Reply) =>
  postmark.deliver({ messageId: "m", body: "{}", account }, replying(answerOf(reply)).transport);

const tokenHeader = "x-postmark-server-token";

providerContract({
  provider: postmark,
  account,
  drafts: [mailOf({ text: "Hi John" }), mailOf({ html: "<p>Hi John</p>" })],
  credentialIn: ({ headers: { [tokenHeader]: credential, ...headers }, ...request }) => ({
    credential,
    rest: { ...request, headers },
  }),
  answers: {
    accepted: { status: 200, body: accepted },
    acceptedId: accepted.MessageID,
    refused: { ...errorOf(422, 406), code: "recipient_refused" },
    unauthorized: errorOf(401, 10),
    throttled: errorOf(429, 300),
    broken: errorOf(503, 100),
  },
});

describe("prepare", () => {
  test("writes a plain text as text and as HTML, with our ids as metadata", () => {
    expect(bodyOf({ text: "Hi <John>" })).toEqual({
      From: "sales@acme.example",
      To: "john@example.com",
      Subject: "Follow-up on your inquiry",
      HtmlBody: "Hi &lt;John&gt;",
      TextBody: "Hi <John>",
      Metadata: {
        message_id: "11111111-2222-8333-8444-555555555555",
        workspace_id: "99999999-2222-4333-8444-555555555555",
        correlation_id: "11111111-2222-8333-8444-555555555555.0123456789abcdef",
      },
    });
  });

  test("keeps metadata within what Postmark takes: keys of 20 characters, values of 80", () => {
    for (const [key, value] of Object.entries(bodyOf({}).Metadata)) {
      expect(key.length).toBeLessThanOrEqual(20);
      expect(String(value).length).toBeLessThanOrEqual(80);
    }
  });

  test("quotes the sender's name, names the stream, and says where answers go", () => {
    const settings = {
      sender_name: "Acme, Inc.",
      reply_to: "help@acme.example",
      message_stream: "broadcast",
    };
    expect(bodyOf({}, settings)).toMatchObject({
      From: '"Acme, Inc." <sales@acme.example>',
      ReplyTo: "help@acme.example",
      MessageStream: "broadcast",
    });
  });

  test("has no member that Postmark's own client does not know", () => {
    const theirs = JSON.parse(captures[0]?.body ?? "{}");
    const ours = bodyOf({ text: "x" }, { message_stream: "outbound" });
    expect(Object.keys(ours).filter((key) => !(key in theirs))).toEqual(["HtmlBody"]);
  });

  test("does not carry a call", () => {
    expect(() => postmark.prepare(call, account.settings)).toThrow(TypeError);
  });
});

describe("errors", () => {
  test.each([
    [422, 300, "content_refused"],
    [422, 400, "account_refused"],
    [422, 401, "account_refused"],
    [422, 402, "content_refused"],
    [422, 403, "content_refused"],
    [422, 405, "provider_quota_exceeded"],
    [422, 406, "recipient_refused"],
    [422, 410, "content_refused"],
    [422, 411, "content_refused"],
    [422, 412, "account_refused"],
    [422, 413, "account_refused"],
    [422, 1235, "account_refused"],
    [422, 1236, "account_refused"],
    [422, 9999, "provider_refused"],
  ])("rejects %i with the code %i as %s", async (status, code, ours) => {
    expect(await verdictOf(errorOf(status, code))).toMatchObject({
      kind: "reject",
      code: ours,
      provider: { code, message: "In Postmark's words" },
    });
  });

  test.each([
    ["Error parsing 'To': Illegal email domain.", "recipient_refused"],
    ["Invalid 'From' address.", "account_refused"],
    ["Zero recipients specified", "content_refused"],
  ])("reads %j by the field that it names", async (message, code) => {
    expect(await verdictOf(errorOf(422, 300, message))).toMatchObject({ kind: "reject", code });
  });

  test.each([401, 422])("asks for a new token on %i with the code 10", async (status) => {
    expect(await verdictOf(errorOf(status, 10))).toMatchObject({ kind: "reauth" });
  });

  test("tells an e-mail that is too large for its content, in whatever words", async () => {
    expect(await verdictOf({ status: 413, body: "" })).toMatchObject({
      kind: "reject",
      code: "content_refused",
    });
  });

  test("accepts what is queued with a delay", async () => {
    const body = { ...accepted, Message: "Message accepted but delivery may be delayed." };
    expect(await verdictOf({ status: 200, body })).toMatchObject({ kind: "accepted" });
  });

  test("takes a 200 with an error code for no promise", async () => {
    const body = { ...accepted, ErrorCode: 406 };
    expect(await verdictOf({ status: 200, body })).toMatchObject({
      kind: "unknown",
      reason: "accepted_no_id",
    });
  });

  test.each([406, 10])("calls a 500 unknown, whatever its code (%i)", async (code) => {
    expect(await verdictOf(errorOf(500, code))).toMatchObject({ kind: "unknown" });
  });
});

test("shows the server that the token is for", async () => {
  const body = { ID: 1, Name: "Production", DeliveryType: "Live", ApiTokens: ["secret"] };
  const { transport, requests } = replying(answerOf({ status: 200, body }));
  expect(await postmark.check(account, transport)).toEqual({
    ok: true,
    facts: { Name: "Production", DeliveryType: "Live" },
  });
  expect(requests[0]?.url).toBe("https://api.postmarkapp.com/server");
});

test.each([
  { webhook_username: "hook" },
  { webhook_password: "password" },
  { webhook_username: "a:b", webhook_password: "password" },
])("refuses %j beside a token", (webhook) => {
  const credentials = { server_token: "token", ...webhook };
  expect(postmark.credentialsSchema.safeParse(credentials).success).toBe(false);
});
