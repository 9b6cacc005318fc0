// What the test and its provider process say to each other. The provider is a process of its own, so
// that no kill of the gateway takes its log with it; the log is what the gateway is judged by.

export type PlayedChannel = "whatsapp" | "email" | "call";

/** What the provider does with one request, once it has it. */
export type Behaviour =
  | "answers"
  | "accepts, then resets"
  | "accepts, then never answers"
  | "accepts, then answers half"
  | "accepts, then answers garbage"
  | "accepts, then fails"
  | "resets"
  | "fails"
  | "is busy"
  | "refuses";

/** One request of the gateway, as the provider saw it. */
export interface Attempt {
  /** The gateway's id of the message, as it came with the request. */
  messageId: string;
  channel: PlayedChannel;
  /** Of the person: a phone number or an address. */
  to: string;
  /** Order of arrival. */
  seq: number;
  behaviour: Behaviour;
  /** Whether it was taken: the person gets it. A repeat that the provider recognised is none. */
  accepted: boolean;
  /** The request's body, cut to what tells two of them apart. */
  digest: string;
}

/** A report that the gateway has answered 200 to. */
export interface Acknowledged {
  /** The gateway's id of the message; of what a person wrote, the provider's. */
  messageId: string;
  /** The fact's name on the message's timeline; "received" of what a person wrote. */
  fact: string;
  to: string;
}

export interface ProviderLog {
  attempts: Attempt[];
  acknowledged: Acknowledged[];
  /** Reports that still wait for their 200. */
  pending: number;
}

/** How the gateway is reached, and how each account's reports are signed. */
export interface Hooks {
  gateway: string;
  /** Path of each account's receiver, and what it signs with. */
  paths: Record<PlayedChannel, string>;
  secrets: Record<PlayedChannel, string>;
  phoneNumberId: string;
}

export interface ProviderSettings {
  seed: number;
  /** The gateway's clock: it began at `epoch` (ms) and runs `speed` times as fast as the world's. */
  epoch: number;
  speed: number;
  /** Longest delay before an answer, in milliseconds. */
  delayMs: number;
}

export type ToProvider =
  | { ask: "start"; settings: ProviderSettings }
  | { ask: "hooks"; hooks: Hooks }
  /** From now on: as it should, or as weighted. */
  | { ask: "behave"; weights: Partial<Record<Behaviour, number>> | null }
  /** Holds every answer back for `ms`. */
  | { ask: "stall"; ms: number }
  | { ask: "log" };

export type FromProvider =
  | { tell: "started"; port: number }
  | { tell: "done" }
  | { tell: "log"; log: ProviderLog }
  /** The instant at which a request has arrived, and at which a report was acknowledged. */
  | { tell: "received" | "acknowledged" };
