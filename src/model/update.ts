// What a provider tells us, in our words. One request of a provider may carry many updates; each is
// handled by itself, and one that we do not understand is an update, too.
import type { JsonObject } from "../lib/json.ts";
import type { ChatKind } from "./address.ts";
import type { Failure } from "./errors.ts";

/** Who a provider is talking about. A WhatsApp person may have a number, a user id, or both. */
export interface PersonAddress {
  /** E.164. */
  phone: string | null;
  /** WhatsApp's business-scoped user id. */
  userId: string | null;
  email: string | null;
  /** The id under which a platform without numbers knows the person. */
  chat?: { kind: ChatKind; value: string };
}

/** Something that happened to one of our messages. */
export const factNames = [
  "sent",
  "delivered",
  "read",
  "played",
  "failed",
  "delayed",
  "bounced",
  "complained",
  "suppressed",
  "opened",
  "clicked",
  "started",
  "ended",
  "missed",
  "analyzed",
] as const;
export type FactName = (typeof factNames)[number];

export interface Fact {
  name: FactName;
  /** The event's own time, epoch milliseconds. */
  at: number;
  /** Why, for `failed`, `bounced`, `suppressed` and `missed`: code, plain remedy, the provider's whole error. */
  failure: Failure | null;
  /** What else the provider said: pricing, a call's recording and transcript, the clicked link. */
  details: JsonObject;
}

/** A person wrote, tapped, reacted, shared or called. */
export interface MessageUpdate {
  kind: "message";
  /** The provider's id of our side: the phone number id on WhatsApp. */
  sender: string;
  from: PersonAddress;
  /** The same when the provider delivers twice. */
  providerMessageId: string;
  /** The event's own time, epoch milliseconds. */
  at: number;
  /** The provider's word: text, image, button, interactive, reaction, ... */
  type: string;
  /** What the person wrote or tapped, where there are words. */
  text: string | null;
  profileName: string | null;
  /** Whether it opens the 24-hour window. */
  opensWindow: boolean;
  /** The rest in our words: media, context, reaction, location, contacts, order, referral, interactive. */
  details: JsonObject;
}

/** What became of one of our messages. */
export interface ReportUpdate {
  kind: "report";
  sender: string | null;
  /** What we gave the provider to send back; unverified. */
  correlationId: string | null;
  /** Empty with `upTo`. */
  providerMessageId: string;
  person: PersonAddress;
  fact: Fact;
  /** Instead of one message: everything that left for the person until this time, epoch milliseconds. */
  upTo?: number;
}

/** A person's number or user id changed. */
export interface AddressUpdate {
  kind: "address";
  sender: string;
  before: PersonAddress;
  after: PersonAddress;
  at: number;
}

/** A template was approved, rejected, paused, re-categorised, or its quality changed. Absent fields did not change. */
export interface TemplateUpdate {
  kind: "template";
  /** The provider's id of the account that holds the template: the WABA on WhatsApp. */
  owner: string;
  /** Empty when the provider wrote it in a way that cannot be read exactly; name and language still name it. */
  providerTemplateId: string;
  name: string;
  language: string;
  status?: string;
  category?: string;
  quality?: string;
  reason?: string;
  at: number;
}

/** The account or its number changed: quality, limits, restrictions. */
export interface AccountUpdate {
  kind: "account";
  /** The provider's id of the account: the WABA on WhatsApp. */
  owner: string;
  /** The provider's id of the one number it is about; null when it is about all of them, or does not say. */
  sender: string | null;
  /** The provider's word. */
  event: string;
  at: number;
  details: JsonObject;
}

/** A person said, in the provider's own way, that they want nothing more, or something again. */
export interface ConsentUpdate {
  kind: "consent";
  /** The provider's id of our side; null where the hook itself names it. */
  sender: string | null;
  person: PersonAddress;
  /** `all` ends every message on the account's channel, `marketing` those alone, `none` lifts both. */
  optedOut: "all" | "marketing" | "none";
  /** In a word or two: the keyword, the provider's reason. */
  reason: string;
  /** The event's own time, epoch milliseconds: of several the latest counts. */
  at: number;
}

/** Authentic, but not understood. It is kept. */
export interface UnknownUpdate {
  kind: "unknown";
  /** The provider's id of our number or account, where that much could be read. */
  sender?: string;
  reason: string;
}

export type Update =
  | MessageUpdate
  | ReportUpdate
  | AddressUpdate
  | TemplateUpdate
  | AccountUpdate
  | ConsentUpdate
  | UnknownUpdate;

/** What a provider knows of a message that we ask about. */
export type LookUp =
  | { kind: "found"; providerMessageId: string; facts: Fact[] }
  | { kind: "absent" }
  /** Nobody can say at the moment. */
  | { kind: "unavailable" };
