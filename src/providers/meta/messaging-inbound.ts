// What people do on Messenger and Instagram: they write, tap, react, edit, take back, come by a link.
import type { JsonObject } from "../../lib/json.ts";
import type { MessageUpdate, PersonAddress, Update } from "../../model/update.ts";
import { isMetas } from "./download.ts";
import {
  type Attachment,
  editSchema,
  type Item,
  type MessagingMessage,
  postbackSchema,
  reactionSchema,
} from "./messaging-schema.ts";
import { present, unknown } from "./webhook-schema.ts";

/** Where and of whom an item is. */
export interface Place {
  /** Meta's id of our side. */
  sender: string;
  /** The other side. */
  person: PersonAddress;
  /** Epoch milliseconds. */
  at: number;
  /** Another app answers the person at the moment. */
  isStandby: boolean;
}

type Said = Pick<MessageUpdate, "providerMessageId" | "type" | "text" | "details"> & {
  opensWindow?: boolean;
};

const said = (
  { sender, person, at, isStandby }: Place,
  { details, ...rest }: Said,
): MessageUpdate => ({
  kind: "message",
  sender,
  from: person,
  at,
  profileName: null,
  opensWindow: true,
  ...rest,
  details: { ...details, ...(isStandby ? { standby: true } : {}) },
});

export function readPersonsMessage(message: MessagingMessage, place: Place): Update {
  const { mid, attachments, quick_reply, reply_to, referral } = message;
  // The notice names the message that is gone, and would be taken for it.
  if (message.is_deleted) {
    const details = { deleted: { message_id: mid } };
    const providerMessageId = `${mid}:deleted`;
    return said(place, {
      providerMessageId,
      type: "deleted",
      text: null,
      opensWindow: false,
      details,
    });
  }
  return said(place, {
    providerMessageId: mid,
    type: typeOf(message),
    text: message.text || null,
    details: present({
      button: quick_reply?.payload === undefined ? undefined : { payload: quick_reply.payload },
      media: mediaOf(attachments[0]),
      attachments: attachments.length > 0 ? attachments.map(shown) : undefined,
      context: reply_to?.mid === undefined ? undefined : { message_id: reply_to.mid },
      story: reply_to?.story,
      referral,
    }),
  });
}

function typeOf({ attachments, quick_reply, is_unsupported }: MessagingMessage): string {
  if (is_unsupported) return "unsupported";
  if (quick_reply) return "quick_reply";
  return attachments[0]?.type ?? "text";
}

const files: ReadonlySet<string> = new Set(["image", "video", "audio", "file"]);

/** The first attachment, where it is a file that we can open: its address is all that it is known by. */
function mediaOf(attachment: Attachment | undefined): JsonObject | undefined {
  const url = attachment?.payload?.url;
  const isFile = attachment !== undefined && files.has(attachment.type);
  return isFile && url !== undefined && isMetas(url)
    ? { id: url, type: attachment.type }
    : undefined;
}

/** Meta writes a link's address beside its payload, and a file's in it. */
const shown = ({ type, payload, url, title }: Attachment): JsonObject =>
  present({ type, url: payload?.url ?? url, title: payload?.title ?? title });

/** A tap on a button that stays. Messenger may name no message: then the tap itself is the name. */
export function readPostback(item: Item, place: Place): Update {
  const postback = postbackSchema.safeParse(item.postback).data;
  if (!postback) return unknown("a postback that could not be read", place.sender);
  const { mid, title, payload, referral } = postback;
  return said(place, {
    providerMessageId: mid ?? nameOf("postback", place, payload ?? title ?? ""),
    type: "postback",
    text: title || null,
    details: present({
      button: payload === undefined ? undefined : { payload },
      referral,
    }),
  });
}

/** Meta: a reaction opens the window like a message does; taking it back does not. */
export function readReaction(item: Item, place: Place): Update {
  const reaction = reactionSchema.safeParse(item.reaction).data;
  if (!reaction) return unknown("a reaction that could not be read", place.sender);
  const { mid, action, emoji, reaction: name } = reaction;
  const isThere = action === "react";
  return said(place, {
    providerMessageId: nameOf("reaction", place, `${action}:${mid}`),
    type: "reaction",
    text: (isThere && (emoji ?? name)) || null,
    opensWindow: isThere,
    details: { reaction: { message_id: mid, emoji: isThere ? (emoji ?? null) : null } },
  });
}

export function readEdit(item: Item, place: Place): Update {
  const edit = editSchema.safeParse(item.message_edit).data;
  if (!edit) return unknown("an edit that could not be read", place.sender);
  return said(place, {
    providerMessageId: `${edit.mid}:edit:${edit.num_edit ?? place.at}`,
    type: "edit",
    text: edit.text || null,
    opensWindow: false,
    details: { edited: { message_id: edit.mid } },
  });
}

/** Somebody we know comes by a link or an ad; Meta opens the window for that. */
export function readReferral(item: Item, place: Place): Update {
  const { referral } = item;
  if (!referral) return unknown("a referral that could not be read", place.sender);
  return said(place, {
    providerMessageId: nameOf("referral", place, String(referral["ref"] ?? "")),
    type: "referral",
    text: null,
    details: { referral },
  });
}

/** The same when Meta delivers twice: nobody does one thing twice in one millisecond. */
const nameOf = (what: string, { person, at }: Place, which: string): string =>
  `${what}:${person.chat?.value ?? ""}:${at}:${which.slice(0, 400)}`.toWellFormed();
