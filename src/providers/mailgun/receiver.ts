// What Mailgun reports about our e-mails, one event a request.
import type { Failure } from "../../model/errors.ts";
import type { Fact, FactName, Update } from "../../model/update.ts";
import { mailMeanings } from "../mail-meanings.ts";
import { mailConsent, mailReport } from "../mail-report.ts";
import { mailFailure } from "../mail-words.ts";
import type { Receiver } from "../provider.ts";
import { verify } from "./signature.ts";
import { eventSchema, type MailgunEvent } from "./webhook-schema.ts";

const meanings = mailMeanings("Mailgun");

export const receiver: Receiver = {
  signedWith: { secrets: ["webhook_signing_key"] },
  verify,
  parse: (body, now) => [parseEvent(body, now)],
  /** The hook's address and its key name the account; events name no sender that could differ. */
  concerns: () => true,
};

function parseEvent(body: unknown, now: number): Update {
  const event = eventSchema.safeParse(body).data?.["event-data"];
  const update = event && (consentOf(event, now) ?? reportOf(event, now));
  const name = event?.event ?? "without a name";
  return update ?? { kind: "unknown", reason: `Mailgun's event ${name} could not be read.` };
}

function consentOf({ event, recipient, timestamp }: MailgunEvent, now: number): Update | null {
  if (event !== "unsubscribed") return null;
  return mailConsent({ recipient, optedOut: "marketing", reason: event, at: timestamp ?? now });
}

function reportOf(event: MailgunEvent, now: number): Update | null {
  const fact = factOf(event);
  const providerMessageId = event.message?.headers["message-id"];
  if (!fact || !providerMessageId) return null;
  return mailReport({
    correlation: event["user-variables"]?.["correlation_id"],
    providerMessageId,
    recipient: event.recipient,
    fact: { at: event.timestamp ?? now, ...fact },
  });
}

const plainFacts: ReadonlyMap<string, FactName> = new Map([
  ["accepted", "sent"],
  ["delivered", "delivered"],
  ["opened", "opened"],
  ["complained", "complained"],
]);

function factOf(event: MailgunEvent): Omit<Fact, "at"> | null {
  switch (event.event) {
    case "failed":
      return failed(event);
    case "rejected":
      return { name: "failed", failure: failure(event, meanings.failedLater), details: {} };
    case "clicked":
      return {
        name: "clicked",
        failure: null,
        details: event.url === undefined ? {} : { link: event.url },
      };
    default: {
      const name = plainFacts.get(event.event);
      return name ? { name, failure: null, details: {} } : null;
    }
  }
}

/** Mailgun tries again by itself unless the failure is permanent. */
function failed(event: MailgunEvent): Omit<Fact, "at"> {
  const { severity, reason = "" } = event;
  if (severity === "temporary") return { name: "delayed", failure: null, details: {} };
  if (reason === "suppress-unsubscribe") {
    return { name: "failed", failure: failure(event, meanings.optedOut), details: {} };
  }
  if (reason.startsWith("suppress-")) {
    return { name: "suppressed", failure: failure(event, meanings.suppressed), details: {} };
  }
  // Older events have no bounce type: then `bounce` is what puts an address on Mailgun's list.
  const hard = (event["delivery-status"]?.["bounce-type"] ?? reason).match(/^(?:hard|bounce)$/);
  const meaning = hard ? meanings.noSuchMailbox : meanings.notTaken;
  return {
    name: "bounced",
    failure: failure(event, meaning),
    details: { hard: hard !== null },
  };
}

function failure(event: MailgunEvent, meaning: Parameters<typeof mailFailure>[1]): Failure {
  const { reason, reject, "delivery-status": status } = event;
  return mailFailure("mailgun", meaning, {
    code: status?.code,
    message: status?.message || status?.description || reject?.reason,
    details: reason,
  });
}
