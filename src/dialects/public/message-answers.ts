// A message as the API shows it, alone and in the list.
import { z } from "zod";
import { channelSchema } from "../../model/channel.ts";
import { factNames } from "../../model/update.ts";
import { nextCursor, pagination, providerWords, time, uuid } from "./answers.ts";
import { statuses } from "./message-schema.ts";

export const status = () =>
  z
    .enum(statuses)
    .describe(
      "One of ours moves `scheduled`, `queued`, `sent`, `delivered`, `read`, never backwards, whatever the order of reports. `failed` is a definite no. `unknown` means that nobody can tell yet whether it was sent; it ends as `sent`, `not_sent` or, after 24 hours, `unresolved`. `cancelled` was scheduled; `received` is a person's.",
    );

const direction = () => z.enum(["outbound", "inbound"]);
const type = () =>
  z
    .string()
    .describe(
      "`text`, `template`, `media`, `interactive`, `elements`, `email` or `call`; of a person's message the provider's own word.",
    );

const error = () =>
  z.looseObject({
    code: z.string(),
    error: z.string().optional(),
    message: z.string().nullable().optional(),
    provider: providerWords().nullable().optional(),
  });

const event = () =>
  z.object({
    event: z.enum(["created", "scheduled", "accepted", "received", ...factNames]),
    at: time().describe("The event's own time. Many providers tell only the second."),
    scheduled_at: time().optional(),
    error: error().optional(),
    details: z
      .looseObject({})
      .optional()
      .describe("What else the provider said: a price, a recording, a clicked link."),
  });

const message = () =>
  z
    .object({
      id: uuid(),
      lead_id: uuid(),
      workflow_id: uuid().nullable(),
      account_id: uuid().nullable().describe("Which account carried it."),
      channel: channelSchema,
      direction: direction(),
      type: type(),
      status: status(),
      content: z
        .string()
        .nullable()
        .describe(
          "The text, the template's name, the e-mail's text, the call's opening line; of a person's message their words, a tapped button's title, or the emoji.",
        ),
      media: z
        .looseObject({})
        .nullable()
        .describe(
          "A file: `type` or `mime_type`, `caption`, `filename`, and where it is: `url`, or `path` of this API.",
        ),
      details: z
        .looseObject({})
        .nullable()
        .describe("What it carried besides: a subject, buttons, a location, what it answers."),
      metadata: z.record(z.string(), z.unknown()).describe("Yours."),
      provider_message_id: z.string().nullable(),
      attempts: z.int().describe("Calls to the provider."),
      error: error()
        .nullable()
        .describe("Of a failed message, why; of one whose outcome is open, what was last heard."),
      cost: z
        .object({ pricing: z.unknown(), call_cost: z.unknown() })
        .nullable()
        .describe("`pricing` as WhatsApp reports it, `call_cost` as Retell does."),
      timeline: z
        .array(event())
        .describe(
          "What happened, in order: `created` or `received`, `scheduled`, `accepted` (the provider took it), and every fact that was reported.",
        ),
      created_at: time(),
      scheduled_at: time().nullable(),
      sent_at: time().nullable(),
      delivered_at: time().nullable(),
      read_at: time().nullable(),
      failed_at: time().nullable(),
    })
    .meta({ id: "Message" });

const listed = () =>
  z
    .object({
      id: uuid(),
      lead_id: uuid(),
      channel: channelSchema,
      direction: direction(),
      type: type(),
      status: status(),
      provider_message_id: z.string().nullable(),
      error_code: z.string().nullable(),
      created_at: time(),
      updated_at: time(),
    })
    .meta({ id: "ListedMessage" });

export const messageAnswer = () => z.object({ success: z.literal(true), message: message() });

export const messageList = () =>
  z.object({
    success: z.literal(true),
    messages: z.array(listed()),
    pagination: pagination(),
    next_cursor: nextCursor(),
  });

/** What a decision about a message answers. */
export const decided = () =>
  z.object({ success: z.literal(true), message_id: uuid(), status: status() });
