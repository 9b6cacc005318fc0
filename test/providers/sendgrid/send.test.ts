import { describe, expect, test } from "vitest";
import { sendgrid } from "../../../src/providers/sendgrid/index.ts";
import { answerOf, providerContract, type Reply, replying } from "../../contract/provider.ts";
import captures from "../../fixtures/sendgrid/sdk-request-captures.json";
import { vectors } from "../../fixtures/sendgrid/vector__event-webhook-signatures.json";
import { call, mailOf } from "../../support/mail-draft.ts";

const account = {
  settings: { from: "sales@acme.example" },
  credentials: { api_key: "SG.key_123", webhook_public_key: vectors[0]?.public_key },
};

const errorOf = (status: number, message: string, field: string | null = null): Reply => ({
  status,
  body: { errors: [{ message, field, help: null }] },
});
const badRecipient = errorOf(
  400,
  "Does not contain a valid address.",
  "personalizations.0.to.0.email",
);

const bodyOf = (rest: Parameters<typeof mailOf>[0], settings: Record<string, unknown> = {}) =>
  JSON.parse(sendgrid.prepare(mailOf(rest), { ...account.settings, ...settings }));
const verdictOf = (reply: Reply) =>
  sendgrid.deliver({ messageId: "m", body: "{}", account }, replying(answerOf(reply)).transport);

providerContract({
  provider: sendgrid,
  account,
  drafts: [mailOf({ text: "Hi John" }), mailOf({ html: "<p>Hi John</p>" })],
  answers: {
    accepted: { status: 202, body: "", headers: { "x-message-id": "LRzXl_NHStOGhQ4kofSm_A" } },
    acceptedId: "LRzXl_NHStOGhQ4kofSm_A",
    refused: { ...badRecipient, code: "recipient_refused" },
    unauthorized: errorOf(401, "The provided authorization grant is invalid, expired, or revoked"),
    throttled: errorOf(429, "too many requests"),
    broken: errorOf(500, "internal server error"),
  },
});

describe("prepare", () => {
  test("writes plain text first, HTML second, and our ids as arguments", () => {
    expect(bodyOf({ text: "Hi <John>\nyours" })).toEqual({
      personalizations: [{ to: [{ email: "john@example.com" }] }],
      from: { email: "sales@acme.example" },
      subject: "Follow-up on your inquiry",
      content: [
        { type: "text/plain", value: "Hi <John>\nyours" },
        { type: "text/html", value: "Hi &lt;John&gt;<br>yours" },
      ],
      custom_args: {
        message_id: "11111111-2222-8333-8444-555555555555",
        workspace_id: "99999999-2222-4333-8444-555555555555",
        correlation_id: "11111111-2222-8333-8444-555555555555.0123456789abcdef",
      },
    });
  });

  test("leaves out a part that is empty", () => {
    expect(bodyOf({ html: "<p>Hi</p>" }).content).toEqual([
      { type: "text/html", value: "<p>Hi</p>" },
    ]);
    expect(bodyOf({ html: "<p>Hi</p>", text: "" }).content).toHaveLength(1);
  });

  test("says where answers go, and lets the workflow's sender name win", () => {
    const settings = { sender_name: "Acme", reply_to: "help@acme.example" };
    expect(bodyOf({}, settings)).toMatchObject({
      from: { name: "Acme" },
      reply_to: { email: "help@acme.example" },
    });
    expect(bodyOf({ senderName: "Sofia" }, settings).from.name).toBe("Sofia");
  });

  test.each([
    ["Smith, John", '"Smith, John"'],
    ['a; "b" \\', '"a; \\"b\\" \\\\"'],
    ["Dr. Müller (Acme)", "Dr. Müller (Acme)"],
    ["two\r\nlines", "two lines"],
    [" ", undefined],
  ])("writes the sender %j so that SendGrid makes one name of it", (senderName, written) => {
    expect(bodyOf({ senderName }).from.name).toBe(written);
  });

  test("has the members that SendGrid's own client sends", () => {
    const theirs = JSON.parse(captures[0]?.body ?? "{}");
    const ours = bodyOf({ text: "x" });
    expect(Object.keys(ours).sort()).toEqual(Object.keys(theirs).sort());
    for (const [key, value] of Object.entries(ours)) {
      expect(typeof value).toBe(typeof theirs[key]);
      expect(Array.isArray(value)).toBe(Array.isArray(theirs[key]));
    }
  });

  test("does not carry a call", () => {
    expect(() => sendgrid.prepare(call, account.settings)).toThrow(TypeError);
  });
});

test("asks SendGrid's own path, and never twice what may have arrived", async () => {
  const { transport, requests } = replying({ kind: "no_answer", reason: "timeout" });
  await sendgrid.deliver({ messageId: "m", body: "{}", account }, transport);
  expect(requests).toMatchObject([
    {
      url: "https://api.sendgrid.com/v3/mail/send",
      headers: { authorization: "Bearer SG.key_123", "content-type": "application/json" },
    },
  ]);
  expect(sendgrid.dedupesForMs).toBeNull();
});

describe("errors", () => {
  test.each([
    ["a plan that is used up", errorOf(401, "Maximum credits exceeded"), "provider_quota_exceeded"],
    [
      "a sender that is not verified",
      errorOf(403, "The from address does not match a verified Sender Identity.", "from"),
      "account_refused",
    ],
    ["a sender that is no address", errorOf(400, "Invalid", "from.email"), "account_refused"],
    ["a recipient that is no address", badRecipient, "recipient_refused"],
    ["an empty part", errorOf(400, "The content value", "content.0.value"), "content_refused"],
    ["a body that is too large", { status: 413, body: "" }, "content_refused"],
    ["a wrong path", errorOf(404, "not found"), "provider_refused"],
    ["a wrong method", errorOf(405, "method not allowed"), "provider_refused"],
  ])("rejects %s", async (_what, reply, code) => {
    expect(await verdictOf(reply)).toMatchObject({ kind: "reject", code });
  });

  test("asks for another key when this one may not send", async () => {
    expect(await verdictOf(errorOf(403, "access forbidden"))).toMatchObject({ kind: "reauth" });
  });

  test("waits until the limit is reset, by SendGrid's own clock", async () => {
    const headers = { date: "Wed, 21 Oct 2026 07:28:00 GMT", "x-ratelimit-reset": "1792567712" };
    expect(await verdictOf({ ...errorOf(429, "too many"), headers })).toMatchObject({
      kind: "retry",
      retryAfterMs: 32_000,
    });
  });

  test("takes the sandbox's 200 for no promise", async () => {
    expect(await verdictOf({ status: 200, body: "" })).toMatchObject({
      kind: "unknown",
      reason: "accepted_no_id",
    });
  });

  test("takes an id of any length for none", async () => {
    const headers = { "x-message-id": "x".repeat(513) };
    expect(await verdictOf({ status: 202, body: "", headers })).toMatchObject({ kind: "unknown" });
  });
});

describe("check", () => {
  const check = (scopes: string[]) =>
    sendgrid.check(account, replying(answerOf({ status: 200, body: { scopes } })).transport);

  test("passes when the key may send", async () => {
    expect(await check(["user.read", "mail.send"])).toEqual({
      ok: true,
      facts: { may_send: true },
    });
  });

  test("says what to do when the key may do other things only", async () => {
    const result = await check(["user.read"]);
    expect(result).toMatchObject({ ok: false, facts: { may_send: false } });
    expect(result.problem).toContain("Mail Send");
  });
});

describe("credentials", () => {
  const p256 = vectors[0]?.public_key ?? "";
  test.each([
    "AAAA",
    p256.slice(4),
    `${p256}AAAA`,
    p256.replace("MFkw", "MFow"),
    "not base64 at all",
  ])("refuse %j as a verification key", (webhook_public_key) => {
    const credentials = { api_key: "SG.x", webhook_public_key };
    expect(sendgrid.credentialsSchema.safeParse(credentials).success).toBe(false);
  });
});
