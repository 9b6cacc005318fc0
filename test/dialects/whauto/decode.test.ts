import { describe, expect, test } from "vitest";
import { decoders } from "../../../src/dialects/whauto/decode.ts";
import type { Channel } from "../../../src/model/channel.ts";
import { GatewayError } from "../../../src/model/errors.ts";
import type { Template } from "../../../src/model/template.ts";

const workspaceId = "3c90c3cc-0d44-4b50-8888-8dd257360500";
const leadId = "3c90c3cc-0d44-4b50-8888-8dd25736052a";
const accountId = "3c90c3cc-0d44-4b50-8888-8dd25736052b";
const templateId = "3c90c3cc-0d44-4b50-8888-8dd25736052c";
const now = Date.UTC(2026, 3, 5, 12);

const welcome: Template = {
  id: templateId,
  workspaceId,
  accountId,
  name: "welcome",
  language: "en_US",
  status: "APPROVED",
  category: "UTILITY",
  parameterFormat: "POSITIONAL",
  components: [{ type: "BODY", text: "Hello {{1}}" }],
};

const decode = decoders({
  clock: () => now,
  countryOf: async () => "US",
  findTemplate: async (_, name, language) =>
    name === "welcome" && (language === null || language === "en_US") ? welcome : null,
});
const abroad = decoders({
  clock: () => now,
  countryOf: async () => null,
  findTemplate: async () => null,
});

const context = {
  key: {
    id: "key",
    workspaceId,
    dialect: "whauto" as const,
    slug: null,
    environment: "test" as const,
    scopes: [],
    rateLimit: 100,
    expiresAt: null,
  },
  params: {},
  query: {},
};

type Kind = keyof typeof decode;
const base = { contact: { id: leadId }, workspace: { id: workspaceId } };
const read = async (kind: Kind, channel: Channel, fields: object, by = decode) =>
  by[kind](channel)({ ...base, ...fields }, context);

const codeOf = async (kind: Kind, channel: Channel, fields: object, by = decode) => {
  try {
    throw new Error(`decoded: ${JSON.stringify(await read(kind, channel, fields, by))}`);
  } catch (error) {
    if (error instanceof GatewayError) return error.failure.code;
    throw error;
  }
};

const whatsappText = (fields: object) => read("text", "whatsapp", { textMessage: "Hi", ...fields });
const refusal = (fields: object) => codeOf("text", "whatsapp", { textMessage: "Hi", ...fields });

test("a text goes to the contact over the channel's default account, now", async () => {
  expect(await read("text", "messenger", { textMessage: " Hi\n" })).toEqual({
    leadId,
    workflowId: null,
    channel: "messenger",
    content: { kind: "text", text: " Hi\n" },
    metadata: {},
    scheduledAt: null,
  });
});

describe("who is meant", () => {
  const number = (phoneNumber: string) => ({ contact: undefined, recepient: { phoneNumber } });

  test.each([
    ["with a plus", "+6598765432", "+6598765432"],
    ["of the workspace's country", "2025550123", "+12025550123"],
    ["of another country, without its plus", "6591234567890", "+6591234567890"],
  ])("reads a number %s", async (_, given, value) => {
    expect(await whatsappText(number(given))).toMatchObject({
      to: { address: { kind: "phone", value } },
    });
  });

  test("reads a number as an international one where the workspace has no country", async () => {
    const fields = { textMessage: "Hi", ...number("6598765432") };
    expect(await read("text", "whatsapp", fields, abroad)).toMatchObject({
      to: { address: { kind: "phone", value: "+6598765432" } },
    });
  });

  test("tolerates the right spelling", async () => {
    const recipient = { phoneNumber: "+12025550123" };
    expect(await whatsappText({ contact: null, recipient })).toHaveProperty("to");
  });

  test("takes what is blank for absent", async () => {
    expect(await whatsappText({ recepient: { phoneNumber: " " } })).toHaveProperty("leadId");
    const fields = { contact: { id: "" }, recepient: { phoneNumber: "+12025550123" } };
    expect(await whatsappText(fields)).toHaveProperty("to");
  });

  test.each([
    ["neither", { contact: undefined }],
    ["both", { recepient: { phoneNumber: "+12025550123" } }],
    ["both, one spelt right", { recipient: { phoneNumber: "+12025550123" } }],
    ["a number that is none", number("12")],
    ["a word as number", number("Ann")],
  ])("refuses %s as invalid parameters", async (_, fields) => {
    expect(await refusal(fields)).toBe("fields_missing");
  });

  test.each<Channel>(["messenger", "instagram", "telegram"])(
    "refuses a number on %s",
    async (channel) => {
      const fields = { textMessage: "Hi", ...number("+12025550123") };
      expect(await codeOf("text", channel, fields)).toBe("fields_missing");
    },
  );

  test("an id that cannot be a contact's is nobody's", async () => {
    expect(await refusal({ contact: { id: "mA7FeZiPlb" } })).toBe("lead_not_found");
  });

  test.each([
    ["another workspace", { workspace: { id: leadId } }, "workspace_mismatch"],
    ["no workspace", { workspace: undefined }, "field_invalid"],
    ["a workspace without an id", { workspace: {} }, "field_invalid"],
    ["a contact that is no object", { contact: leadId }, "field_invalid"],
    ["a number as text", { contact: undefined, recepient: "+1" }, "field_invalid"],
  ])("refuses %s", async (_, fields, code) => {
    expect(await refusal(fields)).toBe(code);
  });

  test("knows its workspace in any letter case", async () => {
    const workspace = { id: workspaceId.toUpperCase() };
    expect(await whatsappText({ workspace })).toHaveProperty("leadId", leadId);
  });
});

describe("what is said", () => {
  test.each([
    ["image/jpeg", "https://example.com/a.jpg", { type: "image", mimeType: "image/jpeg" }],
    ["Video/MP4", "https://example.com/a.mp4", { type: "video", mimeType: "video/mp4" }],
    ["audio/ogg; codecs=opus", "https://example.com/a", { type: "audio", mimeType: "audio/ogg" }],
    [
      "application/pdf",
      "https://example.com/files/menu.pdf?v=2",
      { type: "document", mimeType: "application/pdf", filename: "menu.pdf" },
    ],
    ["text/csv", "https://example.com/%F0%9F", { type: "document", mimeType: "text/csv" }],
  ])("makes of %s what it is", async (mimeType, mediaUrl, media) => {
    expect(await read("media", "whatsapp", { mediaUrl, mimeType })).toHaveProperty("content", {
      kind: "media",
      media: { url: mediaUrl, ...media },
    });
  });

  test("reads cards and every way in which a button may be written", async () => {
    const url = "https://example.com/shoes";
    const elements = [
      {
        title: "Shoes",
        subtitle: "Red",
        image_url: "https://example.com/a.png",
        buttons: [
          { type: "web_url", title: "See", url },
          { text: "Buy", payload: "BUY" },
          { title: "Ask", callbackData: "ask" },
          "No",
        ],
      },
      { title: "Socks", imageUrl: "https://example.com/b.png", buttons: [] },
    ];
    expect(await read("elements", "messenger", { elements })).toHaveProperty("content", {
      kind: "elements",
      elements: [
        {
          title: "Shoes",
          subtitle: "Red",
          imageUrl: "https://example.com/a.png",
          buttons: [
            { type: "url", title: "See", url },
            { type: "reply", id: "BUY", title: "Buy" },
            { type: "reply", id: "ask", title: "Ask" },
            { type: "reply", id: "No", title: "No" },
          ],
        },
        { title: "Socks", imageUrl: "https://example.com/b.png", buttons: [] },
      ],
    });
  });

  test("makes a text of cards that are nothing but titles, which Meta would refuse", async () => {
    const bare = { title: "Shoes", buttons: [] };
    const elements = [bare, { title: "Socks", subtitle: "" }];
    expect(await read("elements", "instagram", { elements })).toHaveProperty("content", {
      kind: "text",
      text: "Shoes\nSocks",
    });
    const mixed = [bare, { title: "Socks", subtitle: "Warm" }];
    expect(await read("elements", "instagram", { elements: mixed })).toHaveProperty(
      "content.kind",
      "elements",
    );
  });

  test("reads Telegram's buttons, flat or in rows, and a text where there are none", async () => {
    const fields = {
      textMessage: "Coming?",
      buttons: [[{ text: "Yes", callback_data: "y" }], "No"],
    };
    expect(await read("buttons", "telegram", fields)).toHaveProperty("content", {
      kind: "interactive",
      body: "Coming?",
      interaction: {
        type: "buttons",
        buttons: [
          { type: "reply", id: "y", title: "Yes" },
          { type: "reply", id: "No", title: "No" },
        ],
      },
    });
    const none = { textMessage: "Coming?", buttons: [] };
    expect(await read("buttons", "telegram", none)).toHaveProperty("content", {
      kind: "text",
      text: "Coming?",
    });
  });

  test.each<[string, Kind, object]>([
    ["no text", "text", {}],
    ["a blank text", "text", { textMessage: "  " }],
    ["a number as text", "text", { textMessage: 7 }],
    ["no MIME type", "media", { mediaUrl: "https://example.com/a" }],
    ["no template", "template", {}],
    ["no elements", "elements", { elements: [] }],
    ["an element without a title", "elements", { elements: [{ buttons: [] }] }],
    ["a button without a title", "buttons", { textMessage: "Hi", buttons: [{ id: "x" }] }],
  ])("refuses %s as an invalid body", async (_, kind, fields) => {
    expect(await codeOf(kind, "whatsapp", fields)).toBe("field_invalid");
  });

  test.each<[Kind, object, string]>([
    ["text", { textMessage: "x".repeat(4097) }, "textMessage: "],
    ["text", { textMessage: "a\0b" }, "textMessage: "],
    ["media", { mediaUrl: "file:///etc/passwd", mimeType: "image/png" }, "mediaUrl: "],
    ["media", { mediaUrl: "https://example.com/a", mimeType: "image" }, "mimeType: "],
    [
      "buttons",
      { textMessage: "Hi", buttons: [{ title: "Go", url: "javascript:alert(1)" }] },
      "buttons.0.url: ",
    ],
  ])("names what no channel could carry in %s %j", async (kind, fields, start) => {
    await expect(read(kind, "telegram", fields)).rejects.toMatchObject({
      failure: { code: "content_unsupported", message: expect.stringContaining(start) },
    });
  });
});

describe("templates", () => {
  const content = (components: object[]) => ({ kind: "template", templateId, components });

  test.each([
    ["a name", "welcome"],
    ["a name and a language", { name: "welcome", language: "en_US" }],
    ["Meta's own way", { name: "welcome", language: { code: "en_US" } }],
    ["a name and no language", { name: " welcome ", language: null }],
  ])("finds one by %s, and sends it from the number that has it", async (_, template) => {
    expect(await read("template", "whatsapp", { template })).toMatchObject({
      accountId,
      content: content([]),
    });
  });

  test.each([["absent"], [{ name: "welcome", language: "es" }]])(
    "%j is not found",
    async (template) => {
      expect(await codeOf("template", "whatsapp", { template })).toBe("template_not_found");
    },
  );

  test("gives it the values at the root", async () => {
    const fields = { template: "welcome", templateParameters: ["Ann"] };
    expect(await read("template", "whatsapp", fields)).toHaveProperty(
      "content",
      content([{ type: "body", parameters: [{ type: "text", parameter_name: "1", text: "Ann" }] }]),
    );
  });
});

test("a time in the future is kept and a time in the past is now", async () => {
  expect(await whatsappText({ scheduleDateTime: "2026-04-05T14:30:00Z" })).toMatchObject({
    scheduledAt: Date.UTC(2026, 3, 5, 14, 30),
  });
  expect(await whatsappText({ scheduleDateTime: "2020-01-01T00:00:00Z" })).toMatchObject({
    scheduledAt: null,
  });
  expect(await refusal({ scheduleDateTime: "tomorrow" })).toBe("schedule_invalid");
});
