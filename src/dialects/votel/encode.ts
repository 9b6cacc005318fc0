// Receipts and failures in Votel's words. Every 422 is FastAPI's list of problems; every other refusal is
// one text in `detail`.
import type { Receipt } from "../../lead/port.ts";
import { isoTime } from "../../lib/clock.ts";
import type { Channel, ProviderName } from "../../model/channel.ts";
import { type ErrorCode, type Failure, httpStatus } from "../../model/errors.ts";
import type { EncodeContext, Wire } from "../dialect.ts";
import type { Problem } from "./problems.ts";

export const channelNames: Record<Channel, string> = {
  email: "EMAIL",
  sms: "SMS",
  instagram: "INSTAGRAM_DM",
  whatsapp: "WHATSAPP",
  messenger: "MESSENGER",
  telegram: "TELEGRAM",
  call: "CALL",
};

/** Resend is what we call the plain relay. */
const companies: Partial<Record<ProviderName, string>> = { email: "resend" };

const statuses = {
  sent: "SENT",
  queued: "QUEUED",
  scheduled: "QUEUED",
  unknown: "UNKNOWN",
} as const satisfies Record<Receipt["state"], string>;

/** What a receipt that is not `sent` must be understood as. */
const hints: Partial<Record<Receipt["state"], string>> = {
  queued: "The message is accepted and waits to be sent. Do not send it again.",
  scheduled: "The message is accepted and waits to be sent. Do not send it again.",
  unknown:
    "The provider did not say whether it took the message, so it may have been sent. Do not send it again.",
};

export function encodeReceipt(
  { messageId, channel, state, providerMessageId, sentAt }: Receipt,
  { account }: Pick<EncodeContext, "account">,
): Wire {
  const hint = hints[state];
  return {
    status: state === "sent" ? 200 : 202,
    body: {
      success: state !== "unknown",
      message_id: messageId,
      channel_used: channelNames[channel],
      provider_used: account && (companies[account.provider] ?? account.provider),
      provider_message_id: providerMessageId,
      status: statuses[state],
      // What a message costs is known to the provider, and to us never when it is answered.
      cost: 0,
      sent_at: state === "sent" && typeof sentAt === "number" ? isoTime(sentAt) : null,
      ...(hint === undefined ? {} : { message: hint }),
    },
  };
}

interface Words {
  status?: number;
  detail: string | Problem[];
}

const said = (failure: Failure, fallback: string): Words => ({
  detail: failure.message ?? fallback,
});

/** A failure of a value, where the request has it. */
const invalid = (failure: Failure, loc: Problem["loc"], fallback: string): Words => {
  const problems = failure.details?.["problems"];
  if (Array.isArray(problems)) return { status: 422, detail: problems as Problem[] };
  const msg = `Value error, ${failure.message ?? fallback}`;
  return { status: 422, detail: [{ type: "value_error", loc, msg }] };
};

const body: Problem["loc"] = ["body"];
const content: Problem["loc"] = ["body", "message_data", "content"];

const channelOf = (failure: Failure): string =>
  channelNames[failure.details?.["channel"] as Channel] ?? "message";

/** What we say for each code. Exhaustive: a new code does not compile until it has words. */
const words: Record<ErrorCode, (failure: Failure) => Words> = {
  body_invalid: (failure) => invalid(failure, body, "the body must be a JSON object"),
  body_too_large: () => ({ detail: "Request body too large" }),
  fields_missing: (failure) => invalid(failure, body, "a required field is missing"),
  field_invalid: (failure) => invalid(failure, body, "invalid"),
  channel_invalid: (failure) => invalid(failure, ["body", "sender_type"], "no such channel"),
  route_not_found: () => ({ detail: "Not Found" }),
  method_not_allowed: () => ({ detail: "Method Not Allowed" }),
  key_missing: () => ({ detail: "Invalid or missing API key" }),
  key_invalid: () => ({ detail: "Invalid or missing API key" }),
  scope_missing: (failure) => said(failure, "This API key may not do that"),
  rate_limited: () => ({ detail: "Too many requests" }),
  lead_not_found: () => ({ detail: "Lead not found" }),
  workflow_not_found: () => ({ detail: "Workflow not found" }),
  account_not_found: () => ({ detail: "Channel not found" }),
  workspace_mismatch: () => ({ detail: "Tenant not found" }),
  message_not_found: () => ({ detail: "Message not found" }),
  resource_not_found: () => ({ detail: "Not found" }),
  conflict: (failure) => said(failure, "Conflict"),
  content_missing: (failure) => invalid(failure, content, "content is required"),
  content_unsupported: (failure) => said(failure, "The channel cannot carry this content"),
  content_too_long: (failure) => invalid(failure, content, "longer than the channel allows"),
  media_invalid: (failure) =>
    invalid(failure, ["body", "message_data", "image_url"], "the file cannot be sent"),
  phone_missing: () => ({ detail: "Lead has no phone number" }),
  email_missing: () => ({ detail: "Lead has no email" }),
  address_missing: (failure) => ({
    detail: `Lead has not written on this channel yet (${channelOf(failure)})`,
  }),
  email_suppressed: () => ({ detail: "This email address does not accept mail any more" }),
  recipient_opted_out: () => ({ detail: "The recipient has opted out" }),
  account_missing: (failure) => ({
    detail: `No active ${channelOf(failure)} channel is configured`,
  }),
  template_not_found: () => ({ detail: "Template not found" }),
  template_not_sendable: (failure) => said(failure, "Template is not approved"),
  template_parameters_invalid: (failure) => said(failure, "Template parameters do not fit"),
  window_closed: () => ({
    status: 400,
    detail:
      "The recipient has not written in the last 24 hours, and the platform takes no free-form message outside of that window",
  }),
  lead_queue_full: () => ({ detail: "Too many messages are waiting for this lead" }),
  idempotency_key_invalid: (failure) =>
    invalid(failure, ["header", "idempotency-key"], "must be 1 to 255 visible ASCII characters"),
  idempotency_in_flight: () => ({
    detail: "A request with this Idempotency-Key is still in progress",
  }),
  idempotency_key_reused: () => ({
    status: 409,
    detail: "This Idempotency-Key was used with another request",
  }),
  schedule_invalid: (failure) => said(failure, "The time must lie in the next year"),
  not_cancellable: () => ({ detail: "Message can no longer be cancelled" }),
  not_resolvable: () => ({ detail: "Message cannot be resolved" }),
  job_not_changeable: () => ({ detail: "Job can no longer be changed" }),
  recipient_unreachable: (failure) => said(failure, "The provider cannot reach this recipient"),
  recipient_refused: (failure) => said(failure, "The recipient does not accept this message"),
  content_refused: (failure) => said(failure, "The provider refused the content"),
  template_refused: (failure) => said(failure, "The provider refused the template"),
  credentials_refused: (failure) => said(failure, "The provider refused the channel's credentials"),
  account_refused: (failure) => said(failure, "The provider refused the channel"),
  provider_quota_exceeded: (failure) => said(failure, "The provider's quota is used up"),
  provider_refused: (failure) => said(failure, "The provider refused the message"),
  provider_busy: (failure) => said(failure, "The provider stayed busy; the message was not sent"),
  unavailable: () => ({ detail: "Service temporarily unavailable" }),
  installation_mismatch: (failure) => said(failure, "The gateway is not set up correctly"),
  internal: () => ({ detail: "Internal Server Error" }),
};

export function encodeError(failure: Failure): Wire {
  const { status = httpStatus[failure.code], detail } = words[failure.code](failure);
  return { status, body: { detail } };
}
