// What Postmark reports about our e-mails, one event a request.
import type { Fact, Update } from "../../model/update.ts";
import { mailMeanings } from "../mail-meanings.ts";
import { mailConsent, mailReport } from "../mail-report.ts";
import { mailFailure } from "../mail-words.ts";
import type { Receiver } from "../provider.ts";
import { bounceFact } from "./bounce.ts";
import { verify } from "./signature.ts";
import { eventSchema, type PostmarkEvent } from "./webhook-schema.ts";

const { suppressed } = mailMeanings("Postmark");

export const receiver: Receiver = {
  signedWith: { user: "webhook_username", secrets: ["webhook_password"] },
  verify,
  parse: (body, now) => [parseEvent(body, now)],
  /** The hook's address and its password name the account; events name no sender that could differ. */
  concerns: () => true,
};

function parseEvent(body: unknown, now: number): Update {
  const event = eventSchema.safeParse(body).data;
  const update = event && (consentOf(event, now) ?? reportOf(event, now));
  const kind = [event?.RecordType ?? "without a type", event?.Type].filter(Boolean).join(" ");
  return update ?? { kind: "unknown", reason: `Postmark's event ${kind} could not be read.` };
}

/** Why Postmark shut an address off by itself; any other reason is somebody's wish. */
const ownReasons = new Set(["HardBounce", "SpamComplaint"]);

function consentOf(event: PostmarkEvent, now: number): Update | null {
  const { RecordType, Type, SuppressSending, SuppressionReason = "", BouncedAt, ChangedAt } = event;
  const recipient = event.Recipient ?? event.Email;
  if (RecordType === "SubscriptionChange" && SuppressSending !== undefined) {
    const at = ChangedAt ?? now;
    if (!SuppressSending) {
      return mailConsent({ recipient, optedOut: "none", reason: "Reactivated", at });
    }
    if (ownReasons.has(SuppressionReason)) return null;
    const reason = SuppressionReason || "SubscriptionChange";
    return mailConsent({ recipient, optedOut: "marketing", reason, at });
  }
  // Postmark: a person's mail to the sender that asks for it comes as a bounce.
  if (RecordType === "Bounce" && (Type === "Unsubscribe" || Type === "Subscribe")) {
    const optedOut = Type === "Subscribe" ? "none" : "marketing";
    return mailConsent({ recipient, optedOut, reason: Type, at: BouncedAt ?? now });
  }
  return null;
}

function reportOf(event: PostmarkEvent, now: number): Update | null {
  const fact = factOf(event, now);
  if (!fact || !event.MessageID) return null;
  return mailReport({
    correlation: event.Metadata?.["correlation_id"],
    providerMessageId: event.MessageID,
    recipient: event.Recipient ?? event.Email,
    fact,
  });
}

function factOf(event: PostmarkEvent, now: number): Fact | null {
  const { RecordType, OriginalLink: link, SuppressionReason, SuppressSending } = event;
  const plain = { failure: null, details: {} };
  switch (RecordType) {
    case "Delivery":
      return { name: "delivered", at: event.DeliveredAt ?? now, ...plain };
    case "Open":
      return { name: "opened", at: event.ReceivedAt ?? now, ...plain };
    case "Click": {
      const details = link === undefined ? {} : { link };
      return { name: "clicked", at: event.ReceivedAt ?? now, failure: null, details };
    }
    case "SpamComplaint":
      return { name: "complained", at: event.BouncedAt ?? now, ...plain };
    case "Bounce": {
      const fact = bounceFact(event);
      return fact && { at: event.BouncedAt ?? now, ...fact };
    }
    case "SubscriptionChange": {
      if (!SuppressSending || !ownReasons.has(SuppressionReason ?? "")) return null;
      const at = event.ChangedAt ?? now;
      if (SuppressionReason === "SpamComplaint") return { name: "complained", at, ...plain };
      const failure = mailFailure("postmark", suppressed, { code: SuppressionReason });
      return { name: "suppressed", at, failure, details: {} };
    }
    default:
      return null;
  }
}
