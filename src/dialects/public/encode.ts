// Receipts and failures in the words of the public API. Texts that the contract states are exact.
import type { Receipt } from "../../lead/port.ts";
import { isoTime } from "../../lib/clock.ts";
import { type Channel, channels } from "../../model/channel.ts";
import {
  type ErrorCode,
  type Failure,
  httpStatus,
  type ProviderError,
} from "../../model/errors.ts";
import type { Wire } from "../dialect.ts";

export function encodeReceipt(receipt: Receipt, retrySafe: boolean): Wire {
  if (receipt.state !== "sent") return encodeUnfinished(receipt, retrySafe);
  const { channel, messageId, providerMessageId } = receipt;
  switch (receipt.kind) {
    case "text":
    case "template":
    case "media":
    case "interactive":
    case "elements":
      return {
        status: 200,
        body: {
          success: true,
          channel,
          type: receipt.kind,
          message_id: messageId,
          provider_message_id: providerMessageId,
        },
      };
    case "email":
      return {
        status: 200,
        body: { success: true, channel, message_id: providerMessageId, activity_id: messageId },
      };
    case "call":
      return {
        status: 200,
        body: {
          success: true,
          channel,
          call_id: providerMessageId,
          call_status: receipt.callStatus ?? "registered",
        },
      };
  }
}

const hasType = (channel: Channel): boolean => channel !== "email" && channel !== "call";

const unfinished = {
  queued:
    "The message is accepted and waits to be sent. Do not send it again: ask GET /messages/{message_id}.",
  scheduled:
    "The message will be sent at scheduled_at. POST /messages/{message_id}/cancel stops it.",
  unknown:
    "The provider did not say whether it took the message, so it may have been sent. Do not send it again: GET /messages/{message_id} tells what became of it.",
} as const;

function encodeUnfinished(receipt: Receipt, retrySafe: boolean): Wire {
  const { channel, kind, messageId, scheduledAt } = receipt;
  const state = receipt.state === "sent" ? "queued" : receipt.state;
  return {
    status: 202,
    body: {
      success: state !== "unknown",
      channel,
      ...(hasType(channel) ? { type: kind } : {}),
      message_id: messageId,
      ...(channel === "email" ? { activity_id: messageId } : {}),
      status: state,
      retry_safe: retrySafe,
      ...(state === "scheduled" && scheduledAt !== null
        ? { scheduled_at: isoTime(scheduledAt) }
        : {}),
      message: unfinished[state],
    },
  };
}

interface Words {
  error: string;
  message?: string;
  suggestion?: string;
}

const foreign = (noun: string): Words => ({
  error: "Not found",
  message: `${noun} not found or does not belong to your account`,
});

const said = (failure: Failure, fallback: string): Words => ({
  error: failure.message ?? fallback,
});

const contentMissing: Record<string, string> = {
  whatsapp: "content or template_id is required for whatsapp",
  email: "content or html is required for email",
};

const accountMissing: Record<string, string> = {
  whatsapp: "No active WhatsApp channel assigned to this workflow",
  email: "No email sender configured for this workflow",
  call: "No voice agent configured for this workflow",
  sms: "No SMS sender configured for this workflow",
  messenger: "No Messenger page configured for this workflow",
  instagram: "No Instagram account configured for this workflow",
  telegram: "No Telegram bot configured for this workflow",
};

const addressMissing: Record<string, string> = {
  messenger: "Lead has not written to the Messenger page yet",
  instagram: "Lead has not written to the Instagram account yet",
  telegram: "Lead has not started the Telegram bot yet",
};

const channelOf = (failure: Failure): string => String(failure.details?.["channel"] ?? "whatsapp");

/** What we say for each code. Exhaustive: a new code does not compile until it has words. */
const words: Record<ErrorCode, (failure: Failure) => Words> = {
  body_invalid: () => ({
    error: "Request body must be a JSON object",
    message: "Send a JSON object with Content-Type: application/json.",
  }),
  body_too_large: () => ({
    error: "Request body too large",
    message: "Make the request smaller; the limits are in the documentation of this endpoint.",
  }),
  fields_missing: () => ({ error: "lead_id, workflow_id, and channel are required" }),
  field_invalid: (failure) => ({
    error: "Validation error",
    message: failure.message ?? "invalid",
  }),
  channel_invalid: () => ({
    error: "channel must be 'whatsapp', 'email', or 'call'",
    message: `Accepted channels: ${channels.join(", ")}.`,
  }),
  route_not_found: () => ({ error: "Not found", message: "There is no such endpoint." }),
  method_not_allowed: () => ({
    error: "Method not allowed",
    message: "Use the method named in the Allow header.",
  }),
  key_missing: () => ({
    error: "Missing API key",
    message: "Please provide your API key in the X-API-Key header",
  }),
  key_invalid: () => ({ error: "Invalid API key", message: "The provided API key is not valid" }),
  scope_missing: (failure) => ({ error: "Forbidden", message: failure.message ?? "Scope missing" }),
  rate_limited: () => ({
    error: "Too many requests",
    message: "Wait for retry_after seconds, then go on more slowly; see the RateLimit fields.",
  }),
  lead_not_found: () => foreign("Lead"),
  workflow_not_found: () => foreign("Workflow"),
  account_not_found: () => foreign("Account"),
  workspace_mismatch: () => foreign("Workspace"),
  message_not_found: () => foreign("Message"),
  resource_not_found: () => foreign("Resource"),
  conflict: (failure) => ({
    error: "Conflict",
    ...(failure.message === undefined ? {} : { message: failure.message }),
  }),
  content_missing: (failure) => ({
    error: contentMissing[channelOf(failure)] ?? "content is required",
  }),
  content_unsupported: (failure) => said(failure, "The channel cannot carry this content"),
  content_too_long: (failure) => said(failure, "The content is longer than the channel allows"),
  media_invalid: (failure) => said(failure, "The file cannot be sent on this channel"),
  phone_missing: () => ({ error: "Lead has no phone number" }),
  address_missing: (failure) => ({
    error: addressMissing[channelOf(failure)] ?? "Lead has no address on this channel",
    message:
      "These platforms let nobody write first: the person's own message makes them known to us.",
  }),
  recipient_opted_out: (failure) => ({
    error: "The recipient has opted out",
    message: `They said so by: ${String(failure.details?.["reason"] ?? "a word")}. Write to them again when they opt in.`,
  }),
  email_missing: () => ({ error: "Lead has no email" }),
  email_suppressed: (failure) => ({
    error: "This e-mail address does not accept mail any more",
    message: `It was marked after: ${String(failure.details?.["reason"] ?? "a bounce")}. Give the lead another address, or have an operator lift the mark.`,
  }),
  account_missing: (failure) => ({
    error: accountMissing[channelOf(failure)] ?? "No account assigned to this workflow",
  }),
  template_not_found: () => ({ error: "Template not found" }),
  template_not_sendable: (failure) => said(failure, "Template is not approved"),
  template_parameters_invalid: (failure) => said(failure, "Template parameters do not fit"),
  window_closed: (failure) => ({
    error: `${channelOf(failure)}_window_expired`,
    message:
      "Lead has not replied in the last 24 hours. Free-form messages cannot be sent outside the conversation window.",
    suggestion:
      channelOf(failure) === "whatsapp"
        ? "Use template_id to send an approved template message instead. See GET /templates for available templates."
        : 'Wait for the lead to write. A person\'s own answer may carry "tag": "HUMAN_AGENT" for seven days.',
  }),
  lead_queue_full: () => ({
    error: "Too many messages are waiting for this lead",
    message: "Wait for retry_after seconds; messages of one lead leave one at a time.",
  }),
  idempotency_key_invalid: () => ({
    error: "Idempotency-Key must be 1 to 255 visible ASCII characters",
  }),
  idempotency_in_flight: () => ({
    error: "A request with this Idempotency-Key is still in progress",
    message: "Repeat the same request after retry_after seconds to get its answer.",
  }),
  idempotency_key_reused: () => ({
    error: "This Idempotency-Key was used with another request",
    message: "Use a new key for a new message; a key stands for one request to one lead.",
  }),
  schedule_invalid: () => ({
    error: "scheduled_at must lie in the future, at most one year ahead",
  }),
  not_cancellable: (failure) => ({
    error: "Message can no longer be cancelled",
    message: `Only a scheduled message can be cancelled; this one is ${String(failure.details?.["status"] ?? "released")}.`,
  }),
  job_not_changeable: (failure) => ({
    error: "Job can no longer be changed",
    message: `It is ${String(failure.details?.["status"] ?? "over")}.`,
  }),
  not_resolvable: (failure) => ({
    error: "Message cannot be resolved",
    message: `Only a message whose outcome is open can be; this one is ${String(failure.details?.["status"] ?? "settled")}.`,
  }),
  recipient_unreachable: (failure) => said(failure, "The provider cannot reach this recipient"),
  recipient_refused: (failure) => said(failure, "The recipient does not accept this message"),
  content_refused: (failure) => said(failure, "The provider refused the content"),
  template_refused: (failure) => said(failure, "The provider refused the template"),
  credentials_refused: (failure) => said(failure, "The provider refused the account's credentials"),
  account_refused: (failure) => said(failure, "The provider refused the account"),
  provider_quota_exceeded: (failure) => said(failure, "The provider's quota is used up"),
  provider_refused: (failure) => said(failure, "The provider refused the message"),
  provider_busy: (failure) => said(failure, "The provider stayed busy; the message was not sent"),
  unavailable: () => ({
    error: "Service temporarily unavailable",
    message:
      "Repeat the request after retry_after seconds; if it had an Idempotency-Key, with the same one.",
  }),
  installation_mismatch: (failure) => said(failure, "The gateway is not set up correctly"),
  internal: () => ({
    error: "Internal server error",
    message: "Report the request_id to the operator of this gateway.",
  }),
};

/** The provider's own words, named as everything else is. */
export const providerWire = ({ httpStatus, traceId, ...rest }: ProviderError) => ({
  ...rest,
  ...(httpStatus === undefined ? {} : { http_status: httpStatus }),
  ...(traceId === undefined ? {} : { trace_id: traceId }),
});

export function encodeError(
  failure: Failure,
  { requestId, messageId }: { requestId: string; messageId: string | null },
): Wire {
  const { code, provider, retryAfterSeconds } = failure;
  const { channel: _, ...details } = failure.details ?? {};
  return {
    status: httpStatus[code],
    body: {
      ...words[code](failure),
      ...details,
      code,
      ...(provider ? { provider: providerWire(provider) } : {}),
      ...(messageId === null ? {} : { message_id: messageId }),
      ...(retryAfterSeconds === undefined ? {} : { retry_after: retryAfterSeconds }),
      request_id: requestId,
    },
  };
}
