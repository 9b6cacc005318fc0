// One entry of Messenger's or Instagram's webhook. Items are read one by one: one that cannot be read
// never loses the others.
import { isChatId } from "../../model/address.ts";
import type { Update } from "../../model/update.ts";
import {
  type Place,
  readEdit,
  readPersonsMessage,
  readPostback,
  readReaction,
  readReferral,
} from "./messaging-inbound.ts";
import { readDelivery, readEcho, readReading } from "./messaging-reports.ts";
import { type Item, itemSchema, messageSchema, messagingEntrySchema } from "./messaging-schema.ts";
import { changeSchema, isReadable, unknown } from "./webhook-schema.ts";

/** Meta's names of what a webhook is about, and how a person is known there. */
const chatKinds = { page: "psid", instagram: "igsid" } as const;
type MessagingObject = keyof typeof chatKinds;

export const isMessaging = (object: string | undefined): object is MessagingObject =>
  object === "page" || object === "instagram";

export function readMessagingEntry(entry: unknown, object: MessagingObject): Update[] {
  const read = messagingEntrySchema.safeParse(entry).data;
  if (!read) return [unknown("an entry that could not be read")];
  const { id, messaging, standby, changes } = read;
  const updates = [
    ...messaging.flatMap((item) => readItem(item, { object, sender: id, isStandby: false })),
    ...standby.flatMap((item) => readItem(item, { object, sender: id, isStandby: true })),
    ...changes.map((change) => {
      const field = changeSchema.safeParse(change).data?.field;
      const what =
        field === undefined
          ? "a change that could not be read"
          : `a field ${JSON.stringify(field)}`;
      return unknown(what, id);
    }),
  ];
  return updates.length > 0 ? updates : [unknown("an entry without content", id)];
}

interface Origin {
  object: MessagingObject;
  sender: string;
  isStandby: boolean;
}

function readItem(given: unknown, { object, sender, isStandby }: Origin): Update[] {
  const item = isReadable(given) ? itemSchema.safeParse(given).data : undefined;
  if (!item) return [unknown("an item that could not be read", sender)];
  const message = messageSchema.safeParse(item.message).data;
  if (item.message && !message) return [unknown("a message that could not be read", sender)];
  // Meta: an echo goes the other way.
  const other = message?.is_echo ? item.recipient?.id : item.sender?.id;
  if (other === undefined) return [unknown("an item about nobody", sender)];
  if (other === sender || !isChatId(other)) return [unknown("an item about our own side", sender)];
  const chat = { kind: chatKinds[object], value: other };
  const person = { phone: null, userId: null, email: null, chat };
  const place: Place = { sender, person, at: item.timestamp, isStandby };
  if (message) {
    return [message.is_echo ? readEcho(message, place) : readPersonsMessage(message, place)];
  }
  return readOther(item, place);
}

function readOther(item: Item, place: Place): Update[] {
  if (item.postback) return [readPostback(item, place)];
  if (item.reaction) return [readReaction(item, place)];
  if (item.delivery) return readDelivery(item, place);
  if (item.read) return [readReading(item, place)];
  if (item.message_edit) return [readEdit(item, place)];
  if (item.referral) return [readReferral(item, place)];
  return [unknown("an item of an unknown kind", place.sender)];
}
