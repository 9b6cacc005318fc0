import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { utf8 } from "../../../src/lib/bytes.ts";
import { handshake, isFromMeta, parseUpdates } from "../../../src/providers/meta/webhook.ts";
import quickReply from "../../fixtures/whatsapp/callback_button__quick_reply.json";
import interactiveError from "../../fixtures/whatsapp/message__interactive_message_with_err.json";
import unreaction from "../../fixtures/whatsapp/message__unreaction_no_emoji.json";
import unsupported from "../../fixtures/whatsapp/message__unsupported.json";
import failedStatus from "../../fixtures/whatsapp/message_status__failed.json";
import image from "../../fixtures/whatsapp/meta-webhook__image-message.json";
import buttonReply from "../../fixtures/whatsapp/meta-webhook__interactive-button-reply-message.json";
import listReply from "../../fixtures/whatsapp/meta-webhook__interactive-list-reply-message.json";
import system from "../../fixtures/whatsapp/meta-webhook__system-message.json";
import text from "../../fixtures/whatsapp/meta-webhook__text-message.json";
import templateStatus from "../../fixtures/whatsapp/template_status_update__approved.json";
import vector from "../../fixtures/whatsapp/vector__x-hub-signature-256.json";
import username from "../../fixtures/whatsapp/vercel-chat__text-message-with-business-scoped-user-ids.json";

const credentials = { access_token: "EAAtoken", app_secret: vector.app_secret };

describe("handshake", () => {
  const asked = (query: Record<string, string>) =>
    handshake(new URLSearchParams(query), { ...credentials, verify_token: "a-token" });
  const right = {
    "hub.mode": "subscribe",
    "hub.challenge": "1158201444",
    "hub.verify_token": "a-token",
  };

  test("gives the challenge back to whoever knows the token", async () => {
    expect(await asked(right)).toBe("1158201444");
  });

  test.each([
    ["a wrong token", { ...right, "hub.verify_token": "a-tokem" }],
    ["an empty token", { ...right, "hub.verify_token": "" }],
    ["another mode", { ...right, "hub.mode": "unsubscribe" }],
    ["no challenge", { "hub.mode": "subscribe", "hub.verify_token": "a-token" }],
    ["nothing", {}],
  ])("gives nothing for %s", async (_what, query) => {
    expect(await asked(query as Record<string, string>)).toBeNull();
  });

  test("gives nothing when the account has no token", async () => {
    expect(await handshake(new URLSearchParams(right), credentials)).toBeNull();
  });
});

describe("isFromMeta", () => {
  const raw = utf8(vector.raw_body);

  test("believes the bytes that Meta signed", async () => {
    expect(await isFromMeta(raw, vector.header_value, credentials)).toBe(true);
    expect(await isFromMeta(raw, vector.header_value.toUpperCase(), credentials)).toBe(false);
  });

  test("believes the previous secret while it is being replaced", async () => {
    const rotated = {
      ...credentials,
      app_secret: "new-secret",
      previous_app_secret: vector.app_secret,
    };
    expect(await isFromMeta(raw, vector.header_value, rotated)).toBe(true);
  });

  test("does not believe bytes that say the same in another way", async () => {
    const rewritten = utf8(JSON.stringify(JSON.parse(vector.raw_body)));
    expect(await isFromMeta(rewritten, vector.header_value, credentials)).toBe(false);
  });

  test("does not believe a single flipped bit", async () => {
    const flipped = raw.slice();
    flipped[100] = (flipped[100] ?? 0) ^ 1;
    expect(await isFromMeta(flipped, vector.header_value, credentials)).toBe(false);
  });

  test.each([
    null,
    "",
    "sha256=",
    "sha256=00",
    vector.header_value.slice(0, -1),
    `${vector.header_value}0`,
    vector.header_value.replace("sha256=", "sha1="),
    vector.header_value.replace("sha256=", ""),
  ])("does not believe the header %j", async (header) => {
    expect(await isFromMeta(raw, header, credentials)).toBe(false);
  });

  test("believes nothing when the account has no secret", async () => {
    const { access_token } = credentials;
    expect(await isFromMeta(raw, vector.header_value, { access_token })).toBe(false);
  });
});

describe("parseUpdates", () => {
  test("reads a text", () => {
    expect(parseUpdates(text)).toEqual({
      messages: [
        {
          phoneNumberId: "106540352242922",
          from: "+16505551234",
          id: "wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA=",
          at: 1749416383000,
          kind: "text",
          text: "Does it come in another color?",
          profileName: "Sheena Nelson",
        },
      ],
      ignored: 0,
    });
  });

  test.each([
    ["a caption", image, { kind: "image", text: "Taj Mahal" }],
    ["a tapped button", buttonReply, { kind: "interactive", text: "Cancel" }],
    ["a chosen row", listReply, { kind: "interactive", text: "Priority Mail Express" }],
    ["a quick reply", quickReply, { kind: "button", text: "title" }],
    ["a removed reaction", unreaction, { kind: "reaction", text: null }],
    ["what WhatsApp cannot show", unsupported, { kind: "unsupported", text: null }],
    ["a tap without its content", interactiveError, { kind: "interactive", text: null }],
  ])("takes %s for a message of the person", (_what, body, expected) => {
    expect(parseUpdates(body).messages).toMatchObject([expected]);
  });

  test.each([
    ["a status", failedStatus],
    ["a notice that WhatsApp wrote", system],
    ["a template's status", templateStatus],
  ])("counts %s and takes it for no message", (_what, body) => {
    expect(parseUpdates(body)).toEqual({ messages: [], ignored: 1 });
  });

  test("names a person without a number by their user id", () => {
    expect(parseUpdates(username).messages).toMatchObject([{ from: "+15551234567" }]);
    const hidden = structuredClone(username);
    const value = hidden.entry[0]?.changes[0]?.value;
    Reflect.deleteProperty(value?.messages[0] ?? {}, "from");
    Reflect.deleteProperty(value?.contacts[0] ?? {}, "wa_id");
    expect(parseUpdates(hidden).messages).toMatchObject([
      { from: "US.13491208655302741918", profileName: "Test User" },
    ]);
  });

  test("reads every entry, change and message, and loses none to a bad neighbour", () => {
    const [change] = text.entry[0]?.changes ?? [];
    const [good] = change?.value.messages ?? [];
    if (!change || !good) throw new Error("the fixture has no message");
    const message = (id: string) => ({ ...good, id });
    const of = (phone_number_id: string, messages: unknown[]) => ({
      field: "messages",
      value: { ...change.value, metadata: { phone_number_id }, messages },
    });
    const { messages, ignored } = parseUpdates({
      object: "whatsapp_business_account",
      entry: [
        null,
        { id: "1", changes: [of("11", [message("a"), null, { id: 5 }, message("b")]), 7] },
        { id: "2", changes: [{ field: "account_update", value: {} }, of("22", [message("c")])] },
        "x",
        { id: "3", changes: [of("33", [{ ...good, timestamp: "soon" }, message("d")])] },
      ],
    });
    expect(messages.map(({ id, phoneNumberId }) => [id, phoneNumberId])).toEqual([
      ["a", "11"],
      ["b", "11"],
      ["c", "22"],
      ["d", "33"],
    ]);
    expect(ignored).toBe(7);
  });

  test.each(["-1", "1e9", "999999999999", 1749416383, "", null])(
    "does not believe the time %j",
    (timestamp) => {
      const body = structuredClone(text) as unknown as {
        entry: { changes: { value: { messages: { timestamp: unknown }[] } }[] }[];
      };
      const message = body.entry[0]?.changes[0]?.value.messages[0];
      if (!message) throw new Error("the fixture has no message");
      message.timestamp = timestamp;
      expect(parseUpdates(body)).toEqual({ messages: [], ignored: 1 });
    },
  );

  test("never throws", () => {
    fc.assert(
      fc.property(fc.anything(), fc.jsonValue(), (anything, json) => {
        for (const value of [anything, json]) {
          expect(parseUpdates(value).messages).toEqual([]);
          const inside = { entry: [{ changes: [{ field: "messages", value }] }] };
          expect(parseUpdates(inside).messages).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });
});
