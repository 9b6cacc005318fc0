import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Outgoing } from "../../../src/model/policy.ts";
import type { Draft } from "../../../src/providers/provider.ts";
import { twilio } from "../../../src/providers/twilio/index.ts";
import { answerOf, providerContract, replying } from "../../contract/provider.ts";
import errors from "../../fixtures/twilio/errors.json";
import fetched from "../../fixtures/twilio/holodeck__message-fetch-200-error-30007.json";
import captures from "../../fixtures/twilio/sdk-request-captures.json";
import { accountSid, messageSid, ours, serviceSid, theirs } from "./forms.ts";

const account = {
  settings: { account_sid: accountSid, from: ours },
  credentials: { auth_token: "tok-0123456789" },
};
const keyed = {
  ...account,
  credentials: {
    ...account.credentials,
    api_key_sid: "SK0123456789abcdef0123456789abcdef",
    api_key_secret: "key-secret-0123456789",
  },
};
const service = { account_sid: accountSid, messaging_service_sid: serviceSid };
const correlationId = "11111111-2222-8333-8444-555555555555.0123456789abcdef";

const draft = (rest: Partial<Extract<Outgoing, { kind: "text" }>> = {}): Draft => ({
  messageId: "11111111-2222-8333-8444-555555555555",
  workspaceId: "99999999-2222-4333-8444-555555555555",
  correlationId,
  to: theirs,
  outgoing: { kind: "text", text: "Hi John", ...rest },
  tag: null,
  hookPath: "/hooks/twilio/hook1",
});

const formOf = (body: string) => Object.fromEntries(new URLSearchParams(body));
const basic = (authorization = "") => atob(authorization.replace("Basic ", ""));
const verdictOf = (reply: Parameters<typeof answerOf>[0]) =>
  twilio.deliver({ messageId: "m", body: "To=x", account }, replying(answerOf(reply)).transport);
const errorOf = (status: number, code: number) => ({
  status,
  body: { code, message: "In Twilio's words", more_info: "https://example.com", status },
});

providerContract({
  provider: twilio,
  account,
  drafts: [draft(), draft({ text: "ünï ✓ & = + %", mediaUrls: ["https://x.example/1.png"] })],
  answers: {
    accepted: { status: 201, body: { sid: messageSid, status: "queued", error_code: null } },
    acceptedId: messageSid,
    refused: { status: 400, body: errors["400_21211"], code: "recipient_unreachable" },
    unauthorized: { status: 401, body: errors["401_20003"] },
    throttled: { status: 429, body: errors["429_20429"] },
    broken: errorOf(500, 20500),
  },
  readBody: formOf,
  credentialIn: ({ headers: { authorization, ...headers }, ...request }) => ({
    credential: basic(authorization),
    rest: { ...request, headers },
  }),
});

describe("prepare", () => {
  const prepared = (of: Draft, settings: Record<string, unknown> = account.settings) => [
    ...new URLSearchParams(twilio.prepare(of, settings)),
  ];

  test("writes the form that Twilio's own client writes", () => {
    const public_url = "https://gw.example/";
    const written = prepared(
      draft({ text: "hi", mediaUrls: ["https://x/1.png", "https://x/2.png"] }),
      {
        ...service,
        public_url,
      },
    );
    const theirForm = [...new URLSearchParams(captures[0]?.body)];
    expect(written.map(([name]) => name).toSorted()).toEqual(
      theirForm.map(([name]) => name).toSorted(),
    );
    expect(written).toEqual([
      ["To", theirs],
      ["MessagingServiceSid", serviceSid],
      ["Body", "hi"],
      ["MediaUrl", "https://x/1.png"],
      ["MediaUrl", "https://x/2.png"],
      ["StatusCallback", `https://gw.example/hooks/twilio/hook1?c=${correlationId}`],
    ]);
  });

  test("asks for no reports where nobody said how the gateway is reached", () => {
    expect(prepared(draft())).toEqual([
      ["To", theirs],
      ["From", ours],
      ["Body", "Hi John"],
    ]);
  });

  test("never lets a text become another field", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (text) => {
        expect(prepared(draft({ text }))).toEqual([
          ["To", theirs],
          ["From", ours],
          ["Body", text],
        ]);
      }),
    );
  });

  test("does not carry a call", () => {
    const call = { ...draft(), outgoing: { kind: "call" as const, greeting: null } };
    expect(() => twilio.prepare(call, account.settings)).toThrow(TypeError);
  });
});

describe("deliver", () => {
  const delivered = async (of: typeof account) => {
    const { transport, requests } = replying(answerOf({ status: 201, body: { sid: messageSid } }));
    await twilio.deliver({ messageId: "m", body: "To=x", account: of }, transport);
    return requests[0];
  };

  test("posts a form to the account's messages, as Twilio's own client does", async () => {
    const request = await delivered(account);
    expect(new URL(request?.url ?? "").pathname).toBe(captures[0]?.url);
    expect(request?.headers).toMatchObject({
      "content-type": captures[0]?.headers["content-type"],
      accept: "application/json",
    });
    expect(basic(request?.headers["authorization"])).toBe(`${accountSid}:tok-0123456789`);
  });

  test("sends with the API key where there is one", async () => {
    const request = await delivered(keyed);
    const { api_key_sid, api_key_secret } = keyed.credentials;
    expect(basic(request?.headers["authorization"])).toBe(`${api_key_sid}:${api_key_secret}`);
  });
});

describe("refuse", () => {
  const media = (count: number) => Array.from({ length: count }, (_, i) => `https://x/${i}.png`);

  test("takes 1,600 characters and ten media", () => {
    const { outgoing } = draft({ text: "x".repeat(1600), mediaUrls: media(10) });
    expect(twilio.refuse?.(outgoing, account.settings)).toBeNull();
  });

  test.each<[string, Outgoing]>([
    ["content_too_long", draft({ text: "x".repeat(1601) }).outgoing],
    ["media_invalid", draft({ mediaUrls: media(11) }).outgoing],
    ["content_unsupported", { kind: "media", media: { type: "image", url: "https://x/1.png" } }],
    ["content_unsupported", { kind: "elements", elements: [] }],
  ])("says %s before Twilio does", (code, outgoing) => {
    expect(twilio.refuse?.(outgoing, account.settings)).toMatchObject({
      code,
      message: expect.stringMatching(/\.$/),
    });
  });
});

describe("errors", () => {
  test.each([
    [21211, "recipient_unreachable"],
    [21614, "recipient_unreachable"],
    [21408, "account_refused"],
    [21603, "account_refused"],
    [21606, "account_refused"],
    [21612, "account_refused"],
    [21617, "content_refused"],
    [21620, "content_refused"],
    [99999, "provider_refused"],
  ])("rejects %i as %s", async (code, expected) => {
    expect(await verdictOf(errorOf(400, code))).toMatchObject({
      kind: "reject",
      code: expected,
      provider: { code, message: "In Twilio's words" },
    });
  });

  test("says that a person who told Twilio STOP has opted out", async () => {
    const verdict = await verdictOf({ status: 400, body: errors["400_21610"] });
    expect(verdict).toMatchObject({ kind: "reject", code: "recipient_opted_out" });
  });

  test("takes an account that Twilio does not know for misconfigured", async () => {
    const verdict = await verdictOf({ status: 404, body: errors["404_20404"] });
    expect(verdict).toMatchObject({ kind: "reject", code: "account_refused" });
  });

  test.each([20429, 30001])("tries %i again, whatever its status", async (code) => {
    expect(await verdictOf(errorOf(400, code))).toMatchObject({ kind: "retry" });
  });

  test.each([21211, 21610, 20003, 20429])(
    "calls a 5xx unknown, whatever its code (%i)",
    async (code) => {
      expect(await verdictOf(errorOf(503, code))).toMatchObject({ kind: "unknown" });
    },
  );

  test.each([21211, 21610])("tries a 429 again, whatever its code (%i)", async (code) => {
    expect(await verdictOf(errorOf(429, code))).toMatchObject({ kind: "retry" });
  });
});

describe("check", () => {
  const check = (body: object, of = account) => {
    const { transport, requests } = replying(answerOf({ status: 200, body }));
    return twilio.check(of, transport).then((result) => ({ result, requests }));
  };
  const found = { sid: accountSid, friendly_name: "Acme", status: "active", type: "Full" };

  test("passes for an active account, asked with the token that signs webhooks", async () => {
    const { result, requests } = await check(found, keyed);
    expect(result).toEqual({
      ok: true,
      facts: { friendly_name: "Acme", status: "active", type: "Full" },
    });
    expect(basic(requests[0]?.headers["authorization"])).toBe(`${accountSid}:tok-0123456789`);
    expect(requests[0]?.url).toBe(`https://api.twilio.com/2010-04-01/Accounts/${accountSid}.json`);
  });

  test("says so when the account is suspended", async () => {
    const { result } = await check({ ...found, status: "suspended" });
    expect(result).toMatchObject({ ok: false, problem: expect.stringContaining("suspended") });
  });

  test("does not take another account for this one", async () => {
    expect((await check({ ...found, sid: `AC${"f".repeat(32)}` })).result.ok).toBe(false);
  });
});

describe("lookUp", () => {
  const lookUp = (body: object, { sid = messageSid as string | null, status = 200 } = {}) => {
    const { transport, requests } = replying(answerOf({ status, body }));
    const query = { messageId: "m", to: theirs, providerMessageId: sid, sentAt: 1_000 };
    return twilio.lookUp?.(query, account, transport).then((found) => ({ found, requests }));
  };
  const message = (status: string, rest: object = {}) => ({
    sid: messageSid,
    status,
    error_code: null,
    error_message: null,
    date_sent: "Fri, 24 May 2019 17:18:28 +0000",
    date_updated: "Fri, 24 May 2019 17:18:30 +0000",
    ...rest,
  });
  const at = Date.parse("2019-05-24T17:18:30Z");

  test.each([
    ["sent", "sent"],
    ["delivered", "delivered"],
    ["read", "read"],
  ])("finds a message that is %s, with Twilio's own time", async (status, name) => {
    const answer = await lookUp(message(status));
    expect(answer?.requests[0]?.url).toMatch(new RegExp(`/Messages/${messageSid}\\.json$`));
    expect(answer?.found).toEqual({
      kind: "found",
      providerMessageId: messageSid,
      facts: [{ name, at, failure: null, details: {} }],
    });
  });

  test.each(["queued", "accepted", "sending"])(
    "finds nothing to tell of one %s",
    async (status) => {
      const answer = await lookUp(message(status, { date_sent: null }));
      expect(answer?.found).toMatchObject({ kind: "found", facts: [] });
    },
  );

  test("sees that a carrier filtered a message that stayed sent", async () => {
    const answer = await lookUp(fetched, { sid: fetched.sid });
    expect(answer?.found).toMatchObject({
      facts: [
        {
          name: "failed",
          at: Date.parse("2019-05-24T17:18:28Z"),
          failure: {
            code: "content_refused",
            provider: { name: "twilio", code: 30007, message: "Carrier violation" },
          },
        },
      ],
    });
  });

  test("asks nobody about a message that Twilio never named: none could be told for ours", async () => {
    const answer = await lookUp(message("sent"), { sid: null });
    expect(answer).toMatchObject({ found: { kind: "unavailable" }, requests: [] });
  });

  test.each([
    ["absent", { status: 404 }, {}],
    ["unavailable", { status: 500 }, {}],
    ["unavailable", {}, message("sent", { sid: "SM1" })],
    ["unavailable", {}, {}],
  ])("calls it %s on %j %j", async (kind, options, body) => {
    expect((await lookUp(body, options))?.found).toEqual({ kind });
  });
});

describe("settings", () => {
  test.each([
    { account_sid: accountSid },
    { ...service, from: ours },
    { ...account.settings, from: "Acme" },
    { ...account.settings, account_sid: "AC1" },
    { ...account.settings, public_url: "http://gw.example" },
    { ...account.settings, public_url: "https://gw.example/?a=1" },
  ])("refuses %j", (settings) => {
    expect(twilio.settingsSchema.safeParse(settings).success).toBe(false);
  });

  test("takes a short code", () => {
    const settings = { account_sid: accountSid, from: "24273" };
    expect(twilio.settingsSchema.safeParse(settings).success).toBe(true);
  });

  test("takes an API key only whole", () => {
    const { api_key_secret: _, ...half } = keyed.credentials;
    expect(twilio.credentialsSchema.safeParse(half).success).toBe(false);
    expect(twilio.credentialsSchema.safeParse(keyed.credentials).success).toBe(true);
  });
});
