// Every answer in the letter: clients of the original compare them.
import { describe, expect, test } from "vitest";
import { encodeError, encodeReceipt } from "../../../src/dialects/whauto/encode.ts";
import type { Receipt } from "../../../src/lead/port.ts";
import type { ErrorCode, Failure } from "../../../src/model/errors.ts";

const receipt = (state: Receipt["state"]): Receipt => ({
  messageId: "message-1",
  channel: "whatsapp",
  kind: "text",
  state,
  providerMessageId: null,
  callStatus: null,
  scheduledAt: null,
});

test.each(["sent", "queued", "scheduled"] as const)("a message that is %s is fine", (state) => {
  expect(encodeReceipt(receipt(state))).toEqual({
    status: 200,
    body: { id: "message-1", status: state, error: "" },
  });
});

test("a message in doubt is not called fine", () => {
  expect(encodeReceipt(receipt("unknown"))).toEqual({
    status: 200,
    body: {
      id: "message-1",
      status: "unknown",
      error:
        "The provider did not say whether it took the message, so it may have been sent. Do not send it again.",
    },
  });
});

const failed = (error: string) => ({ id: "", status: "failed", error });
const invalidBody = { message: "Invalid request body" };
const invalidParameters = { error: "Invalid parameters" };
const forbidden = { message: "Forbidden" };
const away = { message: "Service Unavailable" };

const answers: Record<ErrorCode, [number, object]> = {
  body_invalid: [400, invalidBody],
  body_too_large: [413, { message: "Request Too Long" }],
  fields_missing: [400, invalidParameters],
  field_invalid: [400, invalidBody],
  channel_invalid: [400, invalidParameters],
  route_not_found: [404, { message: "Not Found" }],
  method_not_allowed: [405, { message: "Method Not Allowed" }],
  key_missing: [403, forbidden],
  key_invalid: [403, forbidden],
  scope_missing: [403, forbidden],
  rate_limited: [429, { message: "Too Many Requests" }],
  lead_not_found: [404, { error: "Contact not found" }],
  workflow_not_found: [404, { error: "Workflow not found" }],
  account_not_found: [404, { error: "Account not found" }],
  workspace_mismatch: [404, { error: "Invalid workspaceId" }],
  message_not_found: [404, { error: "Message not found" }],
  resource_not_found: [404, { error: "Record not found" }],
  conflict: [409, { error: "Conflict" }],
  content_missing: [400, failed("Message is empty")],
  content_unsupported: [400, failed("The channel cannot carry this message")],
  content_too_long: [400, failed("Message is longer than the channel allows")],
  media_invalid: [400, failed("The file cannot be sent on this channel")],
  phone_missing: [400, failed("Contact has no phone number")],
  email_missing: [400, failed("Contact has no email")],
  address_missing: [400, failed("Contact has no address on this channel")],
  email_suppressed: [400, failed("Contact's email does not accept mail any more")],
  recipient_opted_out: [400, failed("Contact has opted out")],
  account_missing: [400, failed("No active account for whatsapp in this workspace")],
  template_not_found: [404, { error: "Template not found" }],
  template_not_sendable: [400, failed("Template is not approved at WhatsApp and cannot be sent")],
  template_parameters_invalid: [400, failed("Template parameters do not fit")],
  window_closed: [
    400,
    failed("Contact has not written in the last 24 hours. Send an approved template instead."),
  ],
  lead_queue_full: [429, failed("Too many messages are waiting for this contact")],
  idempotency_key_invalid: [
    400,
    { error: "Idempotency-Key must be 1 to 255 visible ASCII characters" },
  ],
  idempotency_in_flight: [
    409,
    { error: "A request with this Idempotency-Key is still in progress" },
  ],
  idempotency_key_reused: [422, { error: "This Idempotency-Key was used with another request" }],
  schedule_invalid: [
    400,
    failed("scheduleDateTime must be an ISO 8601 time, at most one year ahead"),
  ],
  not_cancellable: [409, { error: "Message can no longer be cancelled" }],
  not_resolvable: [409, { error: "Message cannot be resolved" }],
  job_not_changeable: [409, { error: "Broadcast can no longer be changed" }],
  recipient_unreachable: [400, failed("The provider cannot reach this contact")],
  recipient_refused: [400, failed("The contact does not accept this message")],
  content_refused: [400, failed("The provider refused the message")],
  template_refused: [400, failed("The provider refused the template")],
  credentials_refused: [400, failed("The provider refused the account's credentials")],
  account_refused: [400, failed("The provider refused the account")],
  provider_quota_exceeded: [400, failed("The provider's quota is used up")],
  provider_refused: [400, failed("The provider refused the message")],
  provider_busy: [400, failed("The provider stayed busy; the message was not sent")],
  unavailable: [503, away],
  installation_mismatch: [503, away],
  internal: [500, { message: "Internal server error" }],
};

const answerTo = (failure: Failure, messageId: string | null = null) =>
  encodeError(failure, { requestId: "request-1", messageId });

test.each(Object.entries(answers))("answers %s", (code, [status, body]) => {
  expect(answerTo({ code: code as ErrorCode })).toEqual({ status, body });
});

describe("a refusal", () => {
  test("gives the provider's reason, and the message that was recorded", () => {
    const message = "The number is not on WhatsApp.";
    expect(answerTo({ code: "recipient_unreachable", message }, "message-1").body).toEqual({
      id: "message-1",
      status: "failed",
      error: message,
    });
  });

  test("keeps what only the public API can follow to itself", () => {
    const message = "Template order (en): the body needs {{1}}. See example.";
    expect(answerTo({ code: "template_parameters_invalid", message }).body).toEqual(
      failed("Template order (en): the body needs {{1}}."),
    );
    const details = { template_status: "PAUSED" };
    expect(
      answerTo({ code: "template_not_sendable", message: "GET /templates", details }).body,
    ).toEqual(failed("Template is PAUSED at WhatsApp and cannot be sent"));
  });

  test.each([
    ["messenger", "Contact has not written to the Messenger page yet"],
    ["instagram", "Contact has not written to the Instagram account yet"],
    ["telegram", "Contact has not started the Telegram bot yet"],
  ])("names what is missing on %s", (channel, text) => {
    expect(answerTo({ code: "address_missing", details: { channel } }).body).toEqual(failed(text));
    expect(answerTo({ code: "account_missing", details: { channel } }).body).toEqual(
      failed(`No active account for ${channel} in this workspace`),
    );
  });

  test("offers no template where the platform has none", () => {
    expect(answerTo({ code: "window_closed", details: { channel: "messenger" } }).body).toEqual(
      failed("Contact has not written in the last 24 hours. Wait until they write."),
    );
  });
});
