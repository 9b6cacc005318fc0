// Postmark, "Bounce types": what each kind of bounce says about an e-mail and its address.
import type { Fact } from "../../model/update.ts";
import { mailMeanings } from "../mail-meanings.ts";
import { mailFailure } from "../mail-words.ts";
import type { PostmarkEvent } from "./webhook-schema.ts";

const meanings = mailMeanings("Postmark");

/** They bounce for good, whether Postmark shut the address off or not. */
const gone = new Set(["HardBounce", "BadEmailAddress"]);
const complaints = new Set(["SpamComplaint"]);
/** Postmark could not make an e-mail of it. */
const unsent = new Set(["SMTPApiError", "TemplateRenderingFailed", "InboundError"]);
/** An answer of a machine at the other end: it says nothing about the delivery. */
const silent = new Set([
  "AutoResponder",
  "AddressChange",
  "ChallengeVerification",
  "OpenRelayTest",
  "Subscribe",
  "Unsubscribe",
]);

/** Null where a bounce says nothing about the delivery. */
export function bounceFact(event: PostmarkEvent): Omit<Fact, "at"> | null {
  const { Type: type = "", Inactive: isInactive = false } = event;
  if (silent.has(type)) return null;
  if (type === "Transient") return { name: "delayed", failure: null, details: {} };
  if (complaints.has(type)) return { name: "complained", failure: null, details: {} };
  if (unsent.has(type)) {
    return { name: "failed", failure: bounceFailure(event, meanings.failedLater), details: {} };
  }
  if (type === "ManuallyDeactivated") {
    return { name: "suppressed", failure: bounceFailure(event, meanings.suppressed), details: {} };
  }
  // `Inactive` is what Postmark made of it: a soft bounce that came too often ends an address, too.
  const hard = gone.has(type) || isInactive;
  const meaning = hard ? meanings.noSuchMailbox : meanings.notTaken;
  return { name: "bounced", failure: bounceFailure(event, meaning), details: { hard } };
}

const bounceFailure = (
  { Type, Description, Details }: PostmarkEvent,
  meaning: Parameters<typeof mailFailure>[1],
) => mailFailure("postmark", meaning, { code: Type, message: Details, details: Description });
