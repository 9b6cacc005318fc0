// Mailgun: an error is a sentence and nothing else; refused keys are told so in plain text.
import type { Answer } from "../../lib/transport.ts";
import type { ProviderError } from "../../model/errors.ts";
import type { Verdict } from "../../model/failure.ts";
import { judge, type Meaning, type Wire } from "../judge.ts";
import { mailMeanings } from "../mail-meanings.ts";
import { acceptedSchema, errorSchema, type MailgunCredentials } from "./schema.ts";

const { content, sender, badAddress } = mailMeanings("Mailgun");

const domain: Meaning = {
  kind: "reject",
  code: "account_refused",
  message:
    "Mailgun does not know the account's domain. Check domain, and base_url: domains in the EU have another one.",
};

export const wire: Wire = {
  name: "mailgun",
  title: "Mailgun",
  accepted(body) {
    const accepted = acceptedSchema.safeParse(body).data;
    return accepted ? { providerMessageId: accepted.id } : null;
  },
  error: (body) => ({ message: errorSchema.safeParse(body).data?.message }),
  meaning,
};

function meaning({ httpStatus, message = "" }: ProviderError): Meaning | null {
  switch (httpStatus) {
    case 400:
      if (/^'?to'? parameter/i.test(message)) return badAddress;
      if (/^'?from'? parameter|not allowed to send|free accounts/i.test(message)) return sender;
      return message === "" ? null : content;
    case 403:
      // Mailgun, "API response codes": a key without access, unless the sentence is about the domain.
      return /domain|allowed to send|account/i.test(message) ? sender : { kind: "reauth" };
    case 404:
      return /domain not found/i.test(message) ? domain : null;
    case 413:
      return content;
    case 420:
      // Not HTTP's: a new domain has sent what it may within the hour.
      return { kind: "retry" };
    default:
      return null;
  }
}

export const verdictOf = (answer: Answer, credentials: MailgunCredentials): Verdict =>
  judge(wire, answer, credentials);
