// What the relay reports about our e-mails, one event a request. Its words come from strangers' mail
// servers: they are cut, kept beside ours, and decide nothing but whether a bounce is for good.
import { toEmail } from "../../model/address.ts";
import type { Failure } from "../../model/errors.ts";
import type { Fact, FactName, Update } from "../../model/update.ts";
import { mailMeanings } from "../mail-meanings.ts";
import { mailFailure } from "../mail-words.ts";
import type { Receiver } from "../provider.ts";
import { correlationTag } from "./send.ts";
import { verify } from "./signature.ts";
import { type Cause, type EmailEvent, eventNameSchema, eventSchema } from "./webhook-schema.ts";

const { suppressed, noSuchMailbox, notTaken, failedLater, quota } = mailMeanings(
  "The e-mail relay",
  "the relay",
);

export const receiver: Receiver = {
  signedWith: { secrets: ["webhook_secret"] },
  verify,
  parse: (body, now) => [parseEvent(body, now)],
  /** The hook's address and its secret name the account; events name no sender that could differ. */
  concerns: () => true,
};

function parseEvent(body: unknown, now: number): Update {
  const event = eventSchema.safeParse(body).data;
  const fact = event && factOf(event);
  if (!fact) {
    const name = eventNameSchema.safeParse(body).data?.type ?? "without a type";
    return { kind: "unknown", reason: `The relay's event ${name} could not be read as a report.` };
  }
  const { data, created_at } = event;
  return {
    kind: "report",
    sender: null,
    correlationId: correlationOf(data.tags?.[correlationTag]),
    providerMessageId: data.email_id,
    person: { phone: null, userId: null, email: data.to ? toEmail(data.to[0]) : null },
    fact: { at: created_at ?? now, ...fact },
  };
}

/** With the dot that a tag cannot carry. */
const correlationOf = (tag: unknown): string | null =>
  typeof tag === "string" && tag.length <= 256 ? tag.replace("_", ".") : null;

const plainFacts: ReadonlyMap<string, FactName> = new Map([
  ["email.sent", "sent"],
  ["email.delivered", "delivered"],
  ["email.delivery_delayed", "delayed"],
  ["email.complained", "complained"],
  ["email.opened", "opened"],
]);

function factOf({ type, data }: EmailEvent): Omit<Fact, "at"> | null {
  switch (type) {
    case "email.bounced":
      return bounced(data.bounce);
    case "email.suppressed":
      return { name: "suppressed", failure: failure(suppressed, data.suppressed), details: {} };
    case "email.failed":
      return { name: "failed", failure: failure(failedFor(data.failed), data.failed), details: {} };
    case "email.clicked": {
      const link = data.click?.link;
      return { name: "clicked", failure: null, details: link === undefined ? {} : { link } };
    }
    default: {
      const name = plainFacts.get(type);
      return name ? { name, failure: null, details: {} } : null;
    }
  }
}

function bounced(cause: Cause): Omit<Fact, "at"> {
  const { type, subType = "", message = "" } = cause ?? {};
  // Resend: an address on its suppression list is reported as a bounce, too.
  const isSuppressed = /suppress/i.test(subType || message);
  const isHard =
    type === undefined ? isSuppressed || /hard bounce/i.test(message) : /^permanent$/i.test(type);
  const meaning = isSuppressed ? suppressed : isHard ? noSuchMailbox : notTaken;
  return { name: "bounced", failure: failure(meaning, cause), details: { hard: isHard } };
}

const failedFor = (cause: Cause) => (/quota/i.test(cause?.reason ?? "") ? quota : failedLater);

const failure = (meaning: Parameters<typeof mailFailure>[1], cause: Cause): Failure =>
  mailFailure("email", meaning, {
    code: cause?.type,
    message: cause?.message ?? cause?.reason,
    details: cause?.subType,
  });
