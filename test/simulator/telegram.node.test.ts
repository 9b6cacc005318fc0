// The pretend Telegram, with grammY on the other side: its client calls, and its webhook is called.
import { Api, Bot, GrammyError, webhookCallback } from "grammy";
import { describe, expect, onTestFinished, test } from "vitest";
import { telegramHost } from "../../src/simulator/telegram.ts";
import { wordSchema } from "../../src/simulator/word.ts";
import { serve } from "./serve.ts";
import { secrets, world } from "./world.ts";

const bot = "123456";
const chat = 7527593;

async function played(token = `${bot}:ABC-x`) {
  const made = world();
  const server = await serve(({ method, url, headers, body }) => {
    const { pathname, search } = new URL(url);
    const target = `https://${telegramHost}${pathname}${search}`;
    const init = { method, headers, body, duplex: "half" } as RequestInit;
    return made.simulator.fetch(new Request(target, init));
  });
  onTestFinished(server.close);
  const api = new Api(token, { apiRoot: server.url });
  const say = (fields: object) =>
    made.simulator.say(
      wordSchema.parse({ channel: "telegram", to: bot, from: String(chat), ...fields }),
    );
  return { ...made, api, say };
}

/** Telegram's words, behind the code; null when there was no refusal. */
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => {
      if (!(error instanceof GrammyError)) throw error;
      return `${error.error_code} ${error.description}`;
    },
  );

describe("grammY's client", () => {
  test("sends a text with buttons", async () => {
    const { api, view } = await played();
    const buttons = [
      [{ text: "Yes", callback_data: "yes" }],
      [{ text: "Read", url: "https://x/" }],
    ];
    const sent = await api.sendMessage(chat, "Hi", { reply_markup: { inline_keyboard: buttons } });
    expect(sent).toMatchObject({
      chat: { id: chat, type: "private" },
      from: { id: 123456, is_bot: true },
      text: "Hi",
      reply_markup: { inline_keyboard: buttons },
    });
    expect(view().phone).toMatchObject([
      {
        id: `${chat}:${sent.message_id}`,
        direction: "received",
        channel: "telegram",
        account: bot,
        contact: String(chat),
        type: "text",
        text: "Hi",
      },
    ]);
  });

  test("sends files by their address", async () => {
    const { api, view } = await played();
    const url = "https://x.example/a.jpg";
    await api.sendPhoto(chat, url, { caption: "Look" });
    await api.sendVideo(chat, url);
    await api.sendAudio(chat, url);
    await api.sendDocument(chat, url);
    await api.sendSticker(chat, url);
    expect(view().phone).toMatchObject(
      ["photo", "video", "audio", "document", "sticker"].map((type) => ({ type })),
    );
  });

  test("asks who the bot is, answers a tap and sets a webhook", async () => {
    const { api } = await played();
    expect(await api.getMe()).toMatchObject({ id: 123456, is_bot: true });
    expect(await api.answerCallbackQuery("1")).toBe(true);
    expect(await api.setWebhook("https://gw.example/", { secret_token: "s" })).toBe(true);
  });

  test("knows every refusal for what it is", async () => {
    const { api, view } = await played();
    const text = (words: string, rest: object = {}) => refusal(api.sendMessage(chat, words, rest));
    const withButton = (button: object) =>
      text("Hi", { reply_markup: { inline_keyboard: [[{ text: "x", ...button }]] } });
    expect(await text(" ")).toBe("400 Bad Request: message text is empty");
    expect(await text("x".repeat(4097))).toBe("400 Bad Request: message is too long");
    expect(await text("x", { unheard_of: 1 })).toContain("400 Bad Request: can't parse");
    expect(await withButton({ callback_data: "ü".repeat(33) })).toContain("BUTTON_DATA_INVALID");
    expect(await withButton({ url: "javascript:1" })).toContain("BUTTON_URL_INVALID");
    expect(await withButton({})).toContain("inline keyboard button");
    const photo = (file: string, rest: object = {}) => refusal(api.sendPhoto(chat, file, rest));
    expect(await photo("x y")).toContain("wrong file identifier");
    expect(await photo("https://x/missing/a.jpg")).toContain("failed to get HTTP URL content");
    expect(await photo("https://x/a", { caption: "x".repeat(1025) })).toContain("too long");
    expect(await refusal(api.getFile("nothing"))).toContain("invalid file_id");
    expect(view().phone).toEqual([]);
  });

  test.each([
    [1_000_400, "400 Bad Request: chat not found"],
    [1_000_403, "403 Forbidden: bot was blocked by the user"],
    [1_000_404, "403 Forbidden: user is deactivated"],
    [1_000_429, "429 Too Many Requests: retry after 3"],
    [1_000_500, "500 Internal Server Error"],
  ])("is refused by the chat %i", async (id, expected) => {
    const { api } = await played();
    expect(await refusal(api.sendMessage(id, "Hi"))).toBe(expected);
  });

  test("is told how long to wait, and where a group has gone", async () => {
    const { api } = await played();
    await expect(api.sendMessage(1_000_429, "Hi")).rejects.toMatchObject({
      parameters: { retry_after: 3 },
    });
    await expect(api.sendMessage(1_000_410, "Hi")).rejects.toMatchObject({
      parameters: { migrate_to_chat_id: -1_001_234_567_890 },
    });
  });

  test("is refused with a token that was revoked", async () => {
    const { api } = await played(`${bot}:revoked`);
    expect(await refusal(api.getMe())).toBe("401 Unauthorized");
  });
});

describe("grammY's webhook", () => {
  /** What a bot of grammY's understands of everything that was delivered. */
  async function understood({ deliveries }: Awaited<ReturnType<typeof played>>) {
    const seen: unknown[] = [];
    const listening = new Bot(`${bot}:ABC`, {
      botInfo: { id: 123456, is_bot: true, first_name: "x", username: "x_bot" } as never,
    });
    listening.on("message:text", ({ message }) => void seen.push(["text", message.text]));
    listening.on("message:photo", ({ message }) => void seen.push(["photo", message.caption]));
    listening.on("callback_query:data", ({ callbackQuery: { data, message } }) => {
      seen.push(["tap", data, message?.reply_markup?.inline_keyboard[0]?.[0]?.text]);
    });
    listening.on("my_chat_member", ({ myChatMember }) => {
      seen.push(["place", myChatMember.new_chat_member.status]);
    });
    const callback = webhookCallback(listening, "std/http", { secretToken: secrets.telegram });
    for (const { headers, body } of deliveries) {
      const request = new Request("https://gw.example/", { method: "POST", headers, body });
      expect((await callback(request)).status).toBe(200);
    }
    return seen;
  }

  test("believes and understands what people do", async () => {
    const made = await played();
    await made.say({ text: "/start" });
    await made.say({ image: { url: "https://x/1.jpg" }, text: "Look" });
    await made.api.sendMessage(chat, "Hi", {
      reply_markup: { inline_keyboard: [[{ text: "Yes, please", callback_data: "yes" }]] },
    });
    await made.say({ tap: { id: "yes" } });
    await made.say({ block: true });
    await made.say({ text: "Again" });
    expect(await understood(made)).toEqual([
      ["text", "/start"],
      ["photo", "Look"],
      ["tap", "yes", "Yes, please"],
      ["place", "kicked"],
      ["place", "member"],
      ["text", "Again"],
    ]);
  });

  test("refuses what comes with another secret", async () => {
    const made = await played();
    made.set({ wrong_signature: true });
    await made.say({ text: "Hello" });
    await expect(understood(made)).rejects.toThrow();
  });
});

test("a bot that was blocked sends nothing until the person is back", async () => {
  const { api, say } = await played();
  const send = () => refusal(api.sendMessage(chat, "Hi"));
  await say({ block: true });
  expect(await send()).toBe("403 Forbidden: bot was blocked by the user");
  await say({ block: false });
  expect(await send()).toBeNull();
});

test("nothing that a person wrote comes back under the same id after everything was forgotten", async () => {
  const { simulator, say } = await played();
  const first = await say({ text: "Hello" });
  simulator.forget();
  expect((await say({ text: "Hello" }))?.id).not.toBe(first?.id);
});
