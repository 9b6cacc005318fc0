// What POST /messages answers when nothing is wrong: one shape for each kind of channel, and one for what is
// not finished.
import { z } from "zod";
import type { AnswerDescription } from "../operation.ts";
import { time, uuid } from "./answers.ts";
import { ids } from "./example-ids.ts";

const chat = ["whatsapp", "sms", "messenger", "instagram", "telegram"] as const;
const kinds = ["text", "template", "media", "interactive", "elements"] as const;

/** There only when the request named an address. */
const found = () => ({
  lead_id: uuid().optional().describe("Whom `to` meant. Only in answers to a request with `to`."),
  contact_created: z
    .boolean()
    .optional()
    .describe(
      "Whether the lead was made for this message. Only in answers to a request with `to`.",
    ),
});

const sentMessage = () =>
  z
    .object({
      success: z.literal(true),
      channel: z.enum(chat),
      type: z.enum(kinds),
      message_id: uuid().describe("Ours."),
      provider_message_id: z.string().describe("The provider's: Meta's `wamid` on WhatsApp."),
      ...found(),
    })
    .meta({ id: "SentMessage" });

const sentEmail = () =>
  z
    .object({
      success: z.literal(true),
      channel: z.literal("email"),
      message_id: z.string().describe("The e-mail relay's id."),
      activity_id: uuid().describe("Ours: what `GET /messages/{id}` takes."),
      ...found(),
    })
    .meta({ id: "SentEmail" });

const startedCall = () =>
  z
    .object({
      success: z.literal(true),
      channel: z.literal("call"),
      call_id: z.string().describe("Retell's id. Ours is in `X-Message-Id`."),
      call_status: z.string().describe("Retell's first word about it: `registered`."),
      ...found(),
    })
    .meta({ id: "StartedCall" });

const unfinished = () =>
  z
    .object({
      success: z.boolean().describe("False when `status` is `unknown`."),
      channel: z.enum([...chat, "email", "call"]),
      type: z.enum(kinds).optional().describe("Absent for e-mail and calls."),
      message_id: uuid().describe("Ours, on every channel."),
      activity_id: uuid().optional().describe("E-mail: the same as `message_id`."),
      status: z
        .enum(["scheduled", "queued", "unknown"])
        .describe(
          "`scheduled` leaves at `scheduled_at`. `queued` is accepted and not sent yet: the provider said “not now”, or messages before it are still under way. `unknown`: the provider did not say whether it took the message; it is not sent again.",
        ),
      retry_safe: z
        .boolean()
        .describe("Whether repeating this very request cannot send a second message."),
      scheduled_at: time().optional(),
      message: z.string().describe("What to do, for a person."),
      ...found(),
    })
    .meta({ id: "UnfinishedMessage" });

const provider_message_id = "wamid.HBgLMTIwMjU1NTAxMjMVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA";

export const sendAnswers: Record<number, AnswerDescription> = {
  200: {
    description: "Sent: the provider took the message and named it.",
    schema: () => z.union([sentMessage(), sentEmail(), startedCall()]),
    examples: {
      text: {
        summary: "A WhatsApp text",
        value: {
          success: true,
          channel: "whatsapp",
          type: "text",
          message_id: ids.message,
          provider_message_id,
        },
      },
      template: {
        summary: "A WhatsApp template",
        value: {
          success: true,
          channel: "whatsapp",
          type: "template",
          message_id: ids.message,
          provider_message_id,
        },
      },
      email: {
        summary: "An e-mail",
        value: {
          success: true,
          channel: "email",
          message_id: "4ef9a417-02e9-4d39-ad75-9611e0fcc33c",
          activity_id: ids.message,
        },
      },
      call: {
        summary: "A call",
        value: {
          success: true,
          channel: "call",
          call_id: "dzM1lyvf2u5DKj1g4uhv6G9qA8iPMxAP",
          call_status: "registered",
        },
      },
      address: {
        summary: "A message to an address",
        value: {
          success: true,
          channel: "sms",
          type: "text",
          message_id: ids.message,
          provider_message_id: "SM1a2b3c4d5e6f708192a3b4c5d6e7f809",
          lead_id: ids.john,
          contact_created: false,
        },
      },
    },
  },
  202: {
    description: "Not finished: scheduled, waiting, or nobody knows. Do not send it again.",
    schema: unfinished,
    examples: {
      scheduled: {
        value: {
          success: true,
          channel: "call",
          message_id: ids.message,
          status: "scheduled",
          retry_safe: false,
          scheduled_at: "2026-12-24T10:00:00Z",
          message:
            "The message will be sent at scheduled_at. POST /messages/{message_id}/cancel stops it.",
        },
      },
      queued: {
        value: {
          success: true,
          channel: "whatsapp",
          type: "text",
          message_id: ids.message,
          status: "queued",
          retry_safe: true,
          message:
            "The message is accepted and waits to be sent. Do not send it again: ask GET /messages/{message_id}.",
        },
      },
      unknown: {
        value: {
          success: false,
          channel: "email",
          message_id: ids.message,
          activity_id: ids.message,
          status: "unknown",
          retry_safe: false,
          message:
            "The provider did not say whether it took the message, so it may have been sent. Do not send it again: GET /messages/{message_id} tells what became of it.",
        },
      },
    },
  },
};
