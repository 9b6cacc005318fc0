import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { email } from "../../src/providers/email/index.ts";
import { meta } from "../../src/providers/meta/index.ts";
import { scrub } from "../../src/providers/scrub.ts";

describe("a provider's words", () => {
  test.each([
    [
      "Recipient +12025550123 is not in the allowed list",
      "Recipient +1…23 is not in the allowed list",
    ],
    ["to: 12025550123", "to: …23"],
    ['{"to":"+1 (202) 555-0123"}', '{"to":"+1…23"}'],
    ["(202) 555-0123, 202.555.0123", "(…23, …23"],
    ["12025550123 12025550124", "…24"],
    ["+12025550123abc", "+1…23abc"],
    ["550 5.1.1 <john.doe@example.com>: no such user", "550 5.1.1 <@example.com>: no such user"],
    ["mailto:john%40example.com?x=1", "mailto:@example.com?x=1"],
    ["bounce+john=corp.example@example.com", "@example.com"],
    ["12025550123@s.whatsapp.net", "@s.whatsapp.net"],
  ])("are kept without addresses: %j", (text, shown) => {
    expect(scrub(text)).toBe(shown);
  });

  test.each([
    "Bad token EAAGm0PX4ZCpsBAKZCx",
    "key key_0123456789abcdef is not valid",
    "re_AbCdEf_0123456789 was revoked",
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "Authorization: Bearer abc.def-ghi",
    "authorization: bearer\tabc.def-ghi",
  ])("are kept without what looks like a token: %j", (text) => {
    expect(scrub(text)).toContain("[secret]");
    expect(scrub(text)).not.toMatch(/EAAGm|0123456789|MfKQ9|abc\.def/);
  });

  test("are kept without our own secrets, also as they stand in a URL", () => {
    const secret = "s3cr3t/with+signs=";
    const text = `a ${secret} b?token=${encodeURIComponent(secret)}&c`;
    expect(scrub(text, [secret, "", null, 5])).toBe("a [secret] b?token=[secret]&c");
  });

  test.each([
    "(#131030) Recipient phone number not in allowed list",
    "Object with ID '1065403522429221' does not exist",
    "Message 11111111-2222-8333-8444-555555555555 of 49a3999c-0ce1-4ea6-ab68-afcd6dc2e794",
    "since 2026-11-20T10:00:00Z, 3 of 250, error 131026, HTTP 429",
    "missing_required_field: api_key",
    "fbtrace A12345678901x",
    "ünïcödé 👋🏽 \ud800",
    "",
  ])("are kept as they are where they name nobody: %j", (text) => {
    expect(scrub(text)).toBe(text);
  });

  test("never hold a number in E.164 or the local part of an address, whatever stands around", () => {
    const around = fc.string({ unit: fc.constantFrom(..." ,.:;'\"()<>[]{}-x?&=/\n") });
    const number = fc.integer({ min: 2_000_000, max: 9_999_999 }).map((n) => `+1202${n}`);
    const local = fc.stringMatching(/^[a-z]{6,12}$/);
    fc.assert(
      fc.property(around, number, around, local, (before, phone, between, name) => {
        const shown = scrub(`${before}${phone}${between}${name}@example.com`);
        expect(shown).not.toContain(phone.slice(-7, -2));
        expect(shown).not.toContain(name);
      }),
    );
  });
});

describe("what a provider reports later", () => {
  const said = "12025550123 and john.doe@example.com";

  test("is kept without addresses in a status of WhatsApp's", () => {
    const failed = {
      id: "wamid.1",
      status: "failed",
      timestamp: "1775399400",
      recipient_id: "12025550123",
      errors: [{ code: 131026, title: said, message: said, error_data: { details: said } }],
    };
    const value = { metadata: { phone_number_id: "1001" }, statuses: [failed] };
    const body = { entry: [{ id: "2002", changes: [{ field: "messages", value }] }] };
    const [update] = meta.receiver.parse(body, 0);
    if (update?.kind !== "report") throw new Error("not a report");
    expect(update.person.phone).toBe("+12025550123");
    const shown = "…23 and @example.com";
    expect(update.fact.failure).toMatchObject({
      code: "recipient_unreachable",
      provider: { code: 131026, message: shown, details: shown },
      details: { errors: [{ code: 131026, title: shown, error_data: { details: shown } }] },
    });
  });

  test("is kept without addresses in a bounce", () => {
    const bounce = { type: "Permanent", subType: "General", message: said };
    const data = { email_id: "1", to: ["john.doe@example.com"], bounce };
    const body = { type: "email.bounced", created_at: "2026-04-05T14:30:00Z", data };
    const [update] = email.receiver.parse(body, 0);
    if (update?.kind !== "report") throw new Error("not a report");
    expect(update.person.email).toBe("john.doe@example.com");
    expect(update.fact).toMatchObject({
      failure: { provider: { message: "…23 and @example.com" } },
      details: { hard: true },
    });
  });
});
