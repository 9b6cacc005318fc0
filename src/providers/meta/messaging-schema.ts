// The parts of Messenger's and Instagram's webhooks that we read, as leniently as WhatsApp's.
import { z } from "zod";
import type { JsonObject } from "../../lib/json.ts";
import { isChatId } from "../../model/address.ts";
import { isObject, text } from "./webhook-schema.ts";

const items = z.array(z.unknown()).catch([]);
const flag = z.boolean().optional().catch(undefined);
const whole = z.custom<JsonObject>(isObject).optional().catch(undefined);
const mid = z.string().min(1).max(512);

/** Meta writes milliseconds here, as a number; the year 9999 at most. */
const moment = z.int().nonnegative().max(253_402_300_799_999);

export const messagingEntrySchema = z.object({
  /** The page, or the Instagram account. */
  id: z.union([z.string(), z.int().transform(String)]).pipe(z.string().min(1).max(64)),
  messaging: items,
  /** What reached the page while another app answers. */
  standby: items,
  changes: items,
});

const party = z
  .object({ id: z.union([z.string(), z.int().transform(String)]).refine(isChatId) })
  .optional()
  .catch(undefined);

/** What every item carries, whatever it is about. */
export const itemSchema = z.object({
  sender: party,
  recipient: party,
  timestamp: moment,
  message: whole,
  postback: whole,
  reaction: whole,
  delivery: whole,
  read: whole,
  message_edit: whole,
  referral: whole,
});
export type Item = z.infer<typeof itemSchema>;

const attachmentSchema = z.object({
  type: z.string().min(1).max(64),
  payload: z.object({ url: text, title: text }).optional().catch(undefined),
  url: text,
  title: text,
});
export type Attachment = z.infer<typeof attachmentSchema>;

/** The attachments of a list that can be read. */
const attachments = z
  .array(z.unknown())
  .transform((list) => list.flatMap((one) => attachmentSchema.safeParse(one).data ?? []))
  .catch([]);

export const messageSchema = z.object({
  mid,
  text,
  attachments,
  quick_reply: z.object({ payload: text }).optional().catch(undefined),
  reply_to: z.object({ mid: text, story: whole }).optional().catch(undefined),
  referral: whole,
  is_echo: flag,
  is_deleted: flag,
  is_unsupported: flag,
  metadata: z.string().max(512).optional().catch(undefined),
});
export type MessagingMessage = z.infer<typeof messageSchema>;

export const postbackSchema = z.object({
  mid: mid.optional().catch(undefined),
  title: text,
  payload: text,
  referral: whole,
});

export const reactionSchema = z.object({
  mid,
  action: z.enum(["react", "unreact"]),
  emoji: text,
  reaction: text,
});

export const editSchema = z.object({ mid, text, num_edit: z.int().optional().catch(undefined) });

export const deliverySchema = z.object({
  mids: z.array(mid).max(1_000).optional().catch(undefined),
  watermark: moment.optional().catch(undefined),
});

/** Messenger tells until when everything was read, Instagram which message was. */
export const readSchema = z.union([z.object({ mid }), z.object({ watermark: moment })]);
