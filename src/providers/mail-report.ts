import { toEmail } from "../model/address.ts";
import type { ConsentUpdate, Fact, PersonAddress, ReportUpdate } from "../model/update.ts";

/** One fact about one e-mail. No carrier's event names a sender that could differ from the hook's account. */
export const mailReport = (event: {
  /** Whatever stood where our own id is expected. */
  correlation: unknown;
  providerMessageId: string;
  recipient: string | undefined;
  fact: Fact;
}): ReportUpdate => ({
  kind: "report",
  sender: null,
  correlationId:
    typeof event.correlation === "string" && event.correlation.length <= 256
      ? event.correlation
      : null,
  providerMessageId: event.providerMessageId,
  person: personAt(event.recipient),
  fact: event.fact,
});

/**
 * A person left the carrier's list, or came back to it. A list is for marketing: who leaves it may still be
 * sent what they asked for. Null without a readable address.
 */
export function mailConsent(event: {
  recipient: string | undefined;
  optedOut: "marketing" | "none";
  reason: string;
  at: number;
}): ConsentUpdate | null {
  const person = personAt(event.recipient);
  if (person.email === null) return null;
  const { optedOut, reason, at } = event;
  return { kind: "consent", sender: null, person, optedOut, reason, at };
}

const personAt = (recipient: string | undefined): PersonAddress => ({
  phone: null,
  userId: null,
  email: recipient === undefined ? null : toEmail(recipient),
});
