import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { utf8 } from "../../../src/lib/bytes.ts";
import type { Outgoing } from "../../../src/model/policy.ts";
import { instagram } from "../../../src/providers/meta/index.ts";
import { answerOf, providerContract, replying } from "../../contract/provider.ts";
import { accepted, asked, draft, errorOf, profile, reply, text } from "./messaging-accounts.ts";

const bodyOf = (
  outgoing: Outgoing,
  settings: Record<string, unknown> = profile.settings,
  rest = {},
) => JSON.parse(instagram.prepare(draft(outgoing, rest), settings));

providerContract({
  provider: instagram,
  account: profile,
  drafts: [
    draft(text("Hi John, just following up.")),
    draft(asked("Shall we?", [reply("Yes"), reply("No")])),
  ],
  answers: {
    accepted,
    acceptedId: "m_AG5Hz2Uq7tuwNEhXfYYKj8mJEM",
    refused: { ...errorOf(400, 10, 2534022), code: "window_closed" },
    unauthorized: errorOf(401, 190, 463),
    throttled: errorOf(400, 4),
    broken: errorOf(500, 1200),
  },
});

test.each([
  ["https://graph.facebook.com", "https://graph.facebook.com/v25.0/me/messages"],
  ["https://graph.instagram.com", "https://graph.instagram.com/v25.0/me/messages"],
])("posts over %s to the account that the token names", async (base_url, expected) => {
  const { transport, requests } = replying(answerOf(accepted));
  const account = { ...profile, settings: { ...profile.settings, base_url } };
  await instagram.deliver({ messageId: "x", body: "{}", account }, transport);
  expect(requests[0]?.url).toBe(expected);
});

test("asks for the account's name when it is checked", async () => {
  const { transport, requests } = replying(
    answerOf({ status: 200, body: { id: "17841400000000000", username: "acme" } }),
  );
  expect(await instagram.check(profile, transport)).toEqual({
    ok: true,
    facts: { username: "acme" },
  });
  expect(requests[0]?.url).toContain("/17841400000000000?fields=name,username");
});

describe("prepare", () => {
  test("types a message only when it is tagged", () => {
    expect(bodyOf(text("Hi"))).not.toHaveProperty("messaging_type");
    const tagged = bodyOf(text("Hi"), profile.settings, { tag: "HUMAN_AGENT" });
    expect(tagged).toMatchObject({ messaging_type: "MESSAGE_TAG", tag: "HUMAN_AGENT" });
  });

  test("carries our id where Meta documents it", () => {
    const { correlationId } = draft(text(""));
    expect(bodyOf(text("Hi")).message).toEqual({ text: "Hi", metadata: correlationId });
    const own = { ...profile.settings, base_url: "https://graph.instagram.com" };
    expect(bodyOf(text("Hi"), own).message).toEqual({ text: "Hi" });
  });
});

describe("refuse", () => {
  const refusalOf = (outgoing: Outgoing) => instagram.refuse?.(outgoing, profile.settings) ?? null;

  test("counts the bytes of a text, not its characters", () => {
    expect(refusalOf(text("ü".repeat(500)))).toBeNull();
    expect(refusalOf(text("ü".repeat(501)))).toMatchObject({
      code: "content_too_long",
      details: { field: "content", limit: 1_000 },
    });
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 900 }), (words) => {
        expect(refusalOf(text(words)) === null).toBe(utf8(words).length <= 1_000);
      }),
    );
  });

  test.each([
    ["image", "image/webp", false],
    ["image", "image/PNG", true],
    ["video", "video/mp4", true],
    ["document", "application/pdf", true],
    ["document", "text/csv", false],
  ] as const)("says whether %s %s can be sent: %s", (type, mimeType, can) => {
    const media = { type, mimeType, url: "https://acme.example/a" };
    const refusal = refusalOf({ kind: "media", media });
    expect(refusal?.code ?? null).toBe(can ? null : "media_invalid");
    expect(refusalOf({ kind: "media", media: { type, url: media.url } })).toBeNull();
  });
});
