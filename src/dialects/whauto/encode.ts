// Receipts and failures in Whauto's words. Three shapes: what its gateway says (`message`), what its API says
// (`error`), and a message that was not sent. The texts of the first two are those of the vendor's sister
// product (help.whautomate.com, "REST API error messages"); clients compare them.
import type { Receipt } from "../../lead/port.ts";
import type { Channel } from "../../model/channel.ts";
import { type ErrorCode, type Failure, httpStatus } from "../../model/errors.ts";
import type { Wire } from "../dialect.ts";

const inDoubt =
  "The provider did not say whether it took the message, so it may have been sent. Do not send it again.";

/** Always 200: the contract knows no other answer to a message that was taken. */
export function encodeReceipt({ messageId, state }: Receipt): Wire {
  const error = state === "unknown" ? inDoubt : "";
  return { status: 200, body: { id: messageId, status: state, error } };
}

type Words = { message: string } | { error: string } | { refusal: string };
type Say = (failure: Failure) => Words;

const gateway =
  (message: string): Say =>
  () => ({ message });
const api =
  (error: string): Say =>
  () => ({ error });
/** The reason that comes with the failure, or `usual`. */
const refused =
  (usual: string): Say =>
  ({ message }) => ({ refusal: message ?? usual });

const unreached: Partial<Record<Channel, string>> = {
  messenger: "Contact has not written to the Messenger page yet",
  instagram: "Contact has not written to the Instagram account yet",
  telegram: "Contact has not started the Telegram bot yet",
};

const channelOf = ({ details }: Failure): Channel =>
  (details?.["channel"] as Channel | undefined) ?? "whatsapp";

const invalidBody = gateway("Invalid request body");
const forbidden = gateway("Forbidden");

/** What we say for each code. Exhaustive: a new code does not compile until it has words. */
const words: Record<ErrorCode, Say> = {
  body_invalid: invalidBody,
  body_too_large: gateway("Request Too Long"),
  fields_missing: api("Invalid parameters"),
  field_invalid: invalidBody,
  channel_invalid: api("Invalid parameters"),
  route_not_found: gateway("Not Found"),
  method_not_allowed: gateway("Method Not Allowed"),
  key_missing: forbidden,
  key_invalid: forbidden,
  scope_missing: forbidden,
  rate_limited: gateway("Too Many Requests"),
  lead_not_found: api("Contact not found"),
  workflow_not_found: api("Workflow not found"),
  account_not_found: api("Account not found"),
  workspace_mismatch: api("Invalid workspaceId"),
  message_not_found: api("Message not found"),
  resource_not_found: api("Record not found"),
  conflict: ({ message }) => ({ error: message ?? "Conflict" }),
  content_missing: refused("Message is empty"),
  content_unsupported: refused("The channel cannot carry this message"),
  content_too_long: refused("Message is longer than the channel allows"),
  media_invalid: refused("The file cannot be sent on this channel"),
  phone_missing: refused("Contact has no phone number"),
  email_missing: refused("Contact has no email"),
  address_missing: (failure) => ({
    refusal: unreached[channelOf(failure)] ?? "Contact has no address on this channel",
  }),
  email_suppressed: refused("Contact's email does not accept mail any more"),
  recipient_opted_out: refused("Contact has opted out"),
  account_missing: (failure) => ({
    refusal: `No active account for ${channelOf(failure)} in this workspace`,
  }),
  template_not_found: api("Template not found"),
  template_not_sendable: ({ details }) => ({
    refusal: `Template is ${String(details?.["template_status"] ?? "not approved")} at WhatsApp and cannot be sent`,
  }),
  // The example that the sentence speaks of has no place in this answer.
  template_parameters_invalid: ({ message = "Template parameters do not fit" }) => ({
    refusal: message.replace(/ See example\.$/, ""),
  }),
  window_closed: (failure) => ({
    refusal:
      channelOf(failure) === "whatsapp"
        ? "Contact has not written in the last 24 hours. Send an approved template instead."
        : "Contact has not written in the last 24 hours. Wait until they write.",
  }),
  lead_queue_full: refused("Too many messages are waiting for this contact"),
  idempotency_key_invalid: api("Idempotency-Key must be 1 to 255 visible ASCII characters"),
  idempotency_in_flight: api("A request with this Idempotency-Key is still in progress"),
  idempotency_key_reused: api("This Idempotency-Key was used with another request"),
  schedule_invalid: refused("scheduleDateTime must be an ISO 8601 time, at most one year ahead"),
  not_cancellable: api("Message can no longer be cancelled"),
  not_resolvable: api("Message cannot be resolved"),
  job_not_changeable: api("Broadcast can no longer be changed"),
  recipient_unreachable: refused("The provider cannot reach this contact"),
  recipient_refused: refused("The contact does not accept this message"),
  content_refused: refused("The provider refused the message"),
  template_refused: refused("The provider refused the template"),
  credentials_refused: refused("The provider refused the account's credentials"),
  account_refused: refused("The provider refused the account"),
  provider_quota_exceeded: refused("The provider's quota is used up"),
  provider_refused: refused("The provider refused the message"),
  provider_busy: refused("The provider stayed busy; the message was not sent"),
  unavailable: gateway("Service Unavailable"),
  installation_mismatch: gateway("Service Unavailable"),
  internal: gateway("Internal server error"),
};

/** No key is 403 here, and a message that cannot be sent is 400, whatever speaks against it. */
const statuses: Partial<Record<ErrorCode, number>> = {
  key_missing: 403,
  key_invalid: 403,
  template_not_found: 404,
  content_too_long: 400,
  media_invalid: 400,
  window_closed: 400,
};

export function encodeError(
  failure: Failure,
  { messageId }: { requestId: string; messageId: string | null },
): Wire {
  const { code } = failure;
  const said = words[code](failure);
  return {
    status: statuses[code] ?? httpStatus[code],
    body: "refusal" in said ? { id: messageId ?? "", status: "failed", error: said.refusal } : said,
  };
}
