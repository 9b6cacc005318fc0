// The fields of Twilio's forms that we read. Twilio adds others without notice.
import { z } from "zod";
import { toE164 } from "../../model/address.ts";

const text = (max: number) =>
  z
    .string()
    .transform((value) => value.slice(0, max).toWellFormed())
    .optional()
    .catch(undefined);

/** Twilio writes `rcs:` before the number of a person who is reached over RCS. */
const phone = z
  .string()
  .max(60)
  .transform((value) => toE164(value.replace(/^rcs:/, ""), null))
  .nullable()
  .catch(null);

const sid = z.string().regex(/^[A-Za-z0-9]{2,64}$/);
const address = z.string().max(100).optional().catch(undefined);
const sides = { MessagingServiceSid: sid.optional().catch(undefined) };

export const statusSchema = z.object({
  ...sides,
  MessageSid: sid,
  MessageStatus: z.string().min(1).max(64),
  From: address,
  To: phone,
  ErrorCode: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .optional()
    .catch(undefined),
  ErrorMessage: text(500),
});
export type StatusForm = z.infer<typeof statusSchema>;

export const inboundSchema = z.object({
  ...sides,
  MessageSid: sid,
  From: phone,
  To: address,
  /** Twilio: at most 1,600 characters. */
  Body: text(4_096),
  ProfileName: text(200),
  NumMedia: z.coerce.number().int().min(0).max(10).catch(0),
  OptOutType: text(20),
});
export type InboundForm = z.infer<typeof inboundSchema>;

export const mediaSchema = z.object({
  url: z.string().regex(/^https?:\/\/\S{1,2000}$/),
  type: text(200),
});

/** What `decode` makes of a request. */
export const formSchema = z.object({
  params: z.record(z.string(), z.unknown()),
  correlationId: z.string().min(1).max(256).nullable().catch(null),
});
