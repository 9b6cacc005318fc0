// What people do towards the bot, one thing a request. Only private chats are people: in a group nobody knows
// who is meant. Updates do not say whose bot they are for: the hook's address and its secret do.
import { secretsEqual } from "../../lib/hmac.ts";
import { isChatId } from "../../model/address.ts";
import type { PersonAddress, UnknownUpdate, Update } from "../../model/update.ts";
import type { Incoming, Receiver } from "../provider.ts";
import { messageKey } from "./errors.ts";
import { contentOf } from "./inbound.ts";
import { credentialsSchema } from "./schema.ts";
import {
  membershipSchema,
  messageSchema,
  type Tap,
  type TelegramMessage,
  tapSchema,
  type User,
  updateSchema,
} from "./webhook-schema.ts";

export const receiver: Receiver = {
  signedWith: { secrets: ["webhook_secret"] },
  verify,
  parse: (body, now) => [parseUpdate(body, now)],
  concerns: () => true,
  // Telegram: an answer in JSON that names a method is carried out.
  answer: { type: "text/plain; charset=UTF-8", body: "" },
};

/** Telegram signs nothing: it sends back the secret that setWebhook was given, as it is. */
async function verify(
  { headers }: Incoming,
  credentials: Record<string, unknown>,
): Promise<boolean> {
  const given = headers.get("x-telegram-bot-api-secret-token");
  const { webhook_secret, previous_webhook_secret } =
    credentialsSchema.safeParse(credentials).data ?? {};
  if (given === null) return false;
  for (const secret of [webhook_secret, previous_webhook_secret]) {
    if (secret !== undefined && (await secretsEqual(secret, given))) return true;
  }
  return false;
}

function parseUpdate(body: unknown, now: number): Update {
  const update = updateSchema.safeParse(body).data;
  if (!update) return unknown("an update that could not be read");
  const { update_id, message, edited_message, callback_query, my_chat_member } = update;
  if (message !== undefined) return readMessage(message, null);
  if (edited_message !== undefined) return readMessage(edited_message, update_id);
  if (callback_query !== undefined) return readTap(callback_query, now);
  if (my_chat_member !== undefined) return readMembership(my_chat_member);
  const kinds = Object.keys(update).filter((key) => key !== "update_id");
  return unknown(`an update of the kind ${kinds.join(" ").slice(0, 100).toWellFormed()}`);
}

const unknown = (reason: string): UnknownUpdate => ({ kind: "unknown", reason });

/** Null for a chat that is not one person. */
function personOf({ id, type }: TelegramMessage["chat"]): PersonAddress | null {
  const value = String(id);
  if (type !== "private" || !isChatId(value)) return null;
  return { phone: null, userId: null, email: null, chat: { kind: "telegram_chat_id", value } };
}

const nameOf = (user: User | undefined): string | null =>
  [user?.first_name, user?.last_name].filter(Boolean).join(" ") || null;

/** `editedBy` is the update that brought an edit: a message may be edited twice in one second. */
function readMessage(item: unknown, editedBy: number | null): Update {
  const message = messageSchema.safeParse(item).data;
  if (!message) return unknown("a message that could not be read");
  const from = personOf(message.chat);
  if (!from) return unknown(`a message in a ${message.chat.type}: only private chats are read`);
  const content = contentOf(message);
  if (!content) return unknown("a notice, or a message of a kind that is not read");
  const key = messageKey(message.chat.id, message.message_id);
  return {
    kind: "message",
    sender: "",
    from,
    providerMessageId: editedBy === null ? key : `${key}:edit:${editedBy}`,
    at: message.date,
    type: content.type,
    text: content.text,
    profileName: nameOf(message.from),
    opensWindow: true,
    details: {
      ...content.details,
      ...(editedBy === null ? {} : { edited: { message_id: key } }),
    },
  };
}

function readTap(item: unknown, now: number): Update {
  const tap = tapSchema.safeParse(item).data;
  if (!tap) return unknown("a tap that could not be read");
  const from = tap.message ? personOf(tap.message.chat) : null;
  if (!tap.message || !from) return unknown("a tap on a message that is in no private chat");
  const { data = "" } = tap;
  return {
    kind: "message",
    sender: "",
    from,
    providerMessageId: `callback:${tap.id}`,
    // Telegram: a tap has no time of its own.
    at: now,
    type: "callback_query",
    text: titleOf(tap) ?? (data || null),
    profileName: nameOf(tap.from),
    opensWindow: true,
    details: {
      button: { payload: data },
      context: { message_id: messageKey(tap.message.chat.id, tap.message.message_id) },
    },
  };
}

/** What stood on the button. */
const titleOf = ({ data, message }: Tap): string | null =>
  message?.reply_markup?.inline_keyboard.flat().find((button) => button.callback_data === data)
    ?.text || null;

/** Telegram: in a private chat only blocking and unblocking the bot change its membership. */
function readMembership(item: unknown): Update {
  const change = membershipSchema.safeParse(item).data;
  const person = change ? personOf(change.chat) : null;
  const will = wills.get(change?.new_chat_member.status ?? "");
  if (!change || !person || !will) return unknown("a change of the bot's place in a chat");
  return { kind: "consent", sender: null, person, ...will, at: change.date };
}

const wills = new Map([
  ["kicked", { optedOut: "all" as const, reason: "blocked the bot" }],
  ["member", { optedOut: "none" as const, reason: "unblocked the bot" }],
]);
