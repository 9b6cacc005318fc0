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
  subject: text.meta({ description: "E-mail. Usually `Message from your advisor`." }),
  content: text.meta({
    description: "The text. Must be there, unless there is another part to send.",
  }),
  html_content: text.meta({ description: "E-mail: beside `content` or in its place." }),
  sender_name: text.meta({ description: "E-mail: the name beside the sender's address." }),
  media_urls: listOf(z.string(), 10).nullish().meta({ description: "SMS: files that go along." }),
  image_url: text.meta({
    description: "WhatsApp, Instagram and other chats: an image, with `content` as its caption.",
    format: "uri",
  }),
  contact_id: text.meta({
    description:
      "Of a single message: the lead, unless `recipient` is an address that is not that lead's. One that is unknown is passed over.",
  }),
  metadata: z
    .record(z.string(), z.unknown())
    .refine((value) => JSON.stringify(value).length <= maxMetadataChars, {
      message: `must not exceed ${maxMetadataChars} characters as JSON`,
    })
    .nullish()
    .meta({
      description: `Kept with the message; at most ${maxMetadataChars} characters as JSON.`,
    }),
};

const commonFields = {
  message_type: upperCase.pipe(z.enum(messageTypes)).nullish().meta({
    description: "Why you write, in any letter case. `MARKETING` passes over who opted out of it.",
  }),
  priority: priority.nullish().meta({
    description:
      "`HIGH`, `NORMAL` or `LOW`, in any letter case; anything else is `NORMAL`. Which bulk goes first; a single message never waits.",
  }),
  sender_type: lowerCase
    .pipe(z.enum(Object.keys(senderTypes) as [SenderType, ...SenderType[]]))
    .nullish()
    .meta({
      description:
        "The channel, in any letter case. Without it and without the id of a channel: e-mail for a recipient with `@`, else SMS.",
    }),
  sender_identifier: uuid.nullish().meta({
    description: "The id of the channel to send through; `send_identifier` counts before it.",
  }),
};

export const singleSchema = z.object({
  ...commonFields,
  message_data: z.object({
    recipient: z.string().meta({
      description:
        "An e-mail address, a phone number, or the id of a person on Instagram. Somebody whom nobody knows becomes a lead.",
    }),
    ...dataFields,
  }),
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
  message_data: z.object({
    recipient: text.meta({
      description: "Only says which channel is meant, where nothing else does.",
    }),
    ...dataFields,
  }),
  bulk_settings: z
    .strictObject({
      lead_ids: listOf(uuid, maxLeadIds)
        .nullish()
        .meta({ description: "An empty list means nobody." }),
      filters: filtersSchema.nullish(),
      search_keyword: searchKeyword
        .nullish()
        .meta({ description: "Found in name, e-mail, company or phone." }),
      assignees: listOf(z.string().min(1).max(100), 10_000)
        .nullish()
        .meta({ description: "Ids of those who look after the leads." }),
    })
    .meta({ description: "Whom it is for. At least one; all that are given must hold." }),
});
export type BulkBody = z.infer<typeof bulkSchema>;

/** The query: its parameter has another name than the body's. */
export const sendQuerySchema = z.object({
  send_identifier: uuid.optional().meta({ description: "The id of the channel to send through." }),
});
