// The Bot API: a method and its parameters. It recognises no repeats, and reports nothing about what it took.
import { z } from "zod";
import { utf8 } from "../../lib/bytes.ts";
import { parseJson } from "../../lib/json.ts";
import type { OutboundRequest, Transport } from "../../lib/transport.ts";
import type { MediaType } from "../../model/content.ts";
import type { Failure } from "../../model/errors.ts";
import type { Verdict } from "../../model/failure.ts";
import type { Outgoing } from "../../model/policy.ts";
import type { Delivery, Draft } from "../provider.ts";
import { verdictOf } from "./errors.ts";
import { methodUrl, open } from "./schema.ts";

const timeoutMs = 15_000;
const maxTextChars = 4096;
const maxCaptionChars = 1024;
const maxCallbackBytes = 64;

/** The method that sends each kind of file, and what it calls the file. */
const senders: Record<MediaType, { method: string; field: string }> = {
  image: { method: "sendPhoto", field: "photo" },
  video: { method: "sendVideo", field: "video" },
  audio: { method: "sendAudio", field: "audio" },
  document: { method: "sendDocument", field: "document" },
  sticker: { method: "sendSticker", field: "sticker" },
};

const preparedSchema = z.object({
  method: z.enum(["sendMessage", ...Object.values(senders).map(({ method }) => method)]),
  params: z.record(z.string(), z.unknown()),
});

export function refuse(outgoing: Outgoing): Failure | null {
  switch (outgoing.kind) {
    case "text":
      return tooLong("content", outgoing.text, maxTextChars);
    case "media": {
      const { type, caption = "" } = outgoing.media;
      if (type === "sticker" && caption !== "") {
        return unsupported("A sticker on Telegram has no caption.");
      }
      return tooLong("caption", caption, maxCaptionChars);
    }
    case "interactive": {
      const { interaction } = outgoing;
      if (interaction.type === "list") {
        return unsupported("Telegram has no lists. Send buttons instead.");
      }
      const ids =
        interaction.type === "buttons"
          ? interaction.buttons.flatMap((button) => (button.type === "reply" ? [button.id] : []))
          : [];
      if (ids.some((id) => utf8(id).length > maxCallbackBytes)) {
        const message = `A button's id has at most ${maxCallbackBytes} bytes in UTF-8 on Telegram.`;
        const details = { field: "buttons", limit: maxCallbackBytes };
        return { code: "content_too_long", message, details };
      }
      return tooLong("content", wholeText(outgoing), maxTextChars);
    }
    default:
      return unsupported(`Telegram cannot carry ${outgoing.kind}.`);
  }
}

const unsupported = (message: string): Failure => ({ code: "content_unsupported", message });

function tooLong(field: string, text: string, limit: number): Failure | null {
  if (text.length <= limit) return null;
  const message = `Telegram takes at most ${limit} characters here; these are ${text.length}.`;
  return { code: "content_too_long", message, details: { field, limit } };
}

export function prepare({ to, outgoing }: Draft): string {
  return JSON.stringify(callOf(to, outgoing));
}

function callOf(to: string, outgoing: Outgoing): z.infer<typeof preparedSchema> {
  switch (outgoing.kind) {
    case "text":
      return { method: "sendMessage", params: { chat_id: to, text: outgoing.text } };
    case "media": {
      const { type, url, id, caption } = outgoing.media;
      const { method, field } = senders[type];
      return { method, params: { chat_id: to, [field]: url ?? id, caption } };
    }
    case "interactive": {
      const reply_markup = { inline_keyboard: keyboardOf(outgoing.interaction) };
      const params = { chat_id: to, text: wholeText(outgoing), reply_markup };
      return { method: "sendMessage", params };
    }
    default:
      throw new TypeError(`Telegram does not carry ${outgoing.kind}`);
  }
}

type Interactive = Extract<Outgoing, { kind: "interactive" }>;

/** Telegram knows no header and no footer: they are the first and the last lines of the text. */
const wholeText = ({ header, body, footer }: Interactive): string =>
  [header, body, footer].filter((part) => part !== undefined && part !== "").join("\n\n");

/** One button a row: their titles may be long. */
function keyboardOf(interaction: Interactive["interaction"]) {
  switch (interaction.type) {
    case "buttons":
      return interaction.buttons.map((button) =>
        button.type === "reply"
          ? [{ text: button.title, callback_data: button.id }]
          : [{ text: button.title, url: button.url }],
      );
    case "cta_url":
      return [[{ text: interaction.title, url: interaction.url }]];
    case "list":
      throw new TypeError("Telegram does not carry a list");
  }
}

export async function deliver({ body, account }: Delivery, transport: Transport): Promise<Verdict> {
  const opened = open(account);
  if (!opened.ok) return opened.error;
  const { settings, credentials } = opened.value;
  const prepared = preparedSchema.safeParse(parseJson(body)).data;
  if (!prepared) return unreadable;
  const url = methodUrl(settings.base_url, credentials.bot_token, prepared.method);
  return verdictOf(await transport(post(url, prepared.params)), credentials);
}

const unreadable: Verdict = {
  kind: "reject",
  code: "content_refused",
  message: "The message as it was prepared cannot be read any more. Send it again.",
  provider: { name: "telegram" },
};

const post = (url: string, params: Record<string, unknown>): OutboundRequest => ({
  url,
  method: "POST",
  headers: { accept: "application/json", "content-type": "application/json" },
  body: JSON.stringify(params),
  timeoutMs,
});
