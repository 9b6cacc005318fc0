import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Outgoing } from "../../../src/model/policy.ts";
import { email } from "../../../src/providers/email/index.ts";
import { mailbox } from "../../../src/providers/mailbox.ts";
import type { Draft } from "../../../src/providers/provider.ts";
import { textToHtml } from "../../../src/providers/text-to-html.ts";
import { answerOf, providerContract, replying } from "../../contract/provider.ts";
import recorded from "../../fixtures/resend/errors-recorded.json";
import captures from "../../fixtures/resend/sdk-request-captures.json";

const account = {
  settings: { from: "sales@acme.example" },
  credentials: { api_key: "re_key_123", webhook_secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" },
};

const draft = (rest: Partial<Extract<Outgoing, { kind: "email" }>> = {}): Draft => ({
  tag: null,
  hookPath: "/hooks/provider/hook",
  messageId: "11111111-2222-8333-8444-555555555555",
  workspaceId: "99999999-2222-4333-8444-555555555555",
  correlationId: "11111111-2222-8333-8444-555555555555.0123456789abcdef",
  to: "john@example.com",
  outgoing: { kind: "email", subject: "Follow-up on your inquiry", ...rest },
});

const bodyOf = (rest: Parameters<typeof draft>[0], settings: Record<string, unknown> = {}) =>
  JSON.parse(email.prepare(draft(rest), { ...account.settings, ...settings }));

const errorOf = (statusCode: number, name: string) => ({
  status: statusCode,
  body: { statusCode, name, message: "In the relay's words" },
});

const verdictOf = (reply: Parameters<typeof answerOf>[0]) =>
  email.deliver({ messageId: "m", body: "{}", account }, replying(answerOf(reply)).transport);

providerContract({
  provider: email,
  account,
  drafts: [draft({ text: "Hi John" }), draft({ html: "<p>Hi John</p>" })],
  answers: {
    accepted: { status: 200, body: { id: "49a3999c-0ce1-4ea6-ab68-afcd6dc2e794" } },
    acceptedId: "49a3999c-0ce1-4ea6-ab68-afcd6dc2e794",
    refused: { status: 422, body: recorded["422"], code: "content_refused" },
    unauthorized: errorOf(401, "missing_api_key"),
    throttled: errorOf(429, "rate_limit_exceeded"),
    broken: errorOf(500, "application_error"),
  },
});

describe("prepare", () => {
  test("writes a plain text as text and as HTML", () => {
    expect(bodyOf({ text: 'Hi <John> & "co",\n\nyours' })).toEqual({
      from: "sales@acme.example",
      to: ["john@example.com"],
      subject: "Follow-up on your inquiry",
      text: 'Hi <John> & "co",\n\nyours',
      html: "Hi &lt;John&gt; &amp; &quot;co&quot;,<br><br>yours",
      tags: [
        { name: "message_id", value: "11111111-2222-8333-8444-555555555555" },
        { name: "workspace_id", value: "99999999-2222-4333-8444-555555555555" },
        {
          name: "correlation_id",
          value: "11111111-2222-8333-8444-555555555555_0123456789abcdef",
        },
      ],
    });
  });

  test("leaves HTML as it is and adds no text to it", () => {
    const html = "<p>Hi &amp; <b>bye</b></p><script>1</script>\n";
    const body = bodyOf({ html });
    expect(body.html).toBe(html);
    expect(body).not.toHaveProperty("text");
    expect(bodyOf({ html, text: "Hi" })).toMatchObject({ html, text: "Hi" });
  });

  test("lets the workflow's sender name win over the account's", () => {
    expect(bodyOf({}, { sender_name: "Acme" }).from).toBe("Acme <sales@acme.example>");
    expect(bodyOf({ senderName: "Sofia" }, { sender_name: "Acme" }).from).toBe(
      "Sofia <sales@acme.example>",
    );
  });

  test("says where answers go", () => {
    expect(bodyOf({}, { reply_to: "help@acme.example" }).reply_to).toBe("help@acme.example");
  });

  test("has the members that Resend's own client sends", () => {
    const theirs = JSON.parse(captures[0]?.body ?? "{}");
    const ours = bodyOf({ text: "x" }, { reply_to: "r@ex.com" });
    for (const [key, value] of Object.entries(ours)) {
      expect(typeof value).toBe(typeof theirs[key]);
      expect(Array.isArray(value)).toBe(Array.isArray(theirs[key]));
    }
  });

  test("writes only characters into tags that the relay allows", () => {
    const body = JSON.parse(
      email.prepare(
        { ...draft(), messageId: "a.b c/ü", workspaceId: "x".repeat(300) },
        account.settings,
      ),
    );
    expect(body.tags[0].value).toBe("a_b_c__");
    expect(body.tags[1].value).toHaveLength(256);
  });

  test("does not carry a call", () => {
    const call = { ...draft(), outgoing: { kind: "call" as const, greeting: null } };
    expect(() => email.prepare(call, account.settings)).toThrow(TypeError);
  });
});

test("names the message by its id, so that a repeat is one e-mail", async () => {
  const { transport, requests } = replying(answerOf({ status: 200, body: { id: "x" } }));
  const { messageId } = draft();
  await email.deliver({ messageId, body: "{}", account }, transport);
  expect(requests[0]).toMatchObject({
    url: "https://api.resend.com/emails",
    timeoutMs: 10_000,
    headers: { authorization: "Bearer re_key_123", "idempotency-key": messageId },
  });
  expect(email.dedupesForMs).toBe(23 * 3_600_000);
});

describe("errors", () => {
  test.each([
    [400, "validation_error", "content_refused"],
    [422, "validation_error", "content_refused"],
    [403, "validation_error", "account_refused"],
    [422, "missing_required_field", "content_refused"],
    [422, "invalid_attachment", "content_refused"],
    [422, "invalid_from_address", "account_refused"],
    [451, "security_error", "content_refused"],
    [429, "daily_quota_exceeded", "provider_quota_exceeded"],
    [429, "monthly_quota_exceeded", "provider_quota_exceeded"],
    [400, "invalid_idempotency_key", "provider_refused"],
    [404, "not_found", "provider_refused"],
    [405, "method_not_allowed", "provider_refused"],
  ])("rejects %i %s as %s", async (status, name, code) => {
    expect(await verdictOf(errorOf(status, name))).toMatchObject({
      kind: "reject",
      code,
      provider: { code: name, message: "In the relay's words" },
    });
  });

  test.each([
    [401, "missing_api_key"],
    [401, "restricted_api_key"],
    [403, "invalid_api_key"],
  ])("asks for a new key on %i %s", async (status, name) => {
    expect(await verdictOf(errorOf(status, name))).toMatchObject({ kind: "reauth" });
  });

  test("calls it unknown while the relay works on the same key", async () => {
    expect(await verdictOf(errorOf(409, "concurrent_idempotent_requests"))).toMatchObject({
      kind: "unknown",
      reason: "in_progress",
    });
  });

  test("calls it unknown when the key was used for other bytes", async () => {
    expect(await verdictOf(errorOf(409, "invalid_idempotent_request"))).toMatchObject({
      kind: "unknown",
      reason: "accepted_no_id",
    });
  });

  test.each(["application_error", "internal_server_error", "validation_error"])(
    "calls a 500 unknown, whatever its name (%s)",
    async (name) => {
      expect(await verdictOf(errorOf(500, name))).toMatchObject({ kind: "unknown" });
    },
  );
});

describe("check", () => {
  const check = (reply: Parameters<typeof answerOf>[0], settings = account.settings) =>
    email.check({ ...account, settings }, replying(answerOf(reply)).transport);
  const domains = (...data: object[]) => ({ status: 200, body: { object: "list", data } });

  test("passes when the sender's domain is verified", async () => {
    const reply = domains(
      { name: "other.example", status: "pending" },
      { name: "Acme.example", status: "verified" },
    );
    expect(await check(reply)).toEqual({
      ok: true,
      facts: { domain: "acme.example", status: "verified" },
    });
  });

  test.each([
    ["is not verified yet", domains({ name: "acme.example", status: "pending" }), "pending"],
    ["is not known", domains({ name: "other.example", status: "verified" }), null],
  ])("says what to do when the domain %s", async (_what, reply, status) => {
    const result = await check(reply);
    expect(result).toMatchObject({ ok: false, facts: { domain: "acme.example", status } });
    expect(result.problem).toContain("acme.example");
  });

  test("passes with a note when the key may only send", async () => {
    const result = await check(errorOf(401, "restricted_api_key"));
    expect(result).toMatchObject({ ok: true, facts: { domain: "acme.example" } });
    expect(result.facts["note"]).toContain("could not be looked up");
  });

  test("passes for the domain that everyone may try out", async () => {
    expect(await check(domains(), { from: "onboarding@resend.dev" })).toMatchObject({ ok: true });
  });
});

describe("settings", () => {
  test.each([
    { from: "Acme <sales@acme.example>" },
    { from: "sales" },
    { from: "sales@acme.example", sender_name: "Acme\r\nBcc: x@y.zz" },
    { from: "sales@acme.example", reply_to: "nobody" },
    { from: "sales@acme.example", base_url: "https://user:pw@relay.example" },
    { from: "sales@acme.example", base_url: "https://relay.example/?a=1" },
    { from: "sales@acme.example", base_url: "relay.example" },
  ])("refuses %j", (settings) => {
    expect(email.settingsSchema.safeParse(settings).success).toBe(false);
  });

  test.each(["whsec_", "whsec_not base64", "whsec_$$$$", "re_key_123"])(
    "refuses %j as a signing secret",
    (webhook_secret) => {
      const credentials = { api_key: "re_key_123", webhook_secret };
      expect(email.credentialsSchema.safeParse(credentials).success).toBe(false);
    },
  );
});

describe("mailbox", () => {
  test.each([
    ["Sofia", "Sofia <a@b.cc>"],
    ["Sofía Müller-López", "Sofía Müller-López <a@b.cc>"],
    ["Smith, John", '"Smith, John" <a@b.cc>'],
    ['The "Best" \\ Co', '"The \\"Best\\" \\\\ Co" <a@b.cc>'],
    ["x <evil@b.cc>", '"x <evil@b.cc>" <a@b.cc>'],
    ["two\r\nlines", "two lines <a@b.cc>"],
    ["  ", "a@b.cc"],
    [undefined, "a@b.cc"],
  ])("writes %j as %j", (name, expected) => {
    expect(mailbox("a@b.cc", name)).toBe(expected);
  });

  test("never lets a name become a second address or a header", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        const written = mailbox("a@b.cc", name);
        expect(written.endsWith("a@b.cc") || written.endsWith(" <a@b.cc>")).toBe(true);
        const shown = written.replace(/ ?<a@b\.cc>$|^a@b\.cc$/, "");
        const unquoted = shown.replace(/^"(?:[^"\\]|\\.)*"$/su, "");
        expect(unquoted).not.toMatch(/[<>,;:@"\\()[\]\r\n]/);
      }),
    );
  });
});

test("textToHtml leaves no markup in a text and brings it back unchanged", () => {
  expect(textToHtml("a\r\nb\rc\nd")).toBe("a<br>b<br>c<br>d");
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const html = textToHtml(text);
      expect(html.replaceAll("<br>", "")).not.toMatch(/[<>"']/);
      const back = html
        .replaceAll("<br>", "\n")
        .replace(/&(lt|gt|quot|#39|amp);/g, (_all, name: string) => {
          const chars: Record<string, string> = {
            lt: "<",
            gt: ">",
            quot: '"',
            "#39": "'",
            amp: "&",
          };
          return chars[name] ?? "";
        });
      expect(back).toBe(text.replace(/\r\n?/g, "\n"));
    }),
  );
});
