// What was said with a lead, whether one may write now, and what the lead does not want.
import { z } from "zod";
import { channelSchema } from "../../model/channel.ts";
import { time, uuid } from "./answers.ts";
import { status } from "./message-answers.ts";

const common = () => ({
  id: uuid(),
  channel: channelSchema,
  direction: z.enum(["outbound", "inbound"]),
  content: z.string().nullable(),
  status: status(),
  sent_at: time().nullable(),
  delivered_at: time().nullable(),
  read_at: time().nullable(),
  timestamp: time().describe("When it was sent, or else created."),
});

const message = () =>
  z
    .object({
      type: z.literal("message"),
      ...common(),
      message_type: z.string(),
      media_url: z
        .string()
        .nullable()
        .describe("Where a file is. On this gateway it needs the key."),
      attachments: z
        .array(
          z.object({
            url: z.string(),
            mime_type: z.string().nullable(),
            filename: z.string().nullable(),
          }),
        )
        .nullable(),
      provider_message_id: z.string().nullable(),
      reaction: z
        .unknown()
        .describe("The person's last one to it, from the messages of this page; null when none."),
      buttons: z
        .array(z.looseObject({}))
        .nullable()
        .describe("What the person could tap, as Meta defines a template's buttons."),
    })
    .meta({ id: "HistoryMessage" });

const email = () =>
  z
    .object({
      type: z.literal("email"),
      ...common(),
      subject: z.string().nullable(),
      body: z.string().nullable(),
      provider_message_id: z.string().nullable(),
      delivery: z.object({
        status: status(),
        delivered_at: time().nullable(),
        opened_at: time().nullable(),
        clicked_at: time().nullable(),
        bounced_at: time().nullable(),
        complained_at: time().nullable(),
        error: z.string().nullable(),
      }),
    })
    .meta({ id: "HistoryEmail" });

const call = () =>
  z
    .object({
      type: z.literal("call"),
      ...common(),
      provider_call_id: z.string().nullable(),
      duration_seconds: z.number().nullable(),
      call_status: z.string().nullable(),
      call_successful: z.boolean().nullable(),
      disconnection_reason: z.string().nullable(),
      summary: z.string().nullable(),
      transcript: z.unknown(),
      recording_url: z.string().nullable(),
    })
    .meta({ id: "HistoryCall" });

const missedCall = () =>
  z
    .object({
      type: z.literal("call_missed"),
      ...common(),
      provider_call_id: z.string().nullable(),
      call_status: z.literal("not_connected"),
      disconnection_reason: z.string().nullable(),
    })
    .meta({ id: "HistoryMissedCall", description: "`content` says why in words." });

export const leadHistory = () =>
  z.object({
    success: z.literal(true),
    lead: z.object({
      id: uuid(),
      first_name: z.string(),
      last_name: z.string().nullable(),
      phone: z.string().nullable(),
      email: z.string().nullable(),
      source: z.string(),
      created_at: time(),
    }),
    history: z.array(z.union([message(), email(), call(), missedCall()])),
    pagination: z.object({
      total: z.int(),
      limit: z.int(),
      offset: z.int(),
      has_more: z.boolean(),
    }),
  });

export const leadWindows = () =>
  z.object({
    success: z.literal(true),
    windows: z.array(
      z.object({
        account_id: uuid(),
        account_name: z.string(),
        channel: z.enum(["whatsapp", "messenger", "instagram"]),
        phone_number_id: z.unknown().describe("WhatsApp's id of the number; null elsewhere."),
        address: z.string().nullable().describe("Where a send would go; null when there is none."),
        open: z.boolean().describe("What a send would be told now."),
        last_inbound_at: time().nullable().describe("Null when the person never wrote to it."),
        expires_at: time().nullable(),
      }),
    ),
  });

export const leadOptOuts = () =>
  z.object({
    success: z.literal(true),
    opt_outs: z.array(
      z.object({
        channel: channelSchema,
        scope: z
          .enum(["all", "marketing"])
          .describe("`all` ends every message on the channel, `marketing` those alone."),
        reason: z.string(),
        said_at: time(),
      }),
    ),
  });
