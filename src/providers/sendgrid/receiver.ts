// What SendGrid reports about our e-mails: many events in one request, each read by itself.
import type { JsonObject } from "../../lib/json.ts";
import type { Failure } from "../../model/errors.ts";
import type { Fact, FactName, Update } from "../../model/update.ts";
import { mailMeanings } from "../mail-meanings.ts";
import { mailConsent, mailReport } from "../mail-report.ts";
import { mailFailure } from "../mail-words.ts";
import type { Receiver } from "../provider.ts";
import { verify } from "./signature.ts";
import { eventSchema, type SendgridEvent } from "./webhook-schema.ts";

const meanings = mailMeanings("SendGrid");

export const receiver: Receiver = {
  signedWith: { secrets: ["webhook_public_key"] },
  verify,
  parse: (body, now) =>
    Array.isArray(body) && body.length > 0
      ? body.map((event) => parseEvent(event, now))
      : [{ kind: "unknown", reason: "SendGrid's request holds no list of events." }],
  /** The hook's address and its key name the account; events name no sender that could differ. */
  concerns: () => true,
};

function parseEvent(body: unknown, now: number): Update {
  const event = eventSchema.safeParse(body).data;
  const update = event && (consentOf(event, now) ?? reportOf(event, now));
  const name = event?.event ?? "without a name";
  return update ?? { kind: "unknown", reason: `SendGrid's event ${name} could not be read.` };
}

const consents: ReadonlyMap<string, "marketing" | "none"> = new Map([
  ["unsubscribe", "marketing"],
  ["group_unsubscribe", "marketing"],
  ["group_resubscribe", "none"],
]);

function consentOf({ event, email, timestamp }: SendgridEvent, now: number): Update | null {
  const optedOut = consents.get(event);
  if (!optedOut) return null;
  return mailConsent({ recipient: email, optedOut, reason: event, at: timestamp ?? now });
}

function reportOf(event: SendgridEvent, now: number): Update | null {
  const fact = factOf(event);
  if (!fact || event.sg_message_id === undefined) return null;
  return mailReport({
    correlation: event.correlation_id,
    providerMessageId: messageIdIn(event.sg_message_id),
    recipient: event.email,
    fact: { at: event.timestamp ?? now, ...fact },
  });
}

/**
 * SendGrid: an event's id is the one that we were given, a dot, and which of its machines handled it
 * (`.filter…`, `.recvd-…`). Ids have 22 characters without a dot today, and had dots in them before.
 */
function messageIdIn(text: string): string {
  if (/^[\w-]{22}\./.test(text)) return text.slice(0, 22);
  const end = text.search(/\.(?:filter|recvd)/);
  return end > 0 ? text.slice(0, end) : text;
}

const plainFacts: ReadonlyMap<string, FactName> = new Map([
  ["processed", "sent"],
  ["delivered", "delivered"],
  ["deferred", "delayed"],
  ["spamreport", "complained"],
]);

function factOf(event: SendgridEvent): Omit<Fact, "at"> | null {
  switch (event.event) {
    case "bounce":
      return bounced(event);
    case "dropped":
      return dropped(event);
    case "open":
      return plain("opened", event.sg_machine_open ? { machine: true } : {});
    case "click":
      return plain("clicked", event.url === undefined ? {} : { link: event.url });
    default: {
      const name = plainFacts.get(event.event);
      return name ? plain(name) : null;
    }
  }
}

const plain = (name: FactName, details: JsonObject = {}) => ({ name, failure: null, details });

/** SendGrid puts the address of a `bounce` on its suppression list, and that of a `blocked` not. */
function bounced(event: SendgridEvent): Omit<Fact, "at"> {
  const hard = event.type === "bounce";
  const meaning = hard ? meanings.noSuchMailbox : meanings.notTaken;
  return { name: "bounced", failure: failure(event, meaning), details: { hard } };
}

/** SendGrid tried nothing at all. */
function dropped(event: SendgridEvent): Omit<Fact, "at"> {
  const { reason = "" } = event;
  const fact = (name: FactName, meaning: Meaning) => ({
    name,
    failure: failure(event, meaning),
    details: {},
  });
  if (/unsubscribe/i.test(reason)) return fact("failed", meanings.optedOut);
  if (/bounced|spam report/i.test(reason)) return fact("suppressed", meanings.suppressed);
  if (/^invalid(?: address)?$/i.test(reason)) return fact("suppressed", meanings.noSuchMailbox);
  if (/quota/i.test(reason)) return fact("failed", meanings.quota);
  if (/spam content/i.test(reason)) return fact("failed", meanings.content);
  return fact("failed", meanings.failedLater);
}

type Meaning = Parameters<typeof mailFailure>[1];

const failure = ({ type, status, reason, response }: SendgridEvent, meaning: Meaning): Failure =>
  mailFailure("sendgrid", meaning, {
    code: status,
    message: reason ?? response,
    details: type,
  });
