import { z } from "zod";
import { serverWords, shortText } from "../mail-words.ts";

/** A member of the wrong type is as good as absent, except for the event's name. */
export const eventSchema = z.object({
  event: z.string().min(1).max(100),
  email: shortText(254),
  /** Seconds since 1970. */
  timestamp: z
    .number()
    .transform((seconds) => Math.floor(seconds * 1000))
    .pipe(z.int().positive())
    .optional()
    .catch(undefined),
  sg_message_id: z.string().min(1).max(512).optional().catch(undefined),
  /** Our own argument; SendGrid puts every argument beside its own members. */
  correlation_id: z.unknown().optional(),
  /** `bounce`, or `blocked` for what may work another time. */
  type: shortText(100),
  reason: serverWords,
  response: serverWords,
  /** The mail server's enhanced status code, such as 5.1.1. */
  status: shortText(100),
  url: shortText(4_096),
  /** Apple's mail programs fetch every picture, whether somebody looks or not. */
  sg_machine_open: z.boolean().optional().catch(undefined),
});
export type SendgridEvent = z.infer<typeof eventSchema>;
