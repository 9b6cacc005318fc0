import { expect, test } from "vitest";
import { encodeError, encodeReceipt } from "../../../src/dialects/votel/encode.ts";
import type { Receipt } from "../../../src/lead/port.ts";
import type { Account } from "../../../src/model/account.ts";
import { channels } from "../../../src/model/channel.ts";
import { type ErrorCode, type Failure, httpStatus } from "../../../src/model/errors.ts";

const account: Account = {
  id: "account-1",
  workspaceId: "workspace-1",
  environment: "live",
  provider: "sendgrid",
  channel: "email",
  name: "Sales",
  active: true,
  settings: {},
  sealed: "",
  hookId: "",
};

const receipt = (fields: Partial<Receipt> = {}): Receipt => ({
  messageId: "550e8400-e29b-41d4-a716-446655440000",
  channel: "email",
  kind: "email",
  state: "sent",
  providerMessageId: "msg_abc123",
  callStatus: null,
  scheduledAt: null,
  sentAt: Date.UTC(2025, 0, 31, 10, 30),
  ...fields,
});

test("answers as the documentation does, but for a cost that nobody knows", () => {
  expect(encodeReceipt(receipt(), { account })).toEqual({
    status: 200,
    body: {
      success: true,
      message_id: "550e8400-e29b-41d4-a716-446655440000",
      channel_used: "EMAIL",
      provider_used: "sendgrid",
      provider_message_id: "msg_abc123",
      status: "SENT",
      cost: 0,
      sent_at: "2025-01-31T10:30:00Z",
    },
  });
});

test.each<[Receipt["state"], string, boolean]>([
  ["queued", "QUEUED", true],
  ["scheduled", "QUEUED", true],
  ["unknown", "UNKNOWN", false],
])("does not call a message sent that is %s", (state, status, success) => {
  const given = receipt({ state, providerMessageId: null, sentAt: null });
  expect(encodeReceipt(given, { account })).toEqual({
    status: 202,
    body: {
      success,
      message_id: given.messageId,
      channel_used: "EMAIL",
      provider_used: "sendgrid",
      provider_message_id: null,
      status,
      cost: 0,
      sent_at: null,
      message: expect.stringContaining("Do not send it again."),
    },
  });
});

test("names every channel, and nobody where nobody is known", () => {
  const names = channels.map(
    (channel) => encodeReceipt(receipt({ channel }), { account: null }).body["channel_used"],
  );
  expect(names).toEqual([
    "WHATSAPP",
    "EMAIL",
    "CALL",
    "SMS",
    "MESSENGER",
    "INSTAGRAM_DM",
    "TELEGRAM",
  ]);
  expect(encodeReceipt(receipt(), { account: null }).body["provider_used"]).toBeNull();
  const relay: Account = { ...account, provider: "email" };
  expect(encodeReceipt(receipt(), { account: relay }).body["provider_used"]).toBe("resend");
  expect(
    encodeReceipt(receipt({ sentAt: undefined as never }), { account }).body["sent_at"],
  ).toBeNull();
});

const problem = (loc: string[], msg: string) => [
  { type: "value_error", loc, msg: `Value error, ${msg}` },
];
const content = ["body", "message_data", "content"];

/** What each code is answered with when nothing more is known. */
const answers: Record<ErrorCode, [status: number, detail: unknown]> = {
  body_invalid: [422, problem(["body"], "the body must be a JSON object")],
  body_too_large: [413, "Request body too large"],
  fields_missing: [422, problem(["body"], "a required field is missing")],
  field_invalid: [422, problem(["body"], "invalid")],
  channel_invalid: [422, problem(["body", "sender_type"], "no such channel")],
  route_not_found: [404, "Not Found"],
  method_not_allowed: [405, "Method Not Allowed"],
  key_missing: [401, "Invalid or missing API key"],
  key_invalid: [401, "Invalid or missing API key"],
  scope_missing: [403, "This API key may not do that"],
  rate_limited: [429, "Too many requests"],
  lead_not_found: [404, "Lead not found"],
  workflow_not_found: [404, "Workflow not found"],
  account_not_found: [404, "Channel not found"],
  workspace_mismatch: [404, "Tenant not found"],
  message_not_found: [404, "Message not found"],
  resource_not_found: [404, "Not found"],
  conflict: [409, "Conflict"],
  content_missing: [422, problem(content, "content is required")],
  content_unsupported: [400, "The channel cannot carry this content"],
  content_too_long: [422, problem(content, "longer than the channel allows")],
  media_invalid: [422, problem(["body", "message_data", "image_url"], "the file cannot be sent")],
  phone_missing: [400, "Lead has no phone number"],
  email_missing: [400, "Lead has no email"],
  address_missing: [400, "Lead has not written on this channel yet (message)"],
  email_suppressed: [400, "This email address does not accept mail any more"],
  recipient_opted_out: [400, "The recipient has opted out"],
  account_missing: [400, "No active message channel is configured"],
  template_not_found: [400, "Template not found"],
  template_not_sendable: [400, "Template is not approved"],
  template_parameters_invalid: [400, "Template parameters do not fit"],
  window_closed: [
    400,
    "The recipient has not written in the last 24 hours, and the platform takes no free-form message outside of that window",
  ],
  lead_queue_full: [429, "Too many messages are waiting for this lead"],
  idempotency_key_invalid: [
    422,
    problem(["header", "idempotency-key"], "must be 1 to 255 visible ASCII characters"),
  ],
  idempotency_in_flight: [409, "A request with this Idempotency-Key is still in progress"],
  idempotency_key_reused: [409, "This Idempotency-Key was used with another request"],
  schedule_invalid: [400, "The time must lie in the next year"],
  not_cancellable: [409, "Message can no longer be cancelled"],
  not_resolvable: [409, "Message cannot be resolved"],
  job_not_changeable: [409, "Job can no longer be changed"],
  recipient_unreachable: [400, "The provider cannot reach this recipient"],
  recipient_refused: [400, "The recipient does not accept this message"],
  content_refused: [400, "The provider refused the content"],
  template_refused: [400, "The provider refused the template"],
  credentials_refused: [400, "The provider refused the channel's credentials"],
  account_refused: [400, "The provider refused the channel"],
  provider_quota_exceeded: [400, "The provider's quota is used up"],
  provider_refused: [400, "The provider refused the message"],
  provider_busy: [400, "The provider stayed busy; the message was not sent"],
  unavailable: [503, "Service temporarily unavailable"],
  installation_mismatch: [503, "The gateway is not set up correctly"],
  internal: [500, "Internal Server Error"],
};

test.each(Object.keys(httpStatus) as ErrorCode[])("answers %s to the letter", (code) => {
  const [status, detail] = answers[code];
  expect(encodeError({ code })).toEqual({ status, body: { detail } });
});

test.each<[Failure, unknown]>([
  [{ code: "account_missing", details: { channel: "sms" } }, "No active SMS channel is configured"],
  [
    { code: "address_missing", details: { channel: "instagram" } },
    "Lead has not written on this channel yet (INSTAGRAM_DM)",
  ],
  [
    { code: "provider_refused", message: "The number is not on WhatsApp." },
    "The number is not on WhatsApp.",
  ],
  [
    { code: "content_too_long", message: "at most 80 characters" },
    problem(content, "at most 80 characters"),
  ],
])("tells what is known of %j", (failure, detail) => {
  expect(encodeError(failure).body).toEqual({ detail });
});
