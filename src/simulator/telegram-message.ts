// A new message as Telegram takes it. A parameter that Telegram does not know is refused, which it does not do
// itself: a misspelt one must not pass unseen.
import { z } from "zod";
import { utf8 } from "../lib/bytes.ts";
import { parseJson } from "../lib/json.ts";

export type MessageMethod =
  | "sendMessage"
  | "sendPhoto"
  | "sendVideo"
  | "sendAudio"
  | "sendDocument"
  | "sendSticker";

export type Keyboard = { text: string; callback_data?: string; url?: string }[][];

export interface SentMessage {
  chat: string;
  /** `text`, or what kind of file. */
  kind: string;
  /** What it says, or the file's caption. */
  text: string;
  buttons: Keyboard | null;
}

/** A form carries everything that is not a text as JSON. */
const written = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (typeof value === "string" ? parseJson(value) : value), schema);

const chat = z.union([z.int(), z.string().regex(/^-?\d{1,20}$/)]).transform(String);
const maxTextChars = 4096;
const maxCaptionChars = 1024;
const maxCallbackBytes = 64;

const button = z.strictObject({
  text: z.string().min(1),
  callback_data: z.string().exactOptional(),
  url: z.string().exactOptional(),
});
const common = {
  chat_id: chat,
  reply_markup: written(
    z.strictObject({ inline_keyboard: z.array(z.array(button)) }),
  ).exactOptional(),
  parse_mode: z.enum(["HTML", "MarkdownV2", "Markdown"]).exactOptional(),
  disable_notification: written(z.boolean()).exactOptional(),
  protect_content: written(z.boolean()).exactOptional(),
  reply_parameters: written(z.looseObject({ message_id: z.int() })).exactOptional(),
};
const text = z.strictObject({
  ...common,
  text: z.string(),
  link_preview_options: written(z.looseObject({})).exactOptional(),
});
const fileOf = (field: string) =>
  z.strictObject({ ...common, [field]: z.string().min(1), caption: z.string().exactOptional() });

const kinds: Record<Exclude<MessageMethod, "sendMessage">, string> = {
  sendPhoto: "photo",
  sendVideo: "video",
  sendAudio: "audio",
  sendDocument: "document",
  sendSticker: "sticker",
};

/** The message that the parameters ask for, or Telegram's words about what is wrong with them. */
export function readMessage(
  method: MessageMethod,
  params: Record<string, unknown>,
): SentMessage | string {
  if (params["chat_id"] === undefined) return "chat_id is empty";
  return method === "sendMessage" ? readText(params) : readFile(kinds[method], params);
}

function readText(params: Record<string, unknown>): SentMessage | string {
  const sent = text.safeParse(params);
  if (!sent.success) return wrong(sent.error);
  if (sent.data.text.trim() === "") return "message text is empty";
  if (sent.data.text.length > maxTextChars) return "message is too long";
  const buttons = sent.data.reply_markup?.inline_keyboard ?? null;
  return (
    wrongButton(buttons) ?? { chat: sent.data.chat_id, kind: "text", text: sent.data.text, buttons }
  );
}

function readFile(kind: string, params: Record<string, unknown>): SentMessage | string {
  const sent = fileOf(kind).safeParse(params);
  if (!sent.success) return wrong(sent.error);
  const { chat_id, caption = "", reply_markup } = sent.data;
  const file = String(params[kind]);
  if (!/^(?:https?:\/\/\S+|[\w-]{4,})$/.test(file)) {
    return "wrong file identifier/HTTP URL specified";
  }
  if (/\/missing\b/.test(file)) return "failed to get HTTP URL content";
  if (caption.length > maxCaptionChars) return "message caption is too long";
  const buttons = reply_markup?.inline_keyboard ?? null;
  return wrongButton(buttons) ?? { chat: chat_id, kind, text: caption, buttons };
}

function wrong(error: z.ZodError): string {
  const issue = error.issues[0];
  const path = issue?.path.join(".") ?? "";
  return `can't parse ${path || "parameters"}: ${issue?.message ?? "invalid"}`;
}

/** Telegram: each button does exactly one thing. */
function wrongButton(keyboard: Keyboard | null): string | null {
  for (const { callback_data, url } of keyboard?.flat() ?? []) {
    if ((callback_data === undefined) === (url === undefined)) {
      return "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard";
    }
    const bytes = callback_data === undefined ? 1 : utf8(callback_data).length;
    if (bytes < 1 || bytes > maxCallbackBytes) return "BUTTON_DATA_INVALID";
    if (url !== undefined && !/^(?:https?|tg):\/\/\S+$/.test(url)) return "BUTTON_URL_INVALID";
  }
  return null;
}
