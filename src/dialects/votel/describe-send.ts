// The one send, for single messages and for bulks.
import { z } from "zod";
import type { ErrorCode } from "../../model/errors.ts";
import type { FailureDescription, Operation } from "../operation.ts";
import { bulkAnswer, bulkSoFarAnswer, openAnswer, sentAnswer } from "./answers.ts";
import { missing } from "./problems.ts";
import { bulkSchema, sendQuerySchema, singleSchema } from "./schema.ts";
import { bulkExamples, singleExamples } from "./send-examples.ts";

const requestSchema = () =>
  z.union([
    singleSchema.meta({ id: "MessageRequest", description: "One message." }),
    bulkSchema.meta({ id: "BulkRequest", description: "One message to many leads." }),
  ]);

const sent = {
  success: true,
  message_id: "583aee7d-3298-88c9-894f-f5354c75fa74",
  channel_used: "EMAIL",
  provider_used: "resend",
  provider_message_id: "49a3999c-0ce1-4ea6-ab68-afcd6dc2e794",
  cost: 0,
  status: "SENT",
  sent_at: "2026-04-05T14:30:00Z",
};

const open = { ...sent, provider_message_id: null, sent_at: null };

const refusals = [
  "recipient_unreachable",
  "recipient_refused",
  "content_refused",
  "credentials_refused",
  "account_refused",
  "provider_quota_exceeded",
  "provider_refused",
  "provider_busy",
] as const satisfies ErrorCode[];

/** @param loc where the problem stands that the example shows */
const missingAt = (loc: string[], parent: unknown): FailureDescription => ({
  code: "field_invalid",
  details: { problems: [missing(loc, parent)] },
});

export const sendOperation: Operation = {
  id: "sendMessage",
  method: "post",
  path: "/messaging/send",
  group: "Messaging",
  summary: "Send a message, or one to many leads",
  description: `With \`bulk_settings\` it is a bulk, without a single message.

The channel is the one that \`send_identifier\` or \`sender_identifier\` names, else the default one of \`sender_type\`, else e-mail for a recipient with \`@\` and SMS for any other. WhatsApp and Instagram carry it only within 24 hours after the person's last word.

A bulk goes to the leads that satisfy every criterion that is given, one message each. A criterion that the gateway does not know is refused, because passing over it would reach people who were not meant. The answer waits up to 25 seconds for the end, and else tells how far the bulk is; it goes on by itself, and \`job_id\` names it to [our own API](/docs#getJob).

With an \`Idempotency-Key\` the same bulk again is the same job: the answer tells how far it is by then. Another request under that key is answered with 409.`,
  scope: "messages.send",
  idempotent: true,
  query: () => sendQuerySchema,
  body: { schema: requestSchema, examples: { ...singleExamples, ...bulkExamples } },
  answers: {
    200: {
      description: "The provider took the message, or the bulk is over.",
      schema: () => z.union([sentAnswer(), bulkAnswer()]),
      examples: {
        single: { value: sent },
        bulk: {
          value: {
            total_leads: 150,
            messages_sent: 148,
            messages_failed: 2,
            success_rate: 98.67,
          },
        },
      },
    },
    202: {
      description: "Accepted; do not send it again. What it will come to is not known yet.",
      schema: () => z.union([openAnswer(), bulkSoFarAnswer()]),
      examples: {
        queued: {
          value: {
            ...open,
            status: "QUEUED",
            message: "The message is accepted and waits to be sent. Do not send it again.",
          },
        },
        unknown: {
          value: {
            ...open,
            success: false,
            status: "UNKNOWN",
            message:
              "The provider did not say whether it took the message, so it may have been sent. Do not send it again.",
          },
        },
        bulk: {
          value: {
            total_leads: 100_000,
            messages_sent: 2_000,
            messages_failed: 0,
            success_rate: 2,
            messages_pending: 98_000,
            job_id: "1f6d2a52-3c1f-8b0e-8d2c-5b7e9a4f0c31",
            status: "running",
          },
        },
      },
    },
  },
  failures: [
    missingAt(["body", "message_data", "recipient"], { content: "Hi" }),
    "account_not_found",
    "lead_not_found",
    "phone_missing",
    "email_missing",
    { code: "address_missing", details: { channel: "instagram" } },
    "email_suppressed",
    "recipient_opted_out",
    { code: "account_missing", details: { channel: "sms" } },
    "window_closed",
    "content_unsupported",
    "content_too_long",
    "media_invalid",
    "lead_queue_full",
    ...refusals,
  ],
};
