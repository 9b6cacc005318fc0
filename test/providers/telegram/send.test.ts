import { describe, expect, test } from "vitest";
import type { Outgoing } from "../../../src/model/policy.ts";
import type { Draft } from "../../../src/providers/provider.ts";
import { telegram } from "../../../src/providers/telegram/index.ts";
import { answerOf, providerContract, replying } from "../../contract/provider.ts";
import buttonUrl from "../../fixtures/telegram/errors/bad-request-button-url-invalid.json";
import chatNotFound from "../../fixtures/telegram/errors/bad-request-chat-not-found.json";
import migrated from "../../fixtures/telegram/errors/bad-request-group-chat-migrated.json";
import empty from "../../fixtures/telegram/errors/bad-request-message-text-is-empty.json";
import deactivated from "../../fixtures/telegram/errors/forbidden-user-is-deactivated.json";
import throttled from "../../fixtures/telegram/errors/too-many-requests.json";
import unauthorized from "../../fixtures/telegram/errors/unauthorized.json";
import conflict from "../../fixtures/telegram/errors/webhook-is-active.json";
import captures from "../../fixtures/telegram/sdk-request-captures.json";

const account = {
  settings: { bot_id: "123456" },
  credentials: { bot_token: "123456:ABC-secret_part" },
};

const draft = (outgoing: Outgoing): Draft => ({
  messageId: "11111111-2222-8333-8444-555555555555",
  workspaceId: "99999999-2222-4333-8444-555555555555",
  correlationId: "11111111-2222-8333-8444-555555555555.0123456789abcdef",
  to: "7527593",
  outgoing,
  tag: null,
  hookPath: "/hooks/telegram/hook1",
});

const text = (words = "Hi John"): Outgoing => ({ kind: "text", text: words });
const interactive = (
  interaction: Extract<Outgoing, { kind: "interactive" }>["interaction"],
  rest: { body?: string; header?: string; footer?: string } = {},
): Outgoing => ({ kind: "interactive", body: "Which one?", interaction, ...rest });
const buttons = (...ids: string[]) =>
  interactive({
    type: "buttons",
    buttons: ids.map((id) => ({ type: "reply" as const, id, title: `Take ${id}` })),
  });
const list = interactive({
  type: "list",
  button: "Open",
  sections: [{ rows: [{ id: "a", title: "A" }] }],
});
const media = (type: "image" | "video" | "audio" | "document" | "sticker", rest: object = {}) =>
  ({ kind: "media", media: { type, url: "https://x.example/file", ...rest } }) satisfies Outgoing;

const accepted = { ok: true, result: { message_id: 8_154, chat: { id: 7527593 }, date: 1 } };
const error = (error_code: number, description: string, parameters?: object) => ({
  status: error_code,
  body: { ok: false, error_code, description, ...(parameters ? { parameters } : {}) },
});
const fixture = (body: { error_code: number }) => ({ status: body.error_code, body });
const verdictOf = (reply: Parameters<typeof answerOf>[0]) =>
  telegram.deliver(
    { messageId: "m", body: telegram.prepare(draft(text()), account.settings), account },
    replying(answerOf(reply)).transport,
  );

providerContract({
  provider: telegram,
  account,
  drafts: [draft(text()), draft(media("image")), draft(buttons("a", "b"))],
  answers: {
    accepted: { status: 200, body: accepted },
    acceptedId: "7527593:8154",
    acceptedPart: "8154",
    refused: { ...fixture(chatNotFound), code: "recipient_unreachable" },
    unauthorized: fixture(unauthorized),
    throttled: error(429, "Too Many Requests: retry after 5", { retry_after: 5 }),
    broken: error(500, "Internal Server Error"),
  },
  postedOf: (body) => JSON.stringify(JSON.parse(body).params),
  // Telegram takes the token in the path and nowhere else.
  credentialIn: ({ url, ...rest }) => ({ credential: new URL(url).pathname, rest }),
});

describe("prepare", () => {
  const prepared = (outgoing: Outgoing) =>
    JSON.parse(telegram.prepare(draft(outgoing), account.settings));

  test("writes a text as it is: nothing in it is markup", () => {
    expect(prepared(text("<b>*_a_*</b>"))).toEqual({
      method: "sendMessage",
      params: { chat_id: "7527593", text: "<b>*_a_*</b>" },
    });
  });

  test.each([
    ["image", "sendPhoto", "photo"],
    ["video", "sendVideo", "video"],
    ["audio", "sendAudio", "audio"],
    ["document", "sendDocument", "document"],
    ["sticker", "sendSticker", "sticker"],
  ] as const)("sends a file that is an %s with %s", (type, method, field) => {
    expect(prepared(media(type))).toEqual({
      method,
      params: { chat_id: "7527593", [field]: "https://x.example/file" },
    });
  });

  test("keeps the caption, and sends what Telegram has already by its id", () => {
    const outgoing: Outgoing = {
      kind: "media",
      media: { type: "image", id: "AgADAgAD36sx", caption: "Look" },
    };
    expect(prepared(outgoing).params).toMatchObject({ photo: "AgADAgAD36sx", caption: "Look" });
  });

  test("gives buttons a row each, and header and footer the first and the last lines", () => {
    const outgoing = interactive(
      {
        type: "buttons",
        buttons: [
          { type: "reply", id: "yes", title: "Yes, please" },
          { type: "url", title: "Read more", url: "https://x.example/" },
        ],
      },
      { header: "Offer", footer: "Until Friday" },
    );
    expect(prepared(outgoing)).toEqual({
      method: "sendMessage",
      params: {
        chat_id: "7527593",
        text: "Offer\n\nWhich one?\n\nUntil Friday",
        reply_markup: {
          inline_keyboard: [
            [{ text: "Yes, please", callback_data: "yes" }],
            [{ text: "Read more", url: "https://x.example/" }],
          ],
        },
      },
    });
  });

  test("makes a button of a link", () => {
    const outgoing = interactive({ type: "cta_url", title: "Book", url: "https://x.example/b" });
    expect(prepared(outgoing).params.reply_markup).toEqual({
      inline_keyboard: [[{ text: "Book", url: "https://x.example/b" }]],
    });
  });

  test("uses the names that grammY uses", () => {
    const theirs = JSON.parse(captures[0]?.body ?? "{}");
    const { params } = prepared(buttons("a"));
    for (const name of Object.keys(params)) expect(theirs).toHaveProperty(name);
    const [[theirButton]] = theirs.reply_markup.inline_keyboard;
    expect(Object.keys(params.reply_markup.inline_keyboard[0][0])).toEqual(
      Object.keys(theirButton),
    );
  });

  test.each<Outgoing>([list, { kind: "call", greeting: null }])("does not carry %j", (outgoing) => {
    expect(() => telegram.prepare(draft(outgoing), account.settings)).toThrow(TypeError);
  });
});

test("calls the method under the bot's token, as grammY does", async () => {
  const { transport, requests } = replying(answerOf({ status: 200, body: accepted }));
  const of = { ...account, credentials: { bot_token: "123456:ABC" } };
  const body = telegram.prepare(draft(text()), account.settings);
  await telegram.deliver({ messageId: "m", body, account: of }, transport);
  expect(new URL(requests[0]?.url ?? "").pathname).toBe(captures[0]?.url);
  expect(requests[0]?.headers["content-type"]).toBe(captures[0]?.headers["content-type"]);
});

test("sends nothing with the token of another bot", async () => {
  const { transport, requests } = replying(answerOf({ status: 200, body: accepted }));
  const of = { ...account, credentials: { bot_token: "1234567:ABC" } };
  const body = telegram.prepare(draft(text()), account.settings);
  const verdict = await telegram.deliver({ messageId: "m", body, account: of }, transport);
  expect(verdict).toMatchObject({
    kind: "reject",
    code: "account_refused",
    message: expect.stringContaining("credentials.bot_token"),
  });
  expect(await telegram.check(of, transport)).toMatchObject({ ok: false });
  expect(requests).toEqual([]);
});

test.each(["{}", "", '{"method":"deleteWebhook","params":{}}'])(
  "calls nothing for a body that it did not prepare (%j)",
  async (body) => {
    const { transport, requests } = replying(answerOf({ status: 200, body: accepted }));
    const verdict = await telegram.deliver({ messageId: "m", body, account }, transport);
    expect(verdict).toMatchObject({ kind: "reject" });
    expect(requests).toEqual([]);
  },
);

describe("refuse", () => {
  test.each<[string, Outgoing]>([
    ["4,096 characters", text("x".repeat(4096))],
    ["a caption of 1,024", media("image", { caption: "x".repeat(1024) })],
    ["a button's id of 64 bytes", buttons("ü".repeat(32))],
    ["a sticker", media("sticker")],
  ])("takes %s", (_what, outgoing) => {
    expect(telegram.refuse?.(outgoing, account.settings)).toBeNull();
  });

  test.each<[string, Outgoing]>([
    ["content_too_long", text("x".repeat(4097))],
    ["content_too_long", media("image", { caption: "x".repeat(1025) })],
    ["content_too_long", buttons("a", "ü".repeat(33))],
    [
      "content_too_long",
      interactive(
        { type: "cta_url", title: "x", url: "https://x.example" },
        { body: "x".repeat(4090), footer: "12345" },
      ),
    ],
    ["content_unsupported", media("sticker", { caption: "Hi" })],
    ["content_unsupported", list],
    ["content_unsupported", { kind: "elements", elements: [] }],
  ])("says %s before Telegram does", (code, outgoing) => {
    expect(telegram.refuse?.(outgoing, account.settings)).toMatchObject({
      code,
      message: expect.stringMatching(/\.$/),
    });
  });
});

describe("errors", () => {
  test.each([
    ["Forbidden: bot was blocked by the user", 403, "recipient_refused"],
    ["Forbidden: BOT was blocked by the USER", 403, "recipient_refused"],
    ["Forbidden: bot can't initiate conversation with a user", 403, "recipient_unreachable"],
    ["Forbidden: bot was kicked from the group chat", 403, "recipient_unreachable"],
    ["Forbidden: something new", 403, "recipient_refused"],
    ["Bad Request: PEER_ID_INVALID", 400, "recipient_unreachable"],
    ["Bad Request: message is too long", 400, "content_refused"],
    ["Bad Request: can't parse entities: unexpected end", 400, "content_refused"],
    ["Bad Request: BUTTON_DATA_INVALID", 400, "content_refused"],
    ["Bad Request: wrong file identifier/HTTP URL specified", 400, "content_refused"],
    ["Bad Request: failed to get HTTP URL content", 400, "content_refused"],
    ["Bad Request: something new", 400, "provider_refused"],
  ])("rejects %s", async (description, status, code) => {
    expect(await verdictOf(error(status, description))).toMatchObject({
      kind: "reject",
      code,
      provider: { code: status, message: description },
    });
  });

  test.each([
    [chatNotFound, "recipient_unreachable"],
    [deactivated, "recipient_unreachable"],
    [empty, "content_refused"],
    [buttonUrl, "content_refused"],
    [conflict, "account_refused"],
  ])("rejects the recorded $description", async (body, code) => {
    expect(await verdictOf(fixture(body))).toMatchObject({ kind: "reject", code });
  });

  test("names the chat that a group has moved to", async () => {
    expect(await verdictOf(fixture(migrated))).toMatchObject({
      kind: "reject",
      code: "recipient_unreachable",
      message: expect.stringContaining("-123456789"),
    });
  });

  test("waits as long as Telegram says in the body", async () => {
    expect(await verdictOf(fixture(throttled))).toMatchObject({
      kind: "retry",
      retryAfterMs: 123_000,
    });
    const endless = error(429, "Too Many Requests", { retry_after: 1e9 });
    expect(await verdictOf(endless)).toMatchObject({ retryAfterMs: 86_400_000 });
    const odd = await verdictOf(error(429, "Too Many Requests", { retry_after: -1 }));
    expect(odd).not.toHaveProperty("retryAfterMs");
  });

  test("asks for another token on 404, which a token of the wrong form gets", async () => {
    expect(await verdictOf(error(404, "Not Found"))).toMatchObject({ kind: "reauth" });
  });

  test.each(["Forbidden: bot was blocked by the user", "Bad Request: chat not found"])(
    "calls a 5xx unknown, whatever it says (%s)",
    async (description) => {
      const body = { ok: false, error_code: 403, description };
      expect(await verdictOf({ status: 502, body })).toMatchObject({ kind: "unknown" });
    },
  );
});

describe("check", () => {
  const check = async (result: object) => {
    const { transport, requests } = replying(answerOf({ status: 200, body: { ok: true, result } }));
    return { result: await telegram.check(account, transport), url: requests[0]?.url };
  };
  const bot = { id: 123456, is_bot: true, first_name: "Acme", username: "acme_bot" };

  test("shows who the bot is", async () => {
    expect(await check(bot)).toEqual({
      result: { ok: true, facts: { id: 123456, username: "acme_bot", first_name: "Acme" } },
      url: "https://api.telegram.org/bot123456:ABC-secret_part/getMe",
    });
  });

  test("does not take another bot for this one", async () => {
    expect((await check({ ...bot, id: 7 })).result.ok).toBe(false);
  });
});

test.each(["ABC", "123456", "123456:", "123456:a b", "x:ABC", "123456:a/b"])(
  "refuses %j as a bot's token",
  (bot_token) => {
    expect(telegram.credentialsSchema.safeParse({ bot_token }).success).toBe(false);
  },
);
