// The wire of POST /api/messaging/send. What is optional may be null; unknown fields are ignored, but not in
// bulk_settings: a criterion that we do not know must not be passed over, or people get what is not for them.
import { z } from "zod";
import { messageTypes, type Priority, priorities } from "../../model/command.ts";
import { isCleanText, uncleanText } from "../../model/content.ts";
import { maxLeadIds } from "../../model/job.ts";
import { filtersSchema } from "./filters.ts";
import { listOf } from "./list-of.ts";
import { uuid } from "./uuid.ts";

const text = z.string().nullish();
const maxMetadataChars = 16_384;

/** Votel's name of each channel that its API sends on. */
export const senderTypes = {
  email: "email",
  sms: "sms",
  instagram_dm: "instagram",
  whatsapp: "whatsapp",
} as const;
export type SenderType = keyof typeof senderTypes;

const lowerCase = z.string().transform((value) => value.toLowerCase());
const upperCase = z.string().transform((value) => value.toUpperCase());

/** One of the example requests says "3": what names no priority is an ordinary one. */
const priority = z.union([z.string(), z.number()]).transform((given): Priority => {
  const name = String(given).toUpperCase();
  return priorities.find((one) => one === name) ?? "NORMAL";
});

const dataFields = {
  subject: text,
  content: text,
  html_content: text,
  sender_name: text,
  media_urls: listOf(z.string(), 10).nullish(),
  image_url: text,
  contact_id: text,
  metadata: z
    .record(z.string(), z.unknown())
    .refine((value) => JSON.stringify(value).length <= maxMetadataChars, {
      message: `must not exceed ${maxMetadataChars} characters as JSON`,
    })
    .nullish(),
};

const commonFields = {
  message_type: upperCase.pipe(z.enum(messageTypes)).nullish(),
  priority: priority.nullish(),
  sender_type: lowerCase
    .pipe(z.enum(Object.keys(senderTypes) as [SenderType, ...SenderType[]]))
    .nullish(),
  sender_identifier: uuid.nullish(),
};

export const singleSchema = z.object({
  ...commonFields,
  message_data: z.object({ recipient: z.string(), ...dataFields }),
});
export type SingleBody = z.infer<typeof singleSchema>;
export type MessageData = z.infer<typeof bulkSchema>["message_data"];

const searchKeyword = z
  .string()
  .max(1_000)
  .refine(isCleanText, { message: uncleanText })
  .transform((value) => value.trim());

export const bulkSchema = z.object({
  ...commonFields,
  /** The recipient only says which channel is meant, where nothing else does. */
  message_data: z.object({ recipient: text, ...dataFields }),
  bulk_settings: z.strictObject({
    lead_ids: listOf(uuid, maxLeadIds).nullish(),
    filters: filtersSchema.nullish(),
    search_keyword: searchKeyword.nullish(),
    assignees: listOf(z.string().min(1).max(100), 10_000).nullish(),
  }),
});
export type BulkBody = z.infer<typeof bulkSchema>;

/** The query: its parameter has another name than the body's. */
export const sendQuerySchema = z.object({ send_identifier: uuid.optional() });
