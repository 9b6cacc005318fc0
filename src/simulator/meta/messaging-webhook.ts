// Messenger's and Instagram's webhook items, and what becomes of a message that was sent.
import type { JsonObject } from "../../lib/json.ts";
import type { Callback } from "../callback.ts";
import type { Entry } from "../state.ts";

/** One item of an entry's `messaging`. */
export type MessagingEvent = {
  object: "page" | "instagram";
  /** The page, or the Instagram account. */
  id: string;
  item: JsonObject;
};

export const isMessagingEvent = (body: object): body is MessagingEvent => "object" in body;

/** What one request carries: an entry per account, its items in order. */
export function messagingBody(events: readonly MessagingEvent[]): JsonObject {
  const entries = [...Map.groupBy(events, ({ id }) => id)].map(([id, ofOne]) => ({
    id,
    time: Number(ofOne.at(-1)?.item["timestamp"] ?? 0),
    messaging: ofOne.map(({ item }) => item),
  }));
  return { object: events[0]?.object ?? "page", entry: entries };
}

/** Where something happened: on which platform, at which account, with whom. */
export interface Conversation {
  isInstagram: boolean;
  account: string;
  contact: string;
}

export const conversationOf = ({ facts }: Entry): Conversation => ({
  isInstagram: facts["channel"] === "instagram",
  account: String(facts["account"]),
  contact: String(facts["contact"]),
});

/** An item that the person, or our own side with an echo, is the sender of. */
export function eventOf(
  { isInstagram, account, contact }: Conversation,
  content: JsonObject,
  { at, isEcho = false }: { at: number; isEcho?: boolean },
): MessagingEvent {
  const [from, to] = isEcho ? [account, contact] : [contact, account];
  return {
    object: isInstagram ? "instagram" : "page",
    id: account,
    item: { sender: { id: from }, recipient: { id: to }, timestamp: at, ...content },
  };
}

const afterMs = { echo: 50, delivery: 150, read: 400 };
/** The one pretend app that everything is sent through. */
const appId = 100000000000001;

/** What Meta reports after `now`, the moment of acceptance. Instagram has no delivery receipts. */
export function reportsOf(
  conversation: Conversation,
  { id, message, now, read }: { id: string; message: JsonObject; now: number; read: boolean },
): Callback[] {
  const { isInstagram, account } = conversation;
  const report = (event: keyof typeof afterMs, content: JsonObject): Callback => ({
    provider: "meta",
    sender: account,
    subject: id,
    event,
    afterMs: afterMs[event],
    body: eventOf(conversation, content, { at: now + afterMs[event], isEcho: event === "echo" }),
  });
  const echo = { ...message, mid: id, is_echo: true, app_id: appId };
  return [
    report("echo", { message: echo }),
    ...(isInstagram
      ? []
      : [report("delivery", { delivery: { mids: [id], watermark: now + afterMs.delivery } })]),
    ...(read ? [report("read", readingOf(conversation, id, now + afterMs.read))] : []),
  ];
}

/** Messenger tells until when everything was read, Instagram which message was. */
const readingOf = ({ isInstagram }: Conversation, id: string, at: number): JsonObject => ({
  read: isInstagram ? { mid: id } : { watermark: at },
});

/** The person reads it at this moment. */
export function readMessagingNow(entry: Entry, now: number): Callback {
  const conversation = conversationOf(entry);
  return {
    provider: "meta",
    sender: conversation.account,
    subject: entry.id,
    event: "read",
    afterMs: 0,
    body: eventOf(conversation, readingOf(conversation, entry.id, now), { at: now }),
  };
}
