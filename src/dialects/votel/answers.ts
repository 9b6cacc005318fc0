// What Votel's endpoints answer, for their description.
import { z } from "zod";
import { channels } from "../../model/channel.ts";
import { jobStatuses } from "../../model/job.ts";
import { channelTypes } from "./channel-view.ts";
import { channelNames } from "./encode.ts";

const id = () =>
  z
    .string()
    .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    .meta({ format: "uuid" });
const time = () => z.iso.datetime();
const channelType = () => z.enum(channels.map((channel) => channelTypes[channel]));
const channelStatus = () => z.enum(["available", "unavailable"]);

const messageFields = () => ({
  message_id: id(),
  channel_used: z.enum(channels.map((channel) => channelNames[channel])),
  provider_used: z
    .string()
    .nullable()
    .meta({ examples: ["resend", "twilio", "meta"] }),
  provider_message_id: z.string().nullable(),
  cost: z.literal(0).meta({ description: "Always 0: providers tell it later or never." }),
});

/** A single message that the provider took. */
export const sentAnswer = () =>
  z
    .object({
      success: z.literal(true),
      ...messageFields(),
      status: z.literal("SENT"),
      sent_at: time().nullable(),
    })
    .meta({ id: "MessageResponse" });

/** A single message that waits, or of which nobody knows yet. */
export const openAnswer = () =>
  z
    .object({
      success: z.boolean().meta({ description: "False when `UNKNOWN`." }),
      ...messageFields(),
      status: z.enum(["QUEUED", "UNKNOWN"]).meta({
        description:
          "`QUEUED`: accepted, and waits. `UNKNOWN`: the provider did not say whether it took it. Send neither again.",
      }),
      sent_at: z.null(),
      message: z.string(),
    })
    .meta({ id: "OpenMessageResponse" });

const count = () => z.int().min(0);

const bulkFields = () => ({
  total_leads: count(),
  messages_sent: count(),
  messages_failed: count(),
  success_rate: z.number().min(0).max(100).meta({ description: "In per cent, to two places." }),
  messages_skipped: count()
    .optional()
    .meta({ description: "Opted out, or an address that takes nothing. Absent when zero." }),
  messages_queued: count()
    .optional()
    .meta({ description: "Accepted, and wait. Absent when zero." }),
  messages_unknown: count()
    .optional()
    .meta({ description: "The provider did not say whether it took them. Absent when zero." }),
  messages_pending: count().optional().meta({ description: "Not begun yet. Absent when zero." }),
});

/** A bulk that is over. */
export const bulkAnswer = () => z.object(bulkFields()).meta({ id: "BulkResponse" });

/** A bulk that goes on. */
export const bulkSoFarAnswer = () =>
  z
    .object({
      ...bulkFields(),
      job_id: id(),
      status: z.enum(jobStatuses).exclude(["finished"]),
    })
    .meta({ id: "BulkProgress" });

export const channelAnswer = () =>
  z
    .object({
      id: id(),
      tenant_id: id(),
      name: z.string(),
      channel_type: channelType(),
      integration_id: id().meta({ description: "Whose credentials it has: its own id." }),
      send_from_email: z.string().nullable().optional().meta({ description: "E-mail only." }),
      email_domain_id: z.null().optional().meta({ description: "E-mail only." }),
      send_from_phone_number: z
        .string()
        .nullable()
        .optional()
        .meta({ description: "SMS only. Null where a messaging service chooses the number." }),
      phone_number_id: z.null().optional().meta({ description: "SMS only." }),
      status: channelStatus(),
      is_default: z.boolean(),
      metadata: z.object({}),
      created_at: time(),
      updated_at: time(),
    })
    .meta({ id: "Channel" });

export const channelPageAnswer = () =>
  z
    .object({
      channels: z.array(channelAnswer()),
      total: count(),
      page: z.int().min(1),
      page_size: z.int().min(1),
      total_pages: count(),
    })
    .meta({ id: "ChannelPage" });

export const channelOptionsAnswer = () =>
  z
    .object({
      options: z.array(
        z.object({
          id: id(),
          name: z.string(),
          identifier: z.string().nullable().meta({ description: "The sender, where it has one." }),
          category: channelType(),
          status: channelStatus(),
          disabled_reason: z.string().optional(),
        }),
      ),
    })
    .meta({ id: "ChannelOptions" });

export const leadAnswer = () =>
  z
    .object({
      id: id(),
      tenant_id: id(),
      first_name: z.string(),
      last_name: z.string().nullable(),
      email: z.string().nullable(),
      phone: z.string().nullable().meta({ description: "E.164." }),
      company: z.string().nullable(),
      tags: z.array(z.string()),
      custom_fields: z.record(z.string(), z.unknown()),
      assigned_to: z.string().nullable(),
      created_at: time(),
      updated_at: time(),
    })
    .meta({ id: "Lead" });

export const agentsAnswer = () =>
  z.array(z.object({ id: id(), name: z.string(), enabled: z.boolean() }).meta({ id: "Agent" }));

/** The shapes of a failure: one text, or FastAPI's list of what is wrong. */
export const failureAnswer = () => z.object({ detail: z.union([z.string(), z.array(problem())]) });

const problem = () =>
  z
    .object({
      type: z.string().meta({ examples: ["missing", "string_type", "uuid_parsing", "enum"] }),
      loc: z.array(z.union([z.string(), z.int()])).meta({
        description: "Where in the request it stands.",
        examples: [["body", "message_data", "recipient"]],
      }),
      msg: z.string(),
      input: z
        .unknown()
        .optional()
        .meta({ description: "What was sent there; left out where it is long." }),
      ctx: z.record(z.string(), z.unknown()).optional(),
    })
    .meta({ id: "ValidationError" });

export const domainAnswer = () =>
  z.object({ error_code: z.literal("DOMAIN_NOT_VERIFIED"), detail: z.string() });
