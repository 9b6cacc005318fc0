// What becomes of a message that Meta accepted, as its status webhooks tell it.
import type { JsonObject } from "../../lib/json.ts";
import type { Callback } from "../callback.ts";
import { type MetaRefusal, titleOf } from "./error.ts";
import { change } from "./webhook.ts";

/** Who a message went to: a number without plus, or a person who shows none. */
export type Recipient = { waId: string } | { userId: string };

export interface AcceptedMessage {
  id: string;
  phoneNumberId: string;
  recipient: Recipient;
  /** What it is billed as, in Meta's words: marketing, utility, service, ... */
  category: string;
  /** Comes back as it is; null when none was given. */
  callbackData: string | null;
  /** Meta: a reaction is only ever sent. */
  isReaction: boolean;
}

type Status = "sent" | "delivered" | "read";
const afterMs: Record<Status | "failed", number> = {
  sent: 50,
  delivered: 150,
  read: 400,
  failed: 150,
};

/** The statuses that Meta reports after `now`, the moment of acceptance. */
export function statusesOf(
  message: AcceptedMessage,
  { now, read, failsWith }: { now: number; read: boolean; failsWith: MetaRefusal["code"] | null },
): Callback[] {
  if (failsWith !== null) {
    const title = titleOf(failsWith);
    const error = { code: failsWith, title, message: title, error_data: { details: title } };
    return [statusOf(message, "failed", now + afterMs.failed, afterMs.failed, { errors: [error] })];
  }
  const all: Status[] = read ? ["sent", "delivered", "read"] : ["sent", "delivered"];
  const statuses = message.isReaction ? all.slice(0, 1) : all;
  return statuses.map((status) => {
    // Meta: the price is on `sent`, and on one of the others.
    const priced = status === "read" ? {} : { pricing: pricingOf(message.category) };
    return statusOf(message, status, now + afterMs[status], afterMs[status], priced);
  });
}

/** The person reads it at this moment. */
export const readNow = (message: AcceptedMessage, now: number): Callback =>
  statusOf(message, "read", now, 0, {});

function statusOf(
  { id, phoneNumberId, recipient, callbackData }: AcceptedMessage,
  status: Status | "failed",
  at: number,
  delayMs: number,
  more: JsonObject,
): Callback {
  const [whom, contact] =
    "waId" in recipient
      ? [{ recipient_id: recipient.waId }, { wa_id: recipient.waId }]
      : [{ recipient_user_id: recipient.userId }, { user_id: recipient.userId }];
  const reported: JsonObject = {
    id,
    status,
    timestamp: String(Math.floor(at / 1_000)),
    ...whom,
    ...(callbackData === null ? {} : { biz_opaque_callback_data: callbackData }),
    ...more,
  };
  const contacts = status === "failed" ? {} : { contacts: [contact] };
  return {
    provider: "meta",
    sender: phoneNumberId,
    subject: id,
    event: status,
    afterMs: delayMs,
    body: change(phoneNumberId, { ...contacts, statuses: [reported] }),
  };
}

/** Meta: free-form messages inside the window cost nothing. */
function pricingOf(category: string): JsonObject {
  const isService = category === "service";
  return {
    billable: !isService,
    pricing_model: "PMP",
    type: isService ? "free_customer_service" : "regular",
    category,
  };
}
