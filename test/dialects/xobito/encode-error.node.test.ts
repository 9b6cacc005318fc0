// Every failure in Xobito's words, pinned to the letter: the contract's bodies have exactly these fields.
import { expect, test } from "vitest";
import { encodeError } from "../../../src/dialects/xobito/encode-error.ts";
import { type ErrorCode, type Failure, httpStatus } from "../../../src/model/errors.ts";

interface Said {
  status: number;
  given?: Omit<Failure, "code">;
  body: Record<string, unknown>;
}

const error = (status: number, message: string): Said => ({
  status,
  body: { status: "error", message },
});
const invalid = (field: string, sentence: string, given: Omit<Failure, "code"> = {}): Said => ({
  status: 422,
  given,
  body: { status: "error", message: "Validation failed", errors: { [field]: [sentence] } },
});
const text = "Do this instead.";
const failedToSend: Said = { ...error(500, "Failed to send message"), given: { message: text } };
const tooMany: Said = {
  status: 429,
  given: { retryAfterSeconds: 45 },
  body: { message: "Too many requests", retry_after: 45 },
};

/** Exhaustive: a new code does not compile until its words are pinned. */
const said: Record<ErrorCode, Said> = {
  body_invalid: invalid("body", "The body must be a JSON object."),
  body_too_large: invalid(
    "body",
    "The request may not be greater than 64 kilobytes, with files 16384 kilobytes. Give a larger file by its URL.",
  ),
  fields_missing: invalid("body", "A required field is missing."),
  field_invalid: {
    status: 422,
    given: {
      message: "Validation failed",
      details: {
        errors: {
          message_body: ["The message body may not be greater than 4096 characters."],
        },
      },
    },
    body: {
      status: "error",
      message: "Validation failed",
      errors: { message_body: ["The message body may not be greater than 4096 characters."] },
    },
  },
  channel_invalid: invalid("message_type", "The selected message type is invalid."),
  route_not_found: error(404, "Not found"),
  method_not_allowed: error(405, "Method not allowed"),
  key_missing: error(401, "API token is required"),
  key_invalid: error(401, "Invalid API token"),
  scope_missing: {
    ...error(403, "Token does not have the required ability: messages.send"),
    given: { message: text, details: { scope: "messages.send" } },
  },
  rate_limited: tooMany,
  lead_not_found: error(404, "Contact not found"),
  workflow_not_found: error(404, "Workflow not found"),
  account_not_found: invalid(
    "from_phone_number_id",
    "The selected from phone number id is invalid.",
  ),
  workspace_mismatch: {
    status: 400,
    body: { status: "error", message: "Validation failed", errors: "Invalid tenant subdomain" },
  },
  message_not_found: error(404, "Message not found"),
  resource_not_found: error(404, "Resource not found"),
  conflict: { ...error(409, text), given: { message: text } },
  content_missing: invalid("message_body", "The message body field is required."),
  content_unsupported: invalid("message_type", text, { message: text }),
  content_too_long: invalid("message_body", text, { message: text }),
  media_invalid: invalid("media_url", text, { message: text }),
  phone_missing: invalid("phone_number", "The phone number field is required."),
  email_missing: invalid("email", "The email field is required."),
  address_missing: invalid("phone_number", "The phone number field is required."),
  email_suppressed: invalid("email", "The email is invalid."),
  recipient_opted_out: invalid("phone_number", "The contact has opted out of these messages."),
  account_missing: invalid("from_phone_number_id", "The workspace has no active WhatsApp number."),
  template_not_found: invalid("template_name", "The selected template name is invalid."),
  template_not_sendable: invalid("template_name", "The selected template name is invalid."),
  template_parameters_invalid: invalid("template_name", text, { message: text }),
  window_closed: failedToSend,
  lead_queue_full: tooMany,
  idempotency_key_invalid: invalid(
    "Idempotency-Key",
    "The Idempotency-Key must be 1 to 255 visible ASCII characters.",
  ),
  idempotency_in_flight: error(409, "A request with this Idempotency-Key is still in progress"),
  idempotency_key_reused: invalid(
    "Idempotency-Key",
    "The Idempotency-Key was used with another request.",
  ),
  schedule_invalid: invalid("scheduled_at", "The scheduled at is invalid."),
  not_cancellable: error(409, "Message can no longer be cancelled"),
  not_resolvable: error(409, "Message cannot be resolved"),
  job_not_changeable: error(409, "Campaign can no longer be changed"),
  recipient_unreachable: failedToSend,
  recipient_refused: failedToSend,
  content_refused: failedToSend,
  template_refused: failedToSend,
  credentials_refused: failedToSend,
  account_refused: failedToSend,
  provider_quota_exceeded: failedToSend,
  provider_refused: failedToSend,
  provider_busy: failedToSend,
  unavailable: error(503, "Service temporarily unavailable"),
  installation_mismatch: { ...error(503, text), given: { message: text } },
  internal: error(500, "Server Error"),
};

test.each(Object.keys(httpStatus) as ErrorCode[])("%s says exactly this", (code) => {
  const { status, given, body } = said[code];
  expect(encodeError({ code, ...given })).toEqual({ status, body });
});

test.each<[string, Failure, Record<string, string>]>([
  [
    "the gateway's own schema",
    {
      code: "field_invalid",
      message: "content.text: must not contain control characters",
      details: { field: "content.text" },
    },
    { message_body: "The message body must not contain control characters." },
  ],
  [
    "a limit of WhatsApp's",
    {
      code: "content_too_long",
      message:
        "interactive.buttons.1.title has 21 characters, and WhatsApp takes at most 20 there.",
      details: { field: "interactive.buttons.1.title", limit: 20 },
    },
    { "buttons.1.title": "The buttons.1.title may not be greater than 20 characters." },
  ],
  [
    "buttons that are alike",
    {
      code: "field_invalid",
      message: 'interactive.buttons: must differ in id, and "a" is there twice',
      details: { field: "interactive.buttons" },
    },
    { buttons: 'The buttons must differ in id, and "a" is there twice.' },
  ],
  [
    "a file of the wrong type",
    { code: "media_invalid", message: text, details: { field: "media.url" } },
    { media_url: text },
  ],
  [
    "what the contact is to keep",
    { code: "field_invalid", message: "metadata: must not exceed", details: { field: "metadata" } },
    { metadata: "The metadata must not exceed." },
  ],
])("a refusal by %s names the field as Xobito does", (_, failure, errors) => {
  const [[field, sentence] = []] = Object.entries(errors);
  expect(encodeError(failure)).toEqual({
    status: 422,
    body: {
      status: "error",
      message: "Validation failed",
      errors: { [String(field)]: [sentence] },
    },
  });
});
