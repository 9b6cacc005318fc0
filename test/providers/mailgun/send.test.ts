import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formData, formType } from "../../../src/providers/mailgun/form-data.ts";
import { mailgun } from "../../../src/providers/mailgun/index.ts";
import { answerOf, providerContract, type Reply, replying } from "../../contract/provider.ts";
import { call, mailOf } from "../../support/mail-draft.ts";

const account = {
  settings: { from: "sales@mg.acme.example", domain: "mg.acme.example" },
  credentials: { api_key: "key-0123456789", webhook_signing_key: "signing-key" },
};

const id = "20261120100000.1.DF5966851B4BAA99@mg.acme.example";
const errorOf = (status: number, message: string): Reply => ({ status, body: { message } });

const bodyOf = (rest: Parameters<typeof mailOf>[0], settings: Record<string, unknown> = {}) =>
  mailgun.prepare(mailOf(rest), { ...account.settings, ...settings });
const fieldsOf = async (body: string) =>
  Object.fromEntries(
    (
      await new Response(body, { headers: { "content-type": formType(body) } }).formData()
    ).entries(),
  );
const verdictOf = (reply: Reply) =>
  mailgun.deliver(
    { messageId: "m", body: bodyOf({}), account },
    replying(answerOf(reply)).transport,
  );

providerContract({
  provider: mailgun,
  account,
  drafts: [mailOf({ text: "Hi John" }), mailOf({ html: "<p>Hi John</p>" })],
  readBody: (form) => ({ form }),
  credentialIn: ({ headers: { authorization = "", ...headers }, ...request }) => ({
    credential: atob(authorization.slice("Basic ".length)),
    rest: { ...request, headers },
  }),
  answers: {
    accepted: { status: 200, body: { id: `<${id}>`, message: "Queued. Thank you." } },
    acceptedId: id,
    refused: {
      ...errorOf(400, "to parameter is not a valid address. please check documentation"),
      code: "recipient_refused",
    },
    unauthorized: { status: 401, body: "Forbidden" },
    throttled: errorOf(429, "Too many requests"),
    broken: errorOf(500, "Internal Server Error"),
  },
});

describe("prepare", () => {
  test("writes a form with the text as text and as HTML, and our ids as variables", async () => {
    const settings = { sender_name: "Acme, Inc.", reply_to: "help@acme.example" };
    expect(await fieldsOf(bodyOf({ text: "Hi <John>\r\nyours, ü 😀" }, settings))).toEqual({
      from: '"Acme, Inc." <sales@mg.acme.example>',
      to: "john@example.com",
      subject: "Follow-up on your inquiry",
      text: "Hi <John>\r\nyours, ü 😀",
      html: "Hi &lt;John&gt;<br>yours, ü 😀",
      "h:Reply-To": "help@acme.example",
      "v:message_id": "11111111-2222-8333-8444-555555555555",
      "v:workspace_id": "99999999-2222-4333-8444-555555555555",
      "v:correlation_id": "11111111-2222-8333-8444-555555555555.0123456789abcdef",
    });
  });

  test("does not carry a call", () => {
    expect(() => mailgun.prepare(call, account.settings)).toThrow(TypeError);
  });
});

test("lets no value end its own part of a form", async () => {
  const seed = "11111111-2222-8333-8444-555555555555";
  const hostile = fc.oneof(
    fc.string(),
    fc
      .array(fc.constantFrom(`--leadwire-${seed}`, `leadwire-${seed}-`, "\r\n", "--", "x"))
      .map((parts) => parts.join("")),
    fc.constant(
      `\r\n--leadwire-${seed}\r\nContent-Disposition: form-data; name="bcc"\r\n\r\nx@y.zz`,
    ),
  );
  await fc.assert(
    fc.asyncProperty(hostile, hostile, async (text, html) => {
      const clean = { text: text.toWellFormed(), html: html.toWellFormed() };
      expect(await fieldsOf(formData(Object.entries(clean), seed))).toEqual(clean);
    }),
  );
});

test("asks the account's own domain, with the form's boundary", async () => {
  const { transport, requests } = replying(answerOf({ status: 200, body: { id } }));
  const body = bodyOf({ text: "Hi" });
  await mailgun.deliver({ messageId: "m", body, account }, transport);
  expect(requests).toMatchObject([
    {
      url: "https://api.mailgun.net/v3/mg.acme.example/messages",
      headers: {
        authorization: `Basic ${btoa("api:key-0123456789")}`,
        "content-type":
          "multipart/form-data; boundary=leadwire-11111111-2222-8333-8444-555555555555",
      },
    },
  ]);
});

describe("errors", () => {
  test.each([
    [400, "to parameter is not a valid address. please check documentation", "recipient_refused"],
    [400, "from parameter is not a valid address. please check documentation", "account_refused"],
    [400, "Domain sandbox1.mailgun.org is not allowed to send", "account_refused"],
    [400, "Need at least one of 'text' or 'html' parameters specified", "content_refused"],
    [403, "Domain mg.acme.example is not allowed to send: unverified", "account_refused"],
    [404, "Domain not found: mg.acme.example", "account_refused"],
    [404, "Not found", "provider_refused"],
    [413, "Request too large", "content_refused"],
  ])("rejects %i %j as %s", async (status, message, code) => {
    expect(await verdictOf(errorOf(status, message))).toMatchObject({ kind: "reject", code });
  });

  test("asks for a new key when this one has no access", async () => {
    expect(await verdictOf({ status: 403, body: "Forbidden" })).toMatchObject({ kind: "reauth" });
    expect(await verdictOf({ status: 401, body: "Invalid API key" })).toMatchObject({
      kind: "reauth",
    });
  });

  test("tries again later when a new domain has sent what it may", async () => {
    const reply = errorOf(420, "Domain mg.acme.example: recipient limit exceeded");
    expect(await verdictOf(reply)).toMatchObject({ kind: "retry" });
  });

  test("takes the greeting at a wrong path for no promise", async () => {
    expect(await verdictOf({ status: 200, body: "Mailgun Magnificent API" })).toMatchObject({
      kind: "unknown",
      reason: "accepted_no_id",
    });
    expect(await verdictOf({ status: 200, body: { id: "<>" } })).toMatchObject({
      kind: "unknown",
    });
  });
});

describe("check", () => {
  const check = (state: string) => {
    const body = { domain: { name: "mg.acme.example", state } };
    return mailgun.check(account, replying(answerOf({ status: 200, body })).transport);
  };

  test("passes when the domain is active, and says what to do when it is not", async () => {
    expect(await check("active")).toEqual({
      ok: true,
      facts: { domain: "mg.acme.example", state: "active" },
    });
    const result = await check("unverified");
    expect(result).toMatchObject({ ok: false, facts: { state: "unverified" } });
    expect(result.problem).toContain("DNS");
  });
});

test.each(["", "acme", "a/b.example", "a.example/../x", "a.example?x", "ä.example", "a..b"])(
  "refuses %j as a domain: it stands in a path",
  (domain) => {
    const settings = { ...account.settings, domain };
    expect(mailgun.settingsSchema.safeParse(settings).success).toBe(false);
  },
);
