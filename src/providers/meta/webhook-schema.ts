// The parts of Meta's webhooks that we read. A batch is a list of unknowns, so that each item stands or
// falls alone; a member of the wrong type is as good as absent, unless nothing can be said without it.
import { z } from "zod";
import { isDeeperThan, type JsonObject } from "../../lib/json.ts";
import { isWhatsappUserId, toE164 } from "../../model/address.ts";
import type { PersonAddress, UnknownUpdate } from "../../model/update.ts";

/** Far more than Meta writes. What is nested deeper, or longer, could not be stored. */
const deepest = 20;
const longest = 256 * 1024;

/** Whether an item can be kept in a row of a lead's object. */
export const isReadable = (item: unknown): boolean =>
  !isDeeperThan(item, deepest) && (JSON.stringify(item) ?? "").length <= longest;

export const isObject = (value: unknown): value is JsonObject =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** A lenient text: well-formed, so that what is stored is what was read. */
export const text = z
  .string()
  .transform((value) => value.toWellFormed())
  .optional()
  .catch(undefined);
/** Kept as Meta wrote it. */
const whole = z.custom<JsonObject>(isObject).optional().catch(undefined);
/** The objects of a list, as Meta wrote them. */
const wholes = z
  .array(z.unknown())
  .transform((list) => list.filter(isObject))
  .optional()
  .catch(undefined);
const flag = z.boolean().optional().catch(undefined);
const items = z.array(z.unknown()).catch([]);

const metaId = z.string().min(1).max(512);

/** Meta writes Unix seconds, as a text in messages and as a number elsewhere; the year 9999 at most. Epoch ms here. */
export const moment = z
  .union([z.string().regex(/^\d{1,12}$/), z.int().nonnegative()])
  .transform(Number)
  .pipe(z.number().max(253_402_300_799))
  .transform((seconds) => seconds * 1000);

export const envelopeSchema = z.object({
  /** What it is about: `page`, `instagram`, `whatsapp_business_account`. */
  object: z.string().optional().catch(undefined),
  entry: z.array(z.unknown()),
});
export const entrySchema = z.object({
  /** The WhatsApp Business account. */
  id: z.string().max(64).catch(""),
  time: moment.optional().catch(undefined),
  changes: z.array(z.unknown()),
});
export const changeSchema = z.object({
  field: z.string().max(64),
  value: z.custom<JsonObject>(isObject),
});
export type Change = z.infer<typeof changeSchema> & {
  owner: string;
  /** When Meta says the change happened, or when it arrived. Epoch ms. */
  at: number;
};

/** What every change about one number carries. */
export const valueSchema = z.object({
  metadata: z.object({ phone_number_id: z.string().min(1).max(64) }),
  contacts: items,
  messages: items,
  statuses: items,
  calls: items,
  user_id_update: items,
  user_preferences: items,
  errors: items,
});
export type Value = z.infer<typeof valueSchema>;

export const contactSchema = z.object({
  wa_id: text,
  user_id: text,
  profile: z.object({ name: text }).optional().catch(undefined),
});
export type Contact = z.infer<typeof contactSchema>;

const mediaSchema = z
  .object({
    id: z.string().min(1).max(512),
    mime_type: text,
    sha256: text,
    filename: text,
    caption: text,
    voice: flag,
    animated: flag,
    url: text,
  })
  .optional()
  .catch(undefined);

/** What a message holds, by its type. An edited message holds the same again. */
const contentShape = {
  type: z.string().min(1).max(64),
  text: z.object({ body: text }).optional().catch(undefined),
  button: z.object({ payload: text, text }).optional().catch(undefined),
  interactive: whole,
  image: mediaSchema,
  video: mediaSchema,
  audio: mediaSchema,
  document: mediaSchema,
  sticker: mediaSchema,
  reaction: z.object({ message_id: text, emoji: text }).optional().catch(undefined),
  location: whole,
  contacts: wholes,
  order: whole,
};
export const contentSchema = z.object(contentShape);
export type Content = z.infer<typeof contentSchema>;

export const messageSchema = z.object({
  ...contentShape,
  id: metaId,
  from: text,
  from_user_id: text,
  timestamp: moment,
  context: z
    .object({
      id: text,
      from: text,
      forwarded: flag,
      frequently_forwarded: flag,
      referred_product: whole,
    })
    .optional()
    .catch(undefined),
  referral: whole,
  errors: wholes,
  unsupported: whole,
  edit: z.object({ original_message_id: text, message: z.unknown() }).optional().catch(undefined),
  revoke: z.object({ original_message_id: text }).optional().catch(undefined),
  system: whole,
});
export type Message = z.infer<typeof messageSchema>;

export const systemSchema = z.object({
  type: text,
  body: text,
  wa_id: text,
  user_id: text,
  previous_user_id: text,
});

export const callSchema = z.object({
  id: metaId,
  from: text,
  from_user_id: text,
  timestamp: moment,
  event: z.literal("connect"),
  direction: z.literal("USER_INITIATED"),
});

export const userIdChangeSchema = z.object({
  wa_id: text,
  user_id: z.object({ previous: z.string(), current: z.string() }),
  timestamp: moment.optional().catch(undefined),
});

export const statusSchema = z.object({
  id: metaId,
  status: z.string().max(64),
  timestamp: moment,
  recipient_id: text,
  recipient_user_id: text,
  biz_opaque_callback_data: z.string().max(512).optional().catch(undefined),
  pricing: whole,
  conversation: whole,
  errors: wholes,
});

export const statusErrorSchema = z.object({
  code: z.int().optional().catch(undefined),
  title: text,
  message: text,
  error_data: z.object({ details: text }).optional().catch(undefined),
});

/** The members of an object that are there. */
export const present = (object: Record<string, unknown>): JsonObject =>
  Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined),
  ) as JsonObject;

export const unknown = (reason: string, sender?: string): UnknownUpdate => ({
  kind: "unknown",
  ...(sender ? { sender } : {}),
  reason,
});

/** Meta: numbers come without a plus, and since usernames exist they may not come at all. Null when nobody is named. */
export function personOf(number: string | undefined, id: string | undefined): PersonAddress | null {
  const phone =
    number && /^\d{5,20}$/.test(number) ? (toE164(`+${number}`, null) ?? `+${number}`) : null;
  const userId = id && isWhatsappUserId(id) ? id : null;
  return phone === null && userId === null ? null : { phone, userId, email: null };
}
