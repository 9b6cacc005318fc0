// The words of the public API, pinned to the letter: what the contract states, and what we add.
import { describe, expect, test } from "vitest";
import { encodeError, encodeReceipt } from "../../../src/dialects/public/encode.ts";
import type { Receipt } from "../../../src/lead/port.ts";
import { type ErrorCode, type Failure, httpStatus } from "../../../src/model/errors.ts";

const receipt = (fields: Partial<Receipt>): Receipt => ({
  messageId: "msg-uuid",
  channel: "whatsapp",
  kind: "text",
  state: "sent",
  providerMessageId: "wamid.ABC123",
  callStatus: null,
  scheduledAt: null,
  ...fields,
});
const mail = { channel: "email", kind: "email", providerMessageId: "rqe-message-id" } as const;
const phone = { channel: "call", kind: "call", providerMessageId: "call-uuid" } as const;

describe("a receipt", () => {
  test.each<[string, Partial<Receipt>, string]>([
    [
      "a text",
      {},
      '{"success":true,"channel":"whatsapp","type":"text","message_id":"msg-uuid","provider_message_id":"wamid.ABC123"}',
    ],
    [
      "a template",
      { kind: "template" },
      '{"success":true,"channel":"whatsapp","type":"template","message_id":"msg-uuid","provider_message_id":"wamid.ABC123"}',
    ],
    [
      "an e-mail",
      { ...mail, messageId: "activity-uuid" },
      '{"success":true,"channel":"email","message_id":"rqe-message-id","activity_id":"activity-uuid"}',
    ],
    [
      "a call",
      { ...phone, callStatus: "registered" },
      '{"success":true,"channel":"call","call_id":"call-uuid","call_status":"registered"}',
    ],
    [
      "a call whose status the provider did not say",
      phone,
      '{"success":true,"channel":"call","call_id":"call-uuid","call_status":"registered"}',
    ],
  ])("of %s is the contract's 200, to the byte", (_, fields, body) => {
    const wire = encodeReceipt(receipt(fields), false);
    expect(wire.status).toBe(200);
    expect(JSON.stringify(wire.body)).toBe(body);
  });

  const open = { providerMessageId: null } as const;
  test.each<[string, Partial<Receipt>, object]>([
    [
      "queued",
      { state: "queued" },
      { success: true, channel: "whatsapp", type: "text", status: "queued" },
    ],
    [
      "scheduled",
      { kind: "template", state: "scheduled", scheduledAt: Date.UTC(2026, 3, 5, 14, 30) },
      {
        success: true,
        channel: "whatsapp",
        type: "template",
        status: "scheduled",
        scheduled_at: "2026-04-05T14:30:00Z",
      },
    ],
    [
      "unknown",
      { ...mail, state: "unknown" },
      { success: false, channel: "email", activity_id: "msg-uuid", status: "unknown" },
    ],
    [
      "unknown",
      { ...phone, state: "unknown" },
      { success: false, channel: "call", status: "unknown" },
    ],
  ])("of what is %s is a 202 that says where to ask", (_, fields, body) => {
    for (const retry_safe of [true, false]) {
      const wire = encodeReceipt(receipt({ ...fields, ...open }), retry_safe);
      expect(wire).toEqual({
        status: 202,
        body: {
          ...body,
          message_id: "msg-uuid",
          retry_safe,
          message: expect.stringContaining("/messages/{message_id}"),
        },
      });
    }
  });
});

interface Said {
  status: number;
  /** What goes with the code where it is raised. */
  given?: Omit<Failure, "code">;
  /** The body without `code` and `request_id`. */
  body: Record<string, unknown>;
}

const text = "Do this instead.";
const own = (status: number): Said => ({ status, given: { message: text }, body: { error: text } });
const foreign = (noun: string): Said => ({
  status: 404,
  body: { error: "Not found", message: `${noun} not found or does not belong to your account` },
});

/** Exhaustive: a new code does not compile until its words are pinned. */
const said: Record<ErrorCode, Said> = {
  body_invalid: {
    status: 400,
    body: {
      error: "Request body must be a JSON object",
      message: "Send a JSON object with Content-Type: application/json.",
    },
  },
  account_not_found: foreign("Account"),
  workspace_mismatch: foreign("Workspace"),
  content_unsupported: own(400),
  content_too_long: own(422),
  media_invalid: own(422),
  address_missing: {
    status: 400,
    given: { details: { channel: "telegram" } },
    body: {
      error: "Lead has not started the Telegram bot yet",
      message:
        "These platforms let nobody write first: the person's own message makes them known to us.",
    },
  },
  recipient_opted_out: {
    status: 400,
    given: { details: { channel: "sms", scope: "all", reason: "STOP" } },
    body: {
      error: "The recipient has opted out",
      message: "They said so by: STOP. Write to them again when they opt in.",
      scope: "all",
      reason: "STOP",
    },
  },
  job_not_changeable: {
    status: 409,
    given: { details: { status: "finished" } },
    body: { error: "Job can no longer be changed", message: "It is finished.", status: "finished" },
  },
  body_too_large: {
    status: 413,
    body: {
      error: "Request body too large",
      message: "Make the request smaller; the limits are in the documentation of this endpoint.",
    },
  },
  fields_missing: {
    status: 400,
    body: { error: "lead_id, workflow_id, and channel are required" },
  },
  field_invalid: {
    status: 400,
    given: { message: "subject: must be a single line", details: { field: "subject" } },
    body: {
      error: "Validation error",
      message: "subject: must be a single line",
      field: "subject",
    },
  },
  channel_invalid: {
    status: 400,
    body: {
      error: "channel must be 'whatsapp', 'email', or 'call'",
      message: "Accepted channels: whatsapp, email, call, sms, messenger, instagram, telegram.",
    },
  },
  route_not_found: {
    status: 404,
    body: { error: "Not found", message: "There is no such endpoint." },
  },
  method_not_allowed: {
    status: 405,
    body: { error: "Method not allowed", message: "Use the method named in the Allow header." },
  },
  key_missing: {
    status: 401,
    body: {
      error: "Missing API key",
      message: "Please provide your API key in the X-API-Key header",
    },
  },
  key_invalid: {
    status: 401,
    body: { error: "Invalid API key", message: "The provided API key is not valid" },
  },
  scope_missing: {
    status: 403,
    given: { message: text, details: { scope: "messages.send" } },
    body: { error: "Forbidden", message: text, scope: "messages.send" },
  },
  rate_limited: {
    status: 429,
    given: { retryAfterSeconds: 7 },
    body: {
      error: "Too many requests",
      message: "Wait for retry_after seconds, then go on more slowly; see the RateLimit fields.",
      retry_after: 7,
    },
  },
  lead_not_found: foreign("Lead"),
  workflow_not_found: foreign("Workflow"),
  message_not_found: foreign("Message"),
  resource_not_found: foreign("Resource"),
  conflict: {
    status: 409,
    given: { message: text },
    body: { error: "Conflict", message: text },
  },
  content_missing: {
    status: 400,
    given: { details: { channel: "whatsapp" } },
    body: { error: "content or template_id is required for whatsapp" },
  },
  phone_missing: { status: 400, body: { error: "Lead has no phone number" } },
  email_missing: { status: 400, body: { error: "Lead has no email" } },
  email_suppressed: {
    status: 400,
    given: { details: { reason: "bounced" } },
    body: {
      error: "This e-mail address does not accept mail any more",
      message:
        "It was marked after: bounced. Give the lead another address, or have an operator lift the mark.",
      reason: "bounced",
    },
  },
  account_missing: {
    status: 400,
    given: { details: { channel: "email" } },
    body: { error: "No email sender configured for this workflow" },
  },
  template_not_found: { status: 400, body: { error: "Template not found" } },
  template_not_sendable: {
    status: 400,
    given: { message: text, details: { template_status: "PENDING" } },
    body: { error: text, template_status: "PENDING" },
  },
  template_parameters_invalid: {
    status: 400,
    given: { message: text, details: { field: "components (body)", example: [] } },
    body: { error: text, field: "components (body)", example: [] },
  },
  window_closed: {
    status: 422,
    given: { details: { last_inbound_at: "2026-04-05T14:30:00Z" } },
    body: {
      error: "whatsapp_window_expired",
      message:
        "Lead has not replied in the last 24 hours. Free-form messages cannot be sent outside the conversation window.",
      suggestion:
        "Use template_id to send an approved template message instead. See GET /templates for available templates.",
      last_inbound_at: "2026-04-05T14:30:00Z",
    },
  },
  lead_queue_full: {
    status: 429,
    given: { retryAfterSeconds: 5 },
    body: {
      error: "Too many messages are waiting for this lead",
      message: "Wait for retry_after seconds; messages of one lead leave one at a time.",
      retry_after: 5,
    },
  },
  idempotency_key_invalid: {
    status: 400,
    body: { error: "Idempotency-Key must be 1 to 255 visible ASCII characters" },
  },
  idempotency_in_flight: {
    status: 409,
    given: { retryAfterSeconds: 1 },
    body: {
      error: "A request with this Idempotency-Key is still in progress",
      message: "Repeat the same request after retry_after seconds to get its answer.",
      retry_after: 1,
    },
  },
  idempotency_key_reused: {
    status: 422,
    body: {
      error: "This Idempotency-Key was used with another request",
      message: "Use a new key for a new message; a key stands for one request to one lead.",
    },
  },
  schedule_invalid: {
    status: 400,
    body: { error: "scheduled_at must lie in the future, at most one year ahead" },
  },
  not_cancellable: {
    status: 409,
    given: { details: { status: "sent" } },
    body: {
      error: "Message can no longer be cancelled",
      message: "Only a scheduled message can be cancelled; this one is sent.",
      status: "sent",
    },
  },
  not_resolvable: {
    status: 409,
    given: { details: { status: "sent" } },
    body: {
      error: "Message cannot be resolved",
      message: "Only a message whose outcome is open can be; this one is sent.",
      status: "sent",
    },
  },
  recipient_unreachable: own(400),
  recipient_refused: own(400),
  content_refused: own(400),
  template_refused: own(400),
  credentials_refused: own(400),
  account_refused: own(400),
  provider_quota_exceeded: own(400),
  provider_refused: own(400),
  provider_busy: own(400),
  unavailable: {
    status: 503,
    given: { retryAfterSeconds: 2 },
    body: {
      error: "Service temporarily unavailable",
      message:
        "Repeat the request after retry_after seconds; if it had an Idempotency-Key, with the same one.",
      retry_after: 2,
    },
  },
  installation_mismatch: own(503),
  internal: {
    status: 500,
    body: {
      error: "Internal server error",
      message: "Report the request_id to the operator of this gateway.",
    },
  },
};

describe("a failure", () => {
  const context = { requestId: "req-1", messageId: null };

  test.each(Object.keys(httpStatus) as ErrorCode[])("%s says exactly this", (code) => {
    const { status, given, body } = said[code];
    expect(encodeError({ code, ...given }, context)).toEqual({
      status,
      body: { ...body, code, request_id: "req-1" },
    });
  });

  test.each<[ErrorCode, string, string]>([
    ["content_missing", "email", "content or html is required for email"],
    ["account_missing", "whatsapp", "No active WhatsApp channel assigned to this workflow"],
    ["account_missing", "call", "No voice agent configured for this workflow"],
  ])("%s speaks of the channel %s", (code, channel, error) => {
    const { body } = encodeError({ code, details: { channel } }, context);
    expect(body).toEqual({ error, code, request_id: "req-1" });
  });

  test("carries the provider's own words and the message it is about", () => {
    const same = { name: "meta", code: 131026, message: "Undeliverable" };
    const provider = { ...same, httpStatus: 400, traceId: "A1" };
    const failure: Failure = { code: "recipient_unreachable", message: text, provider };
    expect(encodeError(failure, { requestId: "req-1", messageId: "msg-uuid" }).body).toEqual({
      error: text,
      code: "recipient_unreachable",
      provider: { ...same, http_status: 400, trace_id: "A1" },
      message_id: "msg-uuid",
      request_id: "req-1",
    });
  });
});
