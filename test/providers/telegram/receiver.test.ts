import { describe, expect, test } from "vitest";
import { utf8 } from "../../../src/lib/bytes.ts";
import { telegram } from "../../../src/providers/telegram/index.ts";
import { receiverContract } from "../../contract/receiver.ts";
import inlineTap from "../../fixtures/telegram/callback_query__de.json";
import image from "../../fixtures/telegram/message__de_image.json";
import sticker from "../../fixtures/telegram/message__de_sticker.json";
import privateText from "../../fixtures/telegram/update__de_private_chat_text_message.json";
import groupDice from "../../fixtures/telegram/update__dice_works.json";
import update from "../../fixtures/telegram/update__message.json";
import reactions from "../../fixtures/telegram/update__message_reaction_count_updated.json";
import newKind from "../../fixtures/telegram/update__new_update_kind_error.json";
import photo from "../../fixtures/telegram/vercel-chat__photo-message.json";
import replay from "../../fixtures/telegram/vercel-chat__replay.json";

const { receiver } = telegram;
const header = "x-telegram-bot-api-secret-token";
const credentials = { bot_token: "123456:ABC", webhook_secret: "s3cret_-A" };
const now = Date.parse("2026-11-20T10:00:00Z");

const chat = { id: 7527593, type: "private", first_name: "Test" };
const user = { id: 7527593, is_bot: false, first_name: "Test", last_name: "User" };
const person = {
  phone: null,
  userId: null,
  email: null,
  chat: { kind: "telegram_chat_id", value: "7527593" },
};
const message = (content: object, rest: object = {}) => ({
  update_id: 5,
  message: { message_id: 17, from: user, chat, date: 1_767_224_888, ...content, ...rest },
});
const edited = (content: object, update_id = 6) => ({
  update_id,
  edited_message: { ...message(content).message, edit_date: 1_767_224_900 },
});
const keyboard = { inline_keyboard: [[{ text: "Yes, please", callback_data: "yes" }]] };
const tap = (data: string, rest: object = {}) => ({
  update_id: 7,
  callback_query: {
    id: "4382bfdwdsb323b2d9",
    from: user,
    chat_instance: "1",
    data,
    message: { message_id: 16, chat, date: 1_767_224_000, reply_markup: keyboard },
    ...rest,
  },
});
const membership = (status: string, rest: object = {}) => ({
  update_id: 8,
  my_chat_member: {
    chat,
    from: user,
    date: 1_767_225_000,
    old_chat_member: { user: { id: 123456, is_bot: true }, status: "member" },
    new_chat_member: { user: { id: 123456, is_bot: true }, status },
    ...rest,
  },
});

const parse = (body: unknown) => {
  const [only, ...others] = receiver.parse(body, now);
  if (!only || others.length > 0) throw new Error("not one update");
  return only;
};

receiverContract({
  provider: telegram,
  credentials,
  otherCredentials: { ...credentials, webhook_secret: "other" },
  sign: () => Promise.resolve({ [header]: credentials.webhook_secret }),
  signsBody: false,
  samples: {
    text: update,
    photo,
    edited: edited({ text: "Hello" }),
    tap: tap("yes"),
    blocked: membership("kicked"),
    location: message({ location: { latitude: 1, longitude: 2 } }),
  },
});

describe("verify", () => {
  const verify = (secret: string | null, of: Record<string, unknown>) =>
    receiver.verify(
      {
        raw: utf8("{}"),
        headers: new Headers(secret === null ? {} : { [header]: secret }),
        now,
        url: "https://gateway.example/hook",
      },
      of,
    );

  test("believes the new secret and the one that it replaces", async () => {
    const of = { ...credentials, webhook_secret: "new", previous_webhook_secret: "old" };
    expect(await verify("new", of)).toBe(true);
    expect(await verify("old", of)).toBe(true);
    expect(await verify("older", of)).toBe(false);
  });

  test("believes nothing while no secret is set, not even none", async () => {
    const of = { bot_token: credentials.bot_token };
    expect(await verify(null, of)).toBe(false);
    expect(await verify("", of)).toBe(false);
    expect(await verify("undefined", of)).toBe(false);
  });
});

describe("a message", () => {
  test("is what a person wrote, at its own time", () => {
    expect(parse(message({ text: "Hello" }))).toStrictEqual({
      kind: "message",
      sender: "",
      from: person,
      providerMessageId: "7527593:17",
      at: 1_767_224_888_000,
      type: "text",
      text: "Hello",
      profileName: "Test User",
      opensWindow: true,
      details: {},
    });
  });

  test.each([
    [update, "218485655", "hello there", "Waffle"],
    [privateText, "408258968", "4", "Hirrolot"],
    [replay.mention, "7527593", "@vercelchatsdkbot hi", "Test User"],
    [replay.followUp, "7527593", "how are you", "Test User"],
  ])("is read as it was recorded (%#)", (body, id, text, profileName) => {
    expect(parse(body)).toMatchObject({
      kind: "message",
      from: { chat: { value: id } },
      type: "text",
      text,
      profileName,
    });
  });

  test("with a photo is the largest of its sizes", () => {
    const largest = photo.message.photo.at(-1);
    expect(parse(photo)).toMatchObject({
      type: "photo",
      text: null,
      details: {
        media: { id: largest?.file_id, size: largest?.file_size, mime_type: "image/jpeg" },
      },
    });
    expect(parse({ update_id: 1, message: image })).toMatchObject({
      details: { media: { id: image.photo.at(-1)?.file_id } },
    });
  });

  test.each([
    ["animation", { document: { file_id: "D" } }],
    ["video", {}],
    ["audio", {}],
    ["voice", {}],
    ["video_note", {}],
    ["document", {}],
  ])("with a file is of the kind %s", (kind, beside) => {
    const file = { file_id: "F", mime_type: "x/y", file_name: "a.bin", file_size: 7 };
    expect(parse(message({ [kind]: file, ...beside, caption: "Look" }))).toMatchObject({
      type: kind,
      text: "Look",
      details: { media: { id: "F", mime_type: "x/y", filename: "a.bin", size: 7 } },
    });
  });

  test("with a sticker is read", () => {
    expect(parse({ update_id: 1, message: sticker })).toMatchObject({
      type: "sticker",
      details: { media: { id: sticker.sticker.file_id } },
    });
  });

  test("with a place, a contact or a die keeps what it holds", () => {
    const location = { latitude: 48.1, longitude: 11.5 };
    expect(parse(message({ location }))).toMatchObject({ type: "location", details: { location } });
    const venue = { location, title: "Office", address: "Main St 1" };
    expect(parse(message({ location, venue }))).toMatchObject({
      type: "venue",
      text: "Office",
      details: { location: { ...location, name: "Office", address: "Main St 1" } },
    });
    const contact = { phone_number: "+12025550142", first_name: "Jane" };
    expect(parse(message({ contact }))).toMatchObject({ details: { contacts: [contact] } });
    expect(parse(message({ dice: { emoji: "🎲", value: 2 } }))).toMatchObject({ text: "🎲" });
  });

  test("says what it answers, and which album it is of", () => {
    const rest = { reply_to_message: { message_id: 9 }, media_group_id: "1234" };
    expect(parse(message({ photo: [{ file_id: "F" }] }, rest))).toMatchObject({
      details: { context: { message_id: "7527593:9" }, media_group_id: "1234" },
    });
  });

  test("that was edited is another one, each time", () => {
    expect(parse(edited({ text: "Hello!" }))).toMatchObject({
      providerMessageId: "7527593:17:edit:6",
      text: "Hello!",
      details: { edited: { message_id: "7527593:17" } },
    });
    expect(parse(edited({ text: "Hello!!" }, 7))).toMatchObject({
      providerMessageId: "7527593:17:edit:7",
    });
  });

  test.each([
    ["in a group", groupDice],
    [
      "in a group with the id of a person",
      message({ text: "Hi" }, { chat: { id: 5, type: "group" } }),
    ],
    ["in a channel", message({ text: "Hi" }, { chat: { id: -100, type: "channel" } })],
    [
      "of a chat without a person's id",
      message({ text: "x" }, { chat: { id: -5, type: "private" } }),
    ],
    ["that is a notice", message({ pinned_message: { message_id: 1 } })],
  ])("%s makes nobody a lead and is kept", (_what, body) => {
    expect(parse(body)).toMatchObject({
      kind: "unknown",
      reason: expect.stringMatching(/\w+ \w+/),
    });
  });
});

describe("a tap", () => {
  test("says what stood on the button, and carries its id", () => {
    expect(parse(tap("yes"))).toStrictEqual({
      kind: "message",
      sender: "",
      from: person,
      providerMessageId: "callback:4382bfdwdsb323b2d9",
      at: now,
      type: "callback_query",
      text: "Yes, please",
      profileName: "Test User",
      opensWindow: true,
      details: { button: { payload: "yes" }, context: { message_id: "7527593:16" } },
    });
  });

  test("on a button that is not shown any more says its id", () => {
    expect(parse(tap("old"))).toMatchObject({
      text: "old",
      details: { button: { payload: "old" } },
    });
    const { reply_markup: _, ...bare } = tap("x").callback_query.message;
    expect(parse(tap("yes", { message: bare }))).toMatchObject({ text: "yes" });
  });

  test("without a private chat is kept: nobody could be answered", () => {
    const bodies = [
      { update_id: 1, callback_query: inlineTap },
      tap("yes", { message: { message_id: 1, chat: { id: -100, type: "supergroup" } } }),
    ];
    for (const body of bodies) expect(parse(body)).toMatchObject({ kind: "unknown" });
  });
});

describe("a membership", () => {
  test.each([
    ["kicked", "all"],
    ["member", "none"],
  ])("of %s is the person's will: %s", (status, optedOut) => {
    expect(parse(membership(status))).toStrictEqual({
      kind: "consent",
      sender: null,
      person,
      optedOut,
      reason: expect.stringMatching(/blocked the bot$/),
      at: 1_767_225_000_000,
    });
  });

  test.each([
    membership("administrator"),
    membership("kicked", { chat: { id: -100, type: "group" } }),
  ])("that says nothing about a person is kept (%#)", (body) => {
    expect(parse(body)).toMatchObject({ kind: "unknown" });
  });
});

test.each([
  [reactions, "message_reaction_count"],
  [newKind, "new_update_kind"],
])("an update of a kind that is not read is kept by its name (%#)", (body, name) => {
  expect(parse(body)).toEqual({ kind: "unknown", reason: expect.stringContaining(name) });
});

test("Telegram is answered with nothing that it could carry out", () => {
  expect(receiver.answer?.body).toBe("");
});
