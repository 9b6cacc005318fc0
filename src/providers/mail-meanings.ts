import type { ErrorCode } from "../model/errors.ts";

/**
 * What a carrier's refusals and reports mean, in words that say what to do.
 *
 * @param title begins a sentence
 * @param there the same within a sentence
 */
export function mailMeanings(title: string, there: string = title) {
  const reject = (code: ErrorCode, message: string) => ({ kind: "reject" as const, code, message });
  return {
    content: reject(
      "content_refused",
      `${title} refused the content of this e-mail. Its own words are in provider.`,
    ),
    sender: reject(
      "account_refused",
      `${title} does not let this account send from its address. Verify the sender's domain at ${there}.`,
    ),
    quota: reject(
      "provider_quota_exceeded",
      `${title}'s quota is used up. Raise it at ${there}, or send again after it was reset.`,
    ),
    badAddress: reject(
      "recipient_refused",
      `${title} does not take this address. Correct it or use another one.`,
    ),
    suppressed: reject(
      "recipient_refused",
      `${title} sends nothing to this address: e-mail to it bounced or was reported as spam before. Use another address, or take this one off ${there}'s suppression list.`,
    ),
    optedOut: reject(
      "recipient_opted_out",
      `The person unsubscribed, and ${there} sends them nothing. Once they agreed again, take the address off ${there}'s list of unsubscribes.`,
    ),
    noSuchMailbox: reject(
      "recipient_unreachable",
      "This address takes no e-mail. Correct it or use another one.",
    ),
    notTaken: reject(
      "recipient_unreachable",
      "The recipient's mail server did not take this e-mail. Send it again later or use another address.",
    ),
    failedLater: reject(
      "provider_refused",
      `${title} took this e-mail and then could not send it. Its reason is in provider.`,
    ),
  };
}
