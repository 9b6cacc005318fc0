// Messenger and Instagram: POST /{page}/messages and /me/messages, a look at the account, and what people
// say there. A person is known to one account only, so `me` is the account that they wrote to last.
import { toHex, utf8 } from "../../lib/bytes.ts";
import { type JsonObject, parseJson } from "../../lib/json.ts";
import type { Call, Reply } from "../player.ts";
import { firstProblem } from "../problem.ts";
import type { Entry, State } from "../state.ts";
import type { Says, Word } from "../word.ts";
import {
  type MessagingRefusal,
  magicRefusalOf,
  noSuchPerson,
  outsideWindow,
  refuseMessaging,
  sentAllTheSame,
} from "./messaging-error.ts";
import { messagingSchema, senderActionSchema, shownOf } from "./messaging-message.ts";
import { type Conversation, conversationOf, eventOf, reportsOf } from "./messaging-webhook.ts";

/** The same API under another host, for those who signed in with Instagram. */
export const instagramHost = "graph.instagram.com";

const instagramMaxBytes = 1_000;
const weekMs = 7 * 24 * 60 * 60 * 1_000;

/** Whether a send is for Messenger or Instagram: they name the recipient in an object. */
export function isMessaging(call: Call): boolean {
  const body = parseJson(call.body);
  return (
    body !== null &&
    typeof body === "object" &&
    "recipient" in body &&
    typeof body.recipient === "object"
  );
}

export function receiveMessaging(
  call: Call,
  node: string,
  { state, now, traceId }: { state: State; now: number; traceId: string },
): Reply {
  const refuse = (refusal: MessagingRefusal) => refuseMessaging(refusal, traceId);
  const body = parseJson(call.body);
  if (body !== null && typeof body === "object" && "sender_action" in body) {
    const action = senderActionSchema.safeParse(body);
    if (!action.success) return refuse(malformed(firstProblem(action.error, body)));
    return { status: 200, body: { recipient_id: action.data.recipient.id } };
  }
  const sent = messagingSchema.safeParse(body);
  if (!sent.success) return refuse(malformed(firstProblem(sent.error, body)));
  const { recipient, message, tag } = sent.data;
  const conversation = findConversation(call, node, recipient.id, state);
  if (!conversation) return refuse(noSuchPerson);
  const { isInstagram, account, contact } = conversation;
  if (isInstagram && utf8(message.text ?? "").length > instagramMaxBytes) {
    return refuse({
      code: 100,
      message: `Length of param message[text] must be less than or equal to ${instagramMaxBytes}`,
    });
  }
  const isOpen =
    state.isWindowOpen(account, contact, now) ||
    (tag !== undefined && (lastWord(conversation, state)?.at ?? 0) > now - weekMs);
  const refusal = magicRefusalOf(contact) ?? (isOpen ? null : outsideWindow(isInstagram));
  if (refusal) return refuse(refusal);

  const id = newMid(isInstagram);
  const { type, text, buttons } = shownOf(message);
  const channel = isInstagram ? "instagram" : "messenger";
  const facts: JsonObject = {
    direction: "received",
    channel,
    account,
    contact,
    type,
    text,
    buttons,
  };
  state.record("phone", { id, at: now, facts, request: call.body });
  const { read } = state.switches();
  const callbacks = reportsOf(conversation, { id, message: echoed(message), now, read });
  const reply: Reply = contact.endsWith(sentAllTheSame.ending)
    ? refuse(sentAllTheSame.refusal)
    : { status: 200, body: { recipient_id: contact, message_id: id } };
  return { ...reply, callbacks };
}

const malformed = ({
  path,
  rule,
}: {
  path: (string | number)[];
  rule: string;
}): MessagingRefusal => ({
  code: 100,
  message: `Invalid parameter ${path.join(".") || "body"}: ${rule}`,
});

/** Meta: an echo shows the text or the attachment, and our metadata. */
const echoed = ({
  text,
  attachment,
  metadata,
}: {
  text?: string;
  attachment?: object;
  metadata?: string;
}) =>
  ({
    ...(text === undefined ? {} : { text }),
    ...(attachment === undefined ? {} : { attachments: [attachment] }),
    ...(metadata === undefined ? {} : { metadata }),
  }) as JsonObject;

const newMid = (isInstagram: boolean): string =>
  `${isInstagram ? "aWdf" : "m_"}${toHex(crypto.getRandomValues(new Uint8Array(24)))}`;

/** Null when nobody with this id ever wrote, and the account is to be told by them. */
function findConversation(
  { url }: Call,
  node: string,
  contact: string,
  state: State,
): Conversation | null {
  const words = wordsOf(contact, state);
  const last = words.findLast(({ facts }) => node === "me" || facts["account"] === node);
  if (last) return conversationOf(last);
  return node === "me"
    ? null
    : { isInstagram: url.hostname === instagramHost, account: node, contact };
}

const wordsOf = (contact: string, state: State): Entry[] =>
  state
    .entries("phone")
    .filter(
      ({ facts }) =>
        facts["direction"] === "written" &&
        facts["account"] !== undefined &&
        facts["contact"] === contact,
    );

const lastWord = ({ account, contact }: Conversation, state: State): Entry | undefined =>
  wordsOf(contact, state).findLast(({ facts }) => facts["account"] === account);

const accountFields = ["id", "name", "username", "link"];

/** Whether a look at a node is at a page or an Instagram account, by the fields it asks for. */
export function asksForAccount(call: Call): boolean {
  const fields = call.url.searchParams.get("fields")?.split(",") ?? [];
  return fields.length > 0 && fields.every((field) => accountFields.includes(field));
}

/** GET /{page or Instagram account} with the `fields` that were asked for. */
export function readAccount(call: Call, id: string): Reply {
  const node: JsonObject = {
    id,
    name: "Simulated Business",
    username: "simulated.business",
    link: `https://www.facebook.com/${id}`,
  };
  const wanted = new Set(["id", ...(call.url.searchParams.get("fields")?.split(",") ?? [])]);
  return {
    status: 200,
    body: Object.fromEntries(Object.entries(node).filter(([name]) => wanted.has(name))),
  };
}

export const messengerSays: Says = (word, state, now) => say(word, false, state, now);
export const instagramSays: Says = (word, state, now) => say(word, true, state, now);

function say(word: Word, isInstagram: boolean, state: State, now: number): ReturnType<Says> {
  const conversation = { isInstagram, account: word.to, contact: word.from };
  const { type, text, content, id } = contentOf(word, conversation, state);
  const channel = isInstagram ? "instagram" : "messenger";
  const body = eventOf(conversation, content, { at: now });
  const facts = { direction: "written", channel, account: word.to, contact: word.from, type, text };
  state.record("phone", { id, at: now, facts, request: JSON.stringify(body.item) });
  state.openWindow(word.to, word.from, now);
  return {
    id,
    callbacks: [{ provider: "meta", sender: word.to, subject: id, event: type, afterMs: 0, body }],
  };
}

/** A tap on a quick reply is a message; on a button that stays it is a postback, which Messenger gives no id. */
function contentOf(word: Word, { isInstagram, account, contact }: Conversation, state: State) {
  const mid = newMid(isInstagram);
  if (word.tap) {
    const { id, title = id } = word.tap;
    const isQuick = state
      .entries("phone")
      .some(
        ({ facts, request }) =>
          facts["account"] === account && facts["contact"] === contact && isQuickReply(request, id),
      );
    const content: JsonObject = isQuick
      ? { message: { mid, text: title, quick_reply: { payload: id } } }
      : { postback: { ...(isInstagram ? { mid } : {}), title, payload: id } };
    return { id: mid, type: isQuick ? "quick_reply" : "postback", text: title, content };
  }
  const { text, image } = word;
  const attachments = image ? [{ type: "image", payload: { url: image.url } }] : [];
  const message: JsonObject = {
    mid,
    ...(text === undefined ? {} : { text }),
    ...(image ? { attachments } : {}),
  };
  return { id: mid, type: image ? "image" : "text", text: text ?? "", content: { message } };
}

function isQuickReply(request: string, payload: string): boolean {
  const sent = messagingSchema.safeParse(parseJson(request)).data;
  return sent?.message.quick_replies?.some((one) => one.payload === payload) ?? false;
}
