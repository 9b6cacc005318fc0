// What becomes of a mail that a carrier took, whoever it is: when it happens, and how each carrier tells it.
import type { JsonObject } from "../lib/json.ts";
import type { Callback } from "./callback.ts";
import type { PlayedProvider } from "./faults.ts";
import { addressIn } from "./mail-address.ts";
import type { Magic } from "./player.ts";
import type { Entry } from "./state.ts";
import type { Switches } from "./switches.ts";

export type MailEvent =
  | "sent"
  | "delivered"
  | "delivery_delayed"
  | "bounced"
  | "complained"
  | "opened"
  | "clicked"
  | "failed"
  | "suppressed"
  | "unsubscribed";

/** When each comes, in milliseconds after the mail was accepted. */
const afterMs: Record<MailEvent, number> = {
  sent: 50,
  failed: 100,
  suppressed: 100,
  delivery_delayed: 100,
  delivered: 150,
  bounced: 200,
  opened: 400,
  clicked: 500,
  unsubscribed: 550,
  complained: 600,
};

/** Mails to these parts before the `@` are accepted as any other, and then this is reported. */
export const magicOutcomes: Record<string, MailEvent[]> = {
  bounced: ["sent", "bounced"],
  complained: ["sent", "delivered", "complained"],
  suppressed: ["suppressed"],
  failed: ["failed"],
  delayed: ["sent", "delivery_delayed", "delivered"],
  clicked: ["sent", "delivered", "opened", "clicked"],
};

/** How a mail to `to` goes: as its address says, else as people behave in general. */
export function courseOf(
  to: string,
  { bounce, open }: Pick<Switches, "bounce" | "open">,
): { outcome: string; events: MailEvent[] } {
  const local = localPart(to);
  const outcome = Object.hasOwn(magicOutcomes, local) ? local : bounce ? "bounced" : "delivered";
  const usual: MailEvent[] = ["sent", "delivered", ...(open ? (["opened"] as const) : [])];
  return { outcome, events: magicOutcomes[outcome] ?? usual };
}

export const localPart = (to: string): string => addressIn(to)?.split("@")[0] ?? "";
export const domainOf = (from: string): string =>
  addressIn(from)?.split("@")[1]?.toLowerCase() ?? "";

/** What to give a provider to see its refusals and outcomes, for people to read. */
export const mailMagic = (
  provider: string,
  refusals: Record<string, string>,
  outcomes = Object.keys(magicOutcomes),
): Magic[] => [
  ...Object.entries(refusals).map(([local, effect]) => ({
    provider,
    given: `${local}@…`,
    effect,
  })),
  ...outcomes.map((local) => ({
    provider,
    given: `${local}@…`,
    effect: `accepted, then ${local}`,
  })),
];

/** How one carrier reports. */
export interface MailReports {
  provider: PlayedProvider;
  /** Null for what the carrier does not report. `at` is the event's own time, epoch milliseconds. */
  body(mail: Entry, event: MailEvent, at: number): JsonObject | null;
}

/** `now` is the moment of acceptance. */
export const mailCallbacks = (
  reports: MailReports,
  mail: Entry,
  events: readonly MailEvent[],
  now: number,
): Callback[] =>
  events.flatMap((event) => mailCallback(reports, mail, event, now, afterMs[event]) ?? []);

/** It happens `delayMs` from now; null for what the carrier does not report. */
export function mailCallback(
  { provider, body }: MailReports,
  mail: Entry,
  event: MailEvent,
  now: number,
  delayMs = 0,
): Callback | null {
  const told = body(mail, event, now + delayMs);
  const from = String(mail.facts["from"]);
  return (
    told && {
      provider,
      sender: addressIn(from) ?? from,
      subject: mail.id,
      event,
      afterMs: delayMs,
      body: told,
    }
  );
}
