// Plays Telegram's Bot API. Every bot exists that has a token of the right form, but one containing "revoked"; every
// chat exists, and those of the `telegramMagic` table misbehave. Who blocked a bot gets nothing from it.
import { parseJson } from "../lib/json.ts";
import { picture } from "./picture.ts";
import type { Call, Magic, Player, Reply } from "./player.ts";
import type { State } from "./state.ts";
import { type MessageMethod, readMessage, type SentMessage } from "./telegram-message.ts";
import { newMessageId } from "./telegram-updates.ts";

export { telegramRequest, telegramSays } from "./telegram-updates.ts";

export const telegramHost = "api.telegram.org";

interface Refusal {
  code: number;
  description: string;
  parameters?: Record<string, number>;
}

const blocked: Refusal = { code: 403, description: "Forbidden: bot was blocked by the user" };
const supergroup = -1_001_234_567_890;
const waitSeconds = 3;

/** What Telegram answers, whatever is sent, to chats that end in these six digits. */
const magicChats: Record<string, Refusal> = {
  "000400": { code: 400, description: "Bad Request: chat not found" },
  "000403": blocked,
  "000404": { code: 403, description: "Forbidden: user is deactivated" },
  "000410": {
    code: 400,
    description: "Bad Request: group chat was upgraded to a supergroup chat",
    parameters: { migrate_to_chat_id: supergroup },
  },
  "000429": {
    code: 429,
    description: `Too Many Requests: retry after ${waitSeconds}`,
    parameters: { retry_after: waitSeconds },
  },
  "000500": { code: 500, description: "Internal Server Error" },
};

export const telegramMagic: Magic[] = [
  ...Object.entries(magicChats).map(([ending, { code, description }]) => ({
    provider: "Telegram",
    given: `a chat ending in ${ending}`,
    effect: `${code} ${description}`,
  })),
  { provider: "Telegram", given: "a token containing revoked", effect: "401 Unauthorized" },
];

const messageMethods: readonly MessageMethod[] = [
  "sendMessage",
  "sendPhoto",
  "sendVideo",
  "sendAudio",
  "sendDocument",
  "sendSticker",
];

export const playTelegram: Player = (call, state, now) => {
  const path = /^\/(file\/)?bot(\d{1,20}):([\w-]{1,256})\/([\w./-]{1,300})$/;
  const [, isFile, botId, secret, method = ""] = path.exec(call.url.pathname) ?? [];
  if (!botId || !secret) return refuse({ code: 404, description: "Not Found" });
  if (secret.includes("revoked")) return refuse({ code: 401, description: "Unauthorized" });
  if (isFile) return picture();
  // Telegram: the names of methods may be written in any case.
  const named = messageMethods.find((one) => one.toLowerCase() === method.toLowerCase());
  if (named) return receiveMessage(call, botId, named, state, now);
  const params = paramsOf(call);
  switch (method.toLowerCase()) {
    case "getme":
      return done(botOf(botId));
    case "getwebhookinfo":
      return { status: 200, body: {}, shows: { sender: botId, body: webhookInfo } };
    case "getfile":
      return typeof params["file_id"] === "string" && /^sim_\w+$/.test(params["file_id"])
        ? done({ file_id: params["file_id"], file_path: "photos/file_1.jpg" })
        : refuse({ code: 400, description: "Bad Request: invalid file_id" });
    case "answercallbackquery":
    case "setwebhook":
      return { status: 200, body: { ok: true, result: true } };
    default:
      return refuse({ code: 404, description: "Not Found: method not found" });
  }
};

/** Telegram takes parameters as JSON, as a form, and in the address. */
function paramsOf({ url, headers, body }: Call): Record<string, unknown> {
  const isJson = headers.get("content-type")?.startsWith("application/json") ?? false;
  const parsed = isJson ? parseJson(body) : Object.fromEntries(new URLSearchParams(body));
  const isObject = parsed !== null && typeof parsed === "object" && !Array.isArray(parsed);
  return { ...Object.fromEntries(url.searchParams), ...(isObject ? parsed : {}) };
}

const botOf = (id: string) => ({
  id: Number(id),
  is_bot: true,
  first_name: "Simulated bot",
  username: "simulated_bot",
  can_join_groups: true,
  can_read_all_group_messages: false,
  supports_inline_queries: false,
});

/** Telegram: the address is empty when there is none. */
const webhookInfo = ([address = ""]: string[]) => ({
  ok: true,
  result: { url: address, has_custom_certificate: false, pending_update_count: 0 },
});

const done = (result: Record<string, unknown>): Reply => ({
  status: 200,
  body: { ok: true, result },
});

function refuse({ code, description, parameters }: Refusal): Reply {
  const wait = parameters?.["retry_after"];
  return {
    status: code,
    ...(wait === undefined ? {} : { headers: { "retry-after": String(wait) } }),
    body: { ok: false, error_code: code, description, ...(parameters ? { parameters } : {}) },
  };
}

function receiveMessage(
  call: Call,
  botId: string,
  method: MessageMethod,
  state: State,
  now: number,
): Reply {
  const params = paramsOf(call);
  const message = readMessage(method, params);
  if (typeof message === "string") {
    return refuse({ code: 400, description: `Bad Request: ${message}` });
  }
  const { chat } = message;
  const magic = magicChats[chat.slice(-6)];
  if (magic) return refuse(magic);
  if (state.isShut(botId, chat)) return refuse(blocked);
  const messageId = newMessageId();
  const facts = {
    direction: "received",
    channel: "telegram",
    account: botId,
    contact: chat,
    type: message.kind,
    text: message.text,
    ...(message.buttons ? { buttons: message.buttons } : {}),
  };
  const request = JSON.stringify({ method, ...params });
  state.record("phone", { id: `${chat}:${messageId}`, at: now, facts, request });
  return done(shownOf(message, messageId, botId, now));
}

const shownOf = (
  { chat, kind, text, buttons }: SentMessage,
  messageId: number,
  botId: string,
  now: number,
): Record<string, unknown> => ({
  message_id: messageId,
  from: botOf(botId),
  chat: { id: Number(chat), type: "private", first_name: "Simulated person" },
  date: Math.floor(now / 1_000),
  ...(kind === "text" ? { text } : text === "" ? {} : { caption: text }),
  ...(buttons ? { reply_markup: { inline_keyboard: buttons } } : {}),
});
