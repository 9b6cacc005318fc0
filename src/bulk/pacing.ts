// What a job may ask of the account whose rate it shares. Plain data: it crosses Durable Object calls.
import type { MessageType, Priority } from "../model/command.ts";
import type { JobHold } from "../model/job.ts";

export interface LeaseRequest {
  /** Names the job among all that use the account. */
  job: string;
  /** As `urgencyOf` gives it: a lower one goes first. */
  urgency: number;
  /** Whom the job would write to now, in this order. */
  leads: string[];
  /** What the account's provider takes. */
  limits: Limits;
}

export interface Limits {
  /** Messages per second of one account. */
  ratePerSecond: number;
  /** How far apart (ms) two messages to one person must be; 0 when it does not matter. */
  pairMs: number;
}

export interface Lease {
  /** Whom the job may write to at once. */
  granted: string[];
  /** When to ask for the others, in milliseconds from now. */
  waitMs: number;
  /** Why nobody is granted, unless it is the rate alone. */
  hold: JobHold | null;
}

/** What the provider said to messages of a lease. */
export type News =
  | { kind: "accepted" }
  /** It takes nothing more for now; `retryAfterMs` null when it did not say for how long. */
  | { kind: "busy"; retryAfterMs: number | null }
  /** It does not know the account's credentials (any more). */
  | { kind: "refused"; message: string };

export interface Pacing {
  lease(request: LeaseRequest): Promise<Lease>;
  report(news: News[], limits: Limits): Promise<void>;
}

const classes: readonly MessageType[] = ["TRANSACTIONAL", "NOTIFICATION", "MARKETING"];
const levels: readonly Priority[] = ["HIGH", "NORMAL", "LOW"];

/** The order in which jobs go: what was caused by the person first, what nobody asked for last. */
export const urgencyOf = (messageType?: MessageType, priority?: Priority): number =>
  classes.indexOf(messageType ?? "NOTIFICATION") * levels.length +
  levels.indexOf(priority ?? "NORMAL");
