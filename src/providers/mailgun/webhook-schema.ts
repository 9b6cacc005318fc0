import { z } from "zod";
import { serverWords, shortText } from "../mail-words.ts";
import { bareId } from "./schema.ts";

/** Time and token are signed as one text: with ten digits of time, none of the token's can be taken for one. */
export const signedSchema = z.object({
  signature: z.object({
    timestamp: z.string().regex(/^\d{10}$/),
    token: z.string().regex(/^[\w-]{16,128}$/),
    signature: z.string().regex(/^[0-9a-f]{64}$/),
  }),
});

/** A member of the wrong type is as good as absent, except for the event's name. */
const dataSchema = z.object({
  event: z.string().min(1).max(100),
  /** Seconds since 1970, with a fraction. */
  timestamp: z
    .number()
    .transform((seconds) => Math.floor(seconds * 1000))
    .pipe(z.int().positive())
    .optional()
    .catch(undefined),
  recipient: shortText(254),
  severity: shortText(100),
  reason: shortText(100),
  url: shortText(4_096),
  reject: z.object({ reason: serverWords }).optional().catch(undefined),
  "delivery-status": z
    .object({
      code: z
        .union([z.int(), z.string()])
        .transform((code) => String(code).slice(0, 100).toWellFormed())
        .optional()
        .catch(undefined),
      message: serverWords,
      description: serverWords,
      "bounce-type": shortText(100),
    })
    .optional()
    .catch(undefined),
  message: z
    .object({ headers: z.object({ "message-id": z.string().max(512).transform(bareId) }) })
    .optional()
    .catch(undefined),
  "user-variables": z.record(z.string(), z.unknown()).optional().catch(undefined),
});
export type MailgunEvent = z.infer<typeof dataSchema>;

export const eventSchema = z.object({ "event-data": dataSchema });
