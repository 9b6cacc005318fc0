// What can speak against a send, with the occasions on which the words differ.
import type { Failure, ProviderError } from "../../model/errors.ts";
import type { FailureDescription } from "../operation.ts";

const field = (name: string, message: string): Failure => ({
  code: "field_invalid",
  message: `${name}: ${message}`,
  details: { field: name },
});

const on = (code: Failure["code"], channel: string, details = {}): Failure => ({
  code,
  details: { channel, ...details },
});

/** A provider's no, in its own words beside ours. */
const said = (code: Failure["code"], message: string, provider: ProviderError): Failure => ({
  code,
  message,
  provider,
});

const meta = (code: number, message: string): ProviderError => ({
  name: "meta",
  httpStatus: 400,
  code,
  message,
  traceId: "AbCdEfGhIjKlMnOpQrStUv",
});

/** What is asked of the provider's account, the person or the text, and answered with a definite no. */
const providerFailures: readonly Failure[] = [
  said(
    "recipient_unreachable",
    "WhatsApp could not deliver to this number: it may not use WhatsApp. Check the number or use another channel.",
    meta(131026, "(#131026) Message undeliverable"),
  ),
  said(
    "recipient_refused",
    "This person does not want marketing messages from this business. Send them no marketing templates.",
    meta(131050, "(#131050) User has stopped marketing messages from this business"),
  ),
  said(
    "content_refused",
    "WhatsApp refused the content of this message. Its own words are in provider.",
    meta(131051, "(#131051) Unsupported message type"),
  ),
  said(
    "template_refused",
    "WhatsApp refused the template's parameters. Compare them with the template, and sync the templates if it was changed.",
    meta(132000, "(#132000) Number of parameters does not match the expected number of params"),
  ),
  said(
    "credentials_refused",
    "WhatsApp refused the account's credentials. Give the account valid ones: every send fails until then.",
    meta(190, "Error validating access token"),
  ),
  said(
    "account_refused",
    "Meta cannot bill this WhatsApp account. Put its payment method in order at Meta.",
    meta(131042, "(#131042) Business eligibility payment issue"),
  ),
  said(
    "provider_quota_exceeded",
    "Resend's quota is used up. Raise it at Resend, or send again after it was reset.",
    {
      name: "email",
      httpStatus: 429,
      code: "daily_quota_exceeded",
    },
  ),
  said("provider_refused", "Retell refused the request. Its own words are in provider.", {
    name: "retell",
    httpStatus: 422,
    message: "Invalid agent version",
  }),
  said(
    "provider_busy",
    "WhatsApp takes nothing more from this account at the moment. Try again later.",
    {
      name: "meta",
      httpStatus: 400,
      code: 130429,
      message: "(#130429) Rate limit hit",
    },
  ),
];

/** What is asked of a message before it is recorded, for one lead or for many. */
export const contentFailures: readonly FailureDescription[] = [
  "workflow_not_found",
  on("content_missing", "whatsapp"),
  on("content_missing", "email"),
  on("content_missing", "sms"),
  {
    code: "content_unsupported",
    message: "Telegram has no lists. Send buttons instead.",
  },
  {
    code: "content_too_long",
    message: "An SMS has at most 1600 characters; this one has 1742.",
    details: { field: "content", limit: 1600 },
  },
  {
    code: "media_invalid",
    message:
      "The file's address answered with status 404. It must give the file to anybody who asks.",
    details: { field: "media.url" },
  },
  on("account_missing", "whatsapp"),
  on("account_missing", "email"),
  on("account_missing", "call"),
  "template_not_found",
  {
    code: "template_not_sendable",
    message:
      "Template seguimiento_lead (es) is PAUSED at WhatsApp and cannot be sent. Choose an APPROVED one: GET /templates?status=APPROVED.",
    details: { template_status: "PAUSED" },
  },
  {
    code: "template_parameters_invalid",
    message: 'Template seguimiento_lead (es): the body needs "agente". See example.',
    details: {
      field: "components[0].parameters",
      example: [
        {
          type: "body",
          parameters: [
            { type: "text", parameter_name: "nombre", text: "John" },
            { type: "text", parameter_name: "agente", text: "Sofia" },
            { type: "text", parameter_name: "empresa", text: "Acme Corp" },
          ],
        },
      ],
    },
  },
];

export const sendFailures: readonly FailureDescription[] = [
  "fields_missing",
  "channel_invalid",
  field("workflow_id", "must be a UUID"),
  field("to", "must be a phone number with its country, such as +12025550123"),
  "lead_not_found",
  ...contentFailures,
  on("phone_missing", "whatsapp"),
  on("email_missing", "email"),
  on("address_missing", "messenger"),
  on("address_missing", "instagram"),
  on("address_missing", "telegram"),
  { code: "email_suppressed", details: { reason: "bounced" } },
  on("recipient_opted_out", "sms", { scope: "all", reason: "STOP" }),
  "schedule_invalid",
  on("window_closed", "whatsapp", { last_inbound_at: "2026-04-05T14:30:00Z" }),
  on("window_closed", "messenger", { last_inbound_at: null }),
  "lead_queue_full",
  ...providerFailures,
];
