// Failures in Xobito's words. Texts that the contract states are exact, and so are their bodies: no field is
// added to them.
import { type ErrorCode, type Failure, httpStatus } from "../../model/errors.ts";
import type { Wire } from "../dialect.ts";
import { type FieldErrors, spoken, tooLong } from "./validation.ts";

type Answer = (failure: Failure) => Wire;

const said = (status: number, message: string): Wire => ({
  status,
  body: { status: "error", message },
});

const plain =
  (code: ErrorCode, message: string): Answer =>
  () =>
    said(httpStatus[code], message);

const unprocessable = (errors: FieldErrors): Wire => ({
  status: 422,
  body: { status: "error", message: "Validation failed", errors },
});

/** A 422 about a field, in the failure's own words where it has some. */
const about =
  (field: string, sentence: string): Answer =>
  ({ message = sentence }) =>
    unprocessable({ [field]: [message] });

/** The same in our words alone: the failure's speak of routes and fields that Xobito does not have. */
const only =
  (field: string, sentence: string): Answer =>
  () =>
    unprocessable({ [field]: [sentence] });

/**
 * Xobito says 500 for every send that WhatsApp refuses or would refuse, so this 5xx is the caller's, not ours.
 * It is a definite no: who sends again, as clients do after a 500, never sends twice.
 */
const failedToSend: Answer = () => said(500, "Failed to send message");

const tooMany: Answer = ({ retryAfterSeconds = 1 }) => ({
  status: 429,
  body: { message: "Too many requests", retry_after: retryAfterSeconds },
});

/** What parts of a content are called on the wire, from the gateway's own schema and from WhatsApp's limits. */
const wireNames: Record<string, string> = {
  content: "message_body",
  "content.text": "message_body",
  "content.body": "message_body",
  "content.header": "header",
  "interactive.header": "header",
  "content.footer": "footer",
  "interactive.footer": "footer",
  "interactive.cta_url.title": "button_text",
  "content.media.url": "media_url",
  "media.url": "media_url",
  "media.mime_type": "media_file",
  "content.media.filename": "filename",
  "media.filename": "filename",
  "content.media.caption": "caption",
  "media.caption": "caption",
};
const wireName = (field: string): string =>
  wireNames[field] ?? field.replace(/^interactive\.buttons\b/, "buttons");

/** Puts what we know of a field into Laravel's words. */
function fieldInvalid({ message = "", details = {} }: Failure, fallback = "body"): Wire {
  const { errors, field = fallback, limit } = details;
  if (errors !== null && typeof errors === "object") return unprocessable(errors as FieldErrors);
  const name = wireName(String(field));
  if (typeof limit === "number" && name !== "buttons") {
    return unprocessable({ [name]: [tooLong(name, limit)] });
  }
  const rule = message.startsWith(`${field}: `) ? message.slice(`${field}: `.length) : null;
  const sentence = rule === null ? message : `The ${spoken(name)} ${rule}.`;
  return unprocessable({ [name]: [sentence || `The ${spoken(name)} is invalid.`] });
}

/** The same of a field that the failure may not name. */
const refused =
  (field: string): Answer =>
  (failure) =>
    fieldInvalid(failure, field);

const notObject = about("body", "The body must be a JSON object.");

/** Exhaustive: a new code does not compile until it has words. */
const answers: Record<ErrorCode, Answer> = {
  body_invalid: notObject,
  body_too_large: only(
    "body",
    "The request may not be greater than 64 kilobytes, with files 16384 kilobytes. Give a larger file by its URL.",
  ),
  fields_missing: about("body", "A required field is missing."),
  field_invalid: refused("body"),
  channel_invalid: only("message_type", "The selected message type is invalid."),
  route_not_found: plain("route_not_found", "Not found"),
  method_not_allowed: plain("method_not_allowed", "Method not allowed"),
  key_missing: plain("key_missing", "API token is required"),
  key_invalid: plain("key_invalid", "Invalid API token"),
  scope_missing: ({ details }) =>
    said(403, `Token does not have the required ability: ${String(details?.["scope"] ?? "")}`),
  rate_limited: tooMany,
  lead_not_found: plain("lead_not_found", "Contact not found"),
  workflow_not_found: plain("workflow_not_found", "Workflow not found"),
  account_not_found: only("from_phone_number_id", "The selected from phone number id is invalid."),
  workspace_mismatch: () => ({
    status: 400,
    body: { status: "error", message: "Validation failed", errors: "Invalid tenant subdomain" },
  }),
  message_not_found: plain("message_not_found", "Message not found"),
  resource_not_found: plain("resource_not_found", "Resource not found"),
  conflict: ({ message = "The contact was changed by another request." }) => said(409, message),
  content_missing: only("message_body", "The message body field is required."),
  content_unsupported: refused("message_type"),
  content_too_long: refused("message_body"),
  media_invalid: refused("media_url"),
  phone_missing: only("phone_number", "The phone number field is required."),
  email_missing: only("email", "The email field is required."),
  address_missing: only("phone_number", "The phone number field is required."),
  email_suppressed: only("email", "The email is invalid."),
  recipient_opted_out: only("phone_number", "The contact has opted out of these messages."),
  account_missing: only("from_phone_number_id", "The workspace has no active WhatsApp number."),
  template_not_found: only("template_name", "The selected template name is invalid."),
  template_not_sendable: only("template_name", "The selected template name is invalid."),
  template_parameters_invalid: about("template_name", "The template's fields do not fit."),
  window_closed: failedToSend,
  lead_queue_full: tooMany,
  idempotency_key_invalid: only(
    "Idempotency-Key",
    "The Idempotency-Key must be 1 to 255 visible ASCII characters.",
  ),
  idempotency_in_flight: plain(
    "idempotency_in_flight",
    "A request with this Idempotency-Key is still in progress",
  ),
  idempotency_key_reused: only(
    "Idempotency-Key",
    "The Idempotency-Key was used with another request.",
  ),
  schedule_invalid: only("scheduled_at", "The scheduled at is invalid."),
  not_cancellable: plain("not_cancellable", "Message can no longer be cancelled"),
  not_resolvable: plain("not_resolvable", "Message cannot be resolved"),
  job_not_changeable: plain("job_not_changeable", "Campaign can no longer be changed"),
  recipient_unreachable: failedToSend,
  recipient_refused: failedToSend,
  content_refused: failedToSend,
  template_refused: failedToSend,
  credentials_refused: failedToSend,
  account_refused: failedToSend,
  provider_quota_exceeded: failedToSend,
  provider_refused: failedToSend,
  provider_busy: failedToSend,
  unavailable: plain("unavailable", "Service temporarily unavailable"),
  installation_mismatch: ({ message = "The gateway is not set up correctly" }) =>
    said(503, message),
  internal: plain("internal", "Server Error"),
};

export const encodeError = (failure: Failure): Wire => answers[failure.code](failure);
