// A person writes, taps, reacts or shares: what they may do, and the message that Meta makes of it.
import { z } from "zod";
import type { JsonObject } from "../../lib/json.ts";
import { displayNumber, userIdPattern } from "./identity.ts";
import { photo } from "./media.ts";
import { change, type MetaChange } from "./webhook.ts";

const text = (max: number) => z.string().min(1).max(max);

const common = {
  phone_number_id: z.string().regex(/^[\w.-]{1,64}$/),
  from: z
    .string()
    .regex(/^\+?[1-9]\d{6,14}$/, "must be a number in E.164")
    .exactOptional(),
  /** Instead of `from`: a person who shows no number. Besides it: one who has both. */
  user_id: z.string().regex(userIdPattern, "must be a user id such as US.1349").exactOptional(),
  profile_name: text(100).default("Simulated person"),
  at: z.iso
    .datetime({ offset: true })
    .transform((time) => Date.parse(time))
    .exactOptional(),
  /** The message that this one quotes or answers. */
  reply_to: text(500).exactOptional(),
};
const choice = { id: text(256), title: text(24) };

const kinds = z.discriminatedUnion("type", [
  z.strictObject({ ...common, type: z.literal("text"), text: text(4096) }),
  z
    .strictObject({
      ...common,
      type: z.literal("button"),
      /** A quick reply of a template. */
      button: z.strictObject({ payload: text(256), text: text(25) }).exactOptional(),
      /** A reply button of an interactive message. */
      reply: z.strictObject(choice).exactOptional(),
    })
    .refine((tap) => Boolean(tap.button) !== Boolean(tap.reply), {
      path: ["button"],
      message: "must be there, or reply instead",
    }),
  z.strictObject({
    ...common,
    type: z.literal("list"),
    reply: z.strictObject({ ...choice, description: text(72).exactOptional() }),
  }),
  z.strictObject({
    ...common,
    type: z.literal("reaction"),
    /** An empty emoji takes the reaction back. */
    reaction: z.strictObject({ message_id: text(500), emoji: z.string().max(20) }),
  }),
  z.strictObject({
    ...common,
    type: z.literal("image"),
    image: z.strictObject({ caption: text(1024).exactOptional() }).default({}),
  }),
  z.strictObject({
    ...common,
    type: z.literal("location"),
    location: z.strictObject({
      latitude: z.number().min(-90).max(90),
      longitude: z.number().min(-180).max(180),
      name: text(1000).exactOptional(),
      address: text(1000).exactOptional(),
    }),
  }),
]);

/** A person does something towards a business number. Without a `type` it is a text. */
export const replySchema = z.preprocess(
  (body) =>
    body !== null && typeof body === "object" && !Array.isArray(body)
      ? { type: "text", ...body }
      : body,
  kinds.refine(({ from, user_id }) => from !== undefined || user_id !== undefined, {
    path: ["from"],
    message: "must be there, or user_id",
  }),
);
export type PersonReply = z.infer<typeof replySchema>;

/** What a sent message offers to tap. */
const offerSchema = z.object({
  interactive: z.object({
    action: z.object({
      buttons: z.array(z.object({ reply: z.object({ id: z.string() }) })).default([]),
      sections: z.array(z.object({ rows: z.array(z.object({ id: z.string() })) })).default([]),
    }),
  }),
});

/**
 * Why nobody can tap this; null when they can.
 *
 * @param request the body of the message that it answers
 */
export function tapProblem(reply: PersonReply, request: unknown): string | null {
  const tapped = reply.type === "button" || reply.type === "list" ? reply.reply : undefined;
  if (!tapped) return null;
  const action = offerSchema.safeParse(request).data?.interactive.action;
  const offered =
    reply.type === "button"
      ? action?.buttons.map((button) => button.reply)
      : action?.sections.flatMap(({ rows }) => rows);
  if (offered?.some(({ id }) => id === tapped.id)) return null;
  return `reply: the message ${reply.reply_to} offers no ${reply.type} with the id ${tapped.id}`;
}

/** Meta's type and content of it, and what a person sees. */
export function contentOf(reply: PersonReply): {
  type: string;
  content: JsonObject;
  facts: JsonObject;
} {
  const { type } = reply;
  switch (type) {
    case "text":
      return { type, content: { body: reply.text }, facts: { text: reply.text } };
    case "button": {
      const { button, reply: tapped } = reply;
      if (button) return { type, content: button, facts: { text: button.text } };
      const content = { type: "button_reply", button_reply: tapped ?? null };
      return { type: "interactive", content, facts: { text: tapped?.title ?? "" } };
    }
    case "list": {
      const content = { type: "list_reply", list_reply: reply.reply };
      return { type: "interactive", content, facts: { text: reply.reply.title } };
    }
    case "reaction":
      return { type, content: reply.reaction, facts: { text: reply.reaction.emoji } };
    case "image": {
      const id = String(1e15 + Math.floor(Math.random() * 9e15));
      const content = { ...reply.image, mime_type: photo.mimeType, sha256: photo.sha256, id };
      return { type, content, facts: { text: reply.image.caption ?? "", media_id: id } };
    }
    case "location":
      return { type, content: reply.location, facts: { text: reply.location.name ?? "" } };
  }
}

/** The change that carries it. `at` is in epoch milliseconds; Meta writes whole seconds. */
export function replyChange(
  reply: PersonReply,
  { id, at, type, content }: { id: string; at: number; type: string; content: JsonObject },
): MetaChange {
  const { phone_number_id, user_id, reply_to, profile_name } = reply;
  const waId = reply.from?.replace("+", "");
  const message: JsonObject = {
    ...(waId === undefined ? {} : { from: waId }),
    ...(user_id === undefined ? {} : { from_user_id: user_id }),
    id,
    timestamp: String(Math.floor(at / 1_000)),
    type,
    [type]: content,
    ...(reply_to === undefined
      ? {}
      : { context: { from: displayNumber(phone_number_id), id: reply_to } }),
  };
  const contact: JsonObject = {
    profile: { name: profile_name },
    ...(waId === undefined ? {} : { wa_id: waId }),
    ...(user_id === undefined ? {} : { user_id }),
  };
  return change(phone_number_id, { contacts: [contact], messages: [message] });
}

/** A person turns marketing off, or on again, in WhatsApp itself. `at` in epoch milliseconds. */
export function preferenceChange(
  { phone_number_id, from }: { phone_number_id: string; from: string },
  value: "stop" | "resume",
  at: number,
): MetaChange {
  const waId = from.replace("+", "");
  const said: JsonObject = {
    wa_id: waId,
    detail: `User requested to ${value} marketing messages`,
    category: "marketing_messages",
    value,
    timestamp: Math.floor(at / 1_000),
  };
  const contacts: JsonObject[] = [{ wa_id: waId }];
  return change(phone_number_id, { contacts, user_preferences: [said] }, "user_preferences");
}
