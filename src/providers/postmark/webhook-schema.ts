import { z } from "zod";
import { serverWords, shortText } from "../mail-words.ts";

/** Postmark writes up to seven digits of a second, and the server's own offset. */
const time = z
  .string()
  .max(40)
  .transform((text) => Date.parse(text))
  .pipe(z.int().positive())
  .optional()
  .catch(undefined);

/** A member of the wrong type is as good as absent, except for the event's name. Ids can be empty. */
export const eventSchema = z.object({
  RecordType: z.string().min(1).max(100),
  MessageID: z.string().max(512).optional().catch(undefined),
  /** Our own ids, as they were sent. */
  Metadata: z.record(z.string(), z.unknown()).optional().catch(undefined),
  Recipient: shortText(254),
  /** Who a bounce or a complaint is about. */
  Email: shortText(254),
  Type: shortText(100),
  Description: serverWords,
  Details: serverWords,
  /** Postmark sends this address nothing more. */
  Inactive: z.boolean().optional().catch(undefined),
  SuppressSending: z.boolean().optional().catch(undefined),
  SuppressionReason: shortText(100),
  OriginalLink: shortText(4_096),
  DeliveredAt: time,
  BouncedAt: time,
  ReceivedAt: time,
  ChangedAt: time,
});
export type PostmarkEvent = z.infer<typeof eventSchema>;
