// The parts of Telegram's updates that we read. A member of the wrong type is as good as absent, unless nothing
// can be said without it.
import { z } from "zod";

const text = (max: number) =>
  z
    .string()
    .transform((value) => value.slice(0, max).toWellFormed())
    .optional()
    .catch(undefined);

/** Telegram: more than 32 bits, and fewer than 53. */
const id = z.int();

/** Unix seconds, the year 9999 at most. Epoch ms here. */
const moment = z
  .int()
  .positive()
  .max(253_402_300_799)
  .transform((seconds) => seconds * 1000);

const lenient = <S extends z.ZodType>(schema: S) => schema.optional().catch(undefined);

const userSchema = z.object({ id, first_name: text(100), last_name: text(100) });
export type User = z.infer<typeof userSchema>;

const chatSchema = z.object({ id, type: z.string().max(32) });

const fileSchema = z.object({
  file_id: z.string().min(1).max(512),
  file_size: lenient(z.int().nonnegative()),
  mime_type: text(200),
  file_name: text(240),
});
export type TelegramFile = z.infer<typeof fileSchema>;
const file = lenient(fileSchema);

const locationSchema = z.object({ latitude: z.number(), longitude: z.number() });
const location = lenient(locationSchema);

const button = z.object({ text: text(256), callback_data: text(256) });

export const messageSchema = z.object({
  message_id: id,
  date: moment,
  chat: chatSchema,
  from: lenient(userSchema),
  text: text(4_096),
  caption: text(4_096),
  /** The same photo in several sizes, the largest last. */
  photo: lenient(z.array(fileSchema).min(1).max(50)),
  video: file,
  animation: file,
  audio: file,
  voice: file,
  video_note: file,
  document: file,
  sticker: file,
  location,
  venue: lenient(z.object({ location: locationSchema, title: text(1_000), address: text(1_000) })),
  contact: lenient(
    z.object({ phone_number: text(60), first_name: text(200), last_name: text(200) }),
  ),
  dice: lenient(z.object({ emoji: text(20), value: z.int() })),
  reply_to_message: lenient(z.object({ message_id: id })),
  media_group_id: text(100),
});
export type TelegramMessage = z.infer<typeof messageSchema>;

export const tapSchema = z.object({
  id: z.string().min(1).max(100),
  from: userSchema,
  data: text(256),
  /** Telegram leaves a message out that was sent over another chat, and most of one that is old. */
  message: lenient(
    z.object({
      message_id: id,
      chat: chatSchema,
      reply_markup: lenient(z.object({ inline_keyboard: z.array(z.array(button)) })),
    }),
  ),
});
export type Tap = z.infer<typeof tapSchema>;

export const membershipSchema = z.object({
  chat: chatSchema,
  date: moment,
  new_chat_member: z.object({ status: z.string().max(32) }),
});

export const updateSchema = z.looseObject({ update_id: id });
