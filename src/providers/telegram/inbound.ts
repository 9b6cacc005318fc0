// What a message holds: its kind in Telegram's word, what the person wrote, and the rest.
import type { Json, JsonObject } from "../../lib/json.ts";
import { messageKey } from "./errors.ts";
import type { TelegramFile, TelegramMessage } from "./webhook-schema.ts";

/** In this order: Telegram writes an animation as a document as well, and a venue as a location. */
const fileKinds = [
  "animation",
  "video",
  "audio",
  "voice",
  "video_note",
  "sticker",
  "document",
] as const;

/** Null for a notice, such as a pinned message, and for kinds that we do not know. */
export function contentOf(
  message: TelegramMessage,
): { type: string; text: string | null; details: JsonObject } | null {
  const held = heldBy(message);
  if (!held) return null;
  const { chat, reply_to_message: answered, media_group_id } = message;
  return {
    type: held.type,
    text: message.text || message.caption || held.text || null,
    details: {
      ...held.details,
      ...(answered && { context: { message_id: messageKey(chat.id, answered.message_id) } }),
      // Telegram: an album comes as one message for each of its pictures.
      ...(media_group_id === undefined ? {} : { media_group_id }),
    },
  };
}

interface Held {
  type: string;
  text?: string | undefined;
  details: JsonObject;
}

function heldBy(message: TelegramMessage): Held | null {
  const { text, photo, venue, location, contact, dice } = message;
  if (text !== undefined) return { type: "text", details: {} };
  const largest = photo?.at(-1);
  if (largest) {
    return { type: "photo", details: { media: { ...mediaOf(largest), mime_type: "image/jpeg" } } };
  }
  for (const kind of fileKinds) {
    const file = message[kind];
    if (file) return { type: kind, details: { media: mediaOf(file) } };
  }
  if (venue) {
    const { title = null, address = null } = venue;
    return {
      type: "venue",
      text: venue.title,
      details: { location: { ...venue.location, name: title, address } },
    };
  }
  if (location) return { type: "location", details: { location } };
  if (contact) return { type: "contact", details: { contacts: [present(contact)] } };
  return dice ? { type: "dice", text: dice.emoji, details: { dice: present(dice) } } : null;
}

const mediaOf = ({ file_id, file_size, mime_type, file_name }: TelegramFile): JsonObject =>
  present({ id: file_id, mime_type, filename: file_name, size: file_size });

/** Without what is absent. */
function present(object: Record<string, Json | undefined>): JsonObject {
  const there = Object.entries(object).filter(([, value]) => value !== undefined);
  return Object.fromEntries(there) as JsonObject;
}
