import { z } from "zod";
import { serverWords, shortText } from "../mail-words.ts";

/** Why an e-mail did not arrive. Resend: older events have the message only. */
const causeSchema = z
  .object({
    message: serverWords,
    reason: serverWords,
    type: shortText(100),
    subType: shortText(100),
  })
  .optional()
  .catch(undefined);
export type Cause = z.infer<typeof causeSchema>;

/** Resend: an object in events, a list where an e-mail is sent. */
const tagsSchema = z
  .union([
    z.record(z.string(), z.unknown()),
    z
      .array(z.object({ name: z.string(), value: z.unknown() }))
      .transform((tags) => Object.fromEntries(tags.map(({ name, value }) => [name, value]))),
  ])
  .optional()
  .catch(undefined);

/** A member of the wrong type is as good as absent, except for the e-mail's id. */
export const eventSchema = z.object({
  type: z.string().min(1).max(100),
  /** When it happened. The one in `data` says when the e-mail was written. */
  created_at: z
    .string()
    .transform((value) => Date.parse(value))
    .pipe(z.int().positive())
    .optional()
    .catch(undefined),
  data: z.object({
    email_id: z.string().min(1).max(512),
    to: z.tuple([z.string()], z.unknown()).optional().catch(undefined),
    tags: tagsSchema,
    bounce: causeSchema,
    failed: causeSchema,
    suppressed: causeSchema,
    click: z
      .object({ link: shortText(4_096) })
      .optional()
      .catch(undefined),
  }),
});
export type EmailEvent = z.infer<typeof eventSchema>;

export const eventNameSchema = z.object({ type: shortText(100) });
