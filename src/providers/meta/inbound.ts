// What people do: they write, tap, react, share, call, change their number. One item in, one update out.
import type { JsonObject } from "../../lib/json.ts";
import type { AddressUpdate, PersonAddress, Update } from "../../model/update.ts";
import {
  type Contact,
  type Content,
  callSchema,
  contactSchema,
  contentSchema,
  isReadable,
  type Message,
  messageSchema,
  personOf,
  present,
  systemSchema,
  unknown,
  userIdChangeSchema,
} from "./webhook-schema.ts";

/** What Meta says beside the messages about the people who wrote them. */
export type People = (
  from: string | undefined,
  userId: string | undefined,
) => { person: PersonAddress | null; profileName: string | null };

/** A contact completes a message only when they share a number or a user id. */
export function peopleOf(contacts: unknown[]): People {
  const known = new Map<string, Contact>();
  for (const item of contacts) {
    const contact = contactSchema.safeParse(item).data;
    for (const id of [contact?.wa_id, contact?.user_id]) if (contact && id) known.set(id, contact);
  }
  return (from, userId) => {
    const contact = known.get(from ?? "") ?? known.get(userId ?? "");
    return {
      person: personOf(from ?? contact?.wa_id, userId ?? contact?.user_id),
      profileName: contact?.profile?.name?.slice(0, 200) || null,
    };
  };
}

/**
 * What opens no window: notices that WhatsApp writes itself, a chat that was opened without a word, and
 * a message taken back. Meta: a message or a call of the person opens it.
 */
const opensNoWindow: ReadonlySet<string> = new Set(["system", "request_welcome", "revoke"]);

export function readMessage(item: unknown, sender: string, people: People): Update {
  const message = isReadable(item) ? messageSchema.safeParse(item).data : undefined;
  if (!message) return unknown("a message that could not be read", sender);
  const address = message.type === "system" ? readAddressChange(message, sender) : null;
  if (address) return address;
  const { person, profileName } = people(message.from, message.from_user_id);
  if (!person) return unknown("a message of nobody", sender);
  const edited = contentSchema.safeParse(message.edit?.message).data;
  const content = message.type === "edit" && edited ? edited : message;
  return {
    kind: "message",
    sender,
    from: person,
    providerMessageId: message.id,
    at: message.timestamp,
    type: message.type,
    text: textOf(content) ?? (systemSchema.safeParse(message.system).data?.body || null),
    profileName,
    opensWindow: !opensNoWindow.has(message.type),
    details: detailsOf(message, content),
  };
}

function textOf(content: Content): string | null {
  const reply = replyOf(content.interactive);
  const media = content.image ?? content.video ?? content.document;
  const words = [
    content.text?.body,
    content.button?.text,
    reply?.["title"],
    media?.caption,
    content.reaction?.emoji,
    content.order?.["text"],
  ];
  const found = words.find((word) => typeof word === "string" && word !== "");
  return typeof found === "string" ? found.toWellFormed() : null;
}

/** Meta: an interactive message holds its answer under the name of its type. */
function replyOf(interactive: JsonObject | undefined): JsonObject | null {
  const type = interactive?.["type"];
  const reply = typeof type === "string" && interactive ? interactive[type] : null;
  return reply !== null && typeof reply === "object" && !Array.isArray(reply) ? reply : null;
}

function detailsOf(message: Message, content: Content): JsonObject {
  const { context } = message;
  const { reaction, button, interactive } = content;
  const media =
    content.image ?? content.video ?? content.audio ?? content.document ?? content.sticker;
  const edited = message.edit?.original_message_id;
  const deleted = message.revoke?.original_message_id;
  return present({
    media: media && present(media),
    button: button?.payload === undefined ? undefined : { payload: button.payload },
    interactive: interactive && { ...replyOf(interactive), type: interactive["type"] ?? null },
    // Meta: a reaction is taken back with an empty emoji, or with none.
    reaction: reaction && {
      message_id: reaction.message_id ?? null,
      emoji: reaction.emoji || null,
    },
    location: content.location,
    contacts: content.contacts,
    order: content.order,
    referral: message.referral,
    context: context && {
      message_id: context.id ?? null,
      ...present({ from: context.from, referred_product: context.referred_product }),
      forwarded: context.forwarded === true || context.frequently_forwarded === true,
      frequently_forwarded: context.frequently_forwarded === true,
    },
    edited: edited === undefined ? undefined : { message_id: edited },
    deleted: deleted === undefined ? undefined : { message_id: deleted },
    errors: message.errors,
    unsupported: message.unsupported,
    system: message.system,
  });
}

/** A number or user id that changed. Null when the notice is about something else. */
function readAddressChange(message: Message, sender: string): AddressUpdate | null {
  const system = systemSchema.safeParse(message.system).data;
  const id = system?.user_id;
  if (system?.type === "user_changed_number") {
    const before = personOf(message.from, message.from_user_id);
    const after = personOf(system.wa_id, id);
    return before && after && { kind: "address", sender, before, after, at: message.timestamp };
  }
  if (system?.type !== "user_changed_user_id") return null;
  const previous = message.from_user_id ?? system.previous_user_id ?? previousIn(system.body, id);
  const before = personOf(undefined, previous);
  const after = personOf(undefined, id);
  return before && after && { kind: "address", sender, before, after, at: message.timestamp };
}

/**
 * The notice of a new user id names the old one in its text only: "User ... changed from A to B". The
 * person chooses the name in there, so only the very end is believed, and only when B is the new id.
 */
function previousIn(body: string | undefined, current: string | undefined): string | undefined {
  const [, previous, named] = / changed from (\S+) to (\S+)$/.exec(body ?? "") ?? [];
  return named === current ? previous : undefined;
}

/** Meta: sent beside the notice, and names both user ids. `wa_id` is the number of today. */
export function readUserIdChange(item: unknown, sender: string, arrivedAt: number): Update {
  const change = isReadable(item) ? userIdChangeSchema.safeParse(item).data : undefined;
  const before = personOf(undefined, change?.user_id.previous);
  const after = change && personOf(change.wa_id, change.user_id.current);
  if (!before || !after?.userId)
    return unknown("a user id's change that could not be read", sender);
  return { kind: "address", sender, before, after, at: change?.timestamp ?? arrivedAt };
}

/** A call that a person makes to our number. What else happens to calls we do not follow. */
export function readCall(item: unknown, sender: string, people: People): Update {
  const call = isReadable(item) ? callSchema.safeParse(item).data : undefined;
  const { person, profileName } = people(call?.from, call?.from_user_id);
  if (!call || !person) return unknown("an event of a call", sender);
  return {
    kind: "message",
    sender,
    from: person,
    providerMessageId: call.id,
    at: call.timestamp,
    type: "call",
    text: null,
    profileName,
    opensWindow: true,
    details: {},
  };
}
