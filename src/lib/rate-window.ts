import type { Clock } from "./clock.ts";

/** What is left of a limit after one request was counted. */
export interface Quota {
  name: string;
  limit: number;
  windowSeconds: number;
  remaining: number;
  /** Seconds until the window starts anew. */
  resetSeconds: number;
  allowed: boolean;
}

const windowMs = 60_000;
const maxNames = 20_000;

/**
 * Counts requests in fixed windows of one minute, in this isolate's memory. An approximation on
 * purpose: it costs no storage call, and a deployment with many isolates allows more than the limit.
 */
export class RateWindow {
  readonly #counts = new Map<string, number>();
  readonly #clock: Clock;
  #startedAt = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts one request of `subject` against `limit` requests per minute. */
  take(name: string, subject: string, limit: number): Quota {
    const now = this.#clock();
    if (now - this.#startedAt >= windowMs || this.#counts.size > maxNames) {
      this.#counts.clear();
      this.#startedAt = now - (now % windowMs);
    }
    const entry = `${name}:${subject}`;
    const used = (this.#counts.get(entry) ?? 0) + 1;
    this.#counts.set(entry, used);
    return {
      name,
      limit,
      windowSeconds: windowMs / 1000,
      remaining: Math.max(0, limit - used),
      resetSeconds: Math.max(1, Math.ceil((this.#startedAt + windowMs - now) / 1000)),
      allowed: used <= limit,
    };
  }
}

/** The `RateLimit` and `RateLimit-Policy` fields of draft-ietf-httpapi-ratelimit-headers. */
export function rateLimitFields(quota: Quota): Record<string, string> {
  return {
    "ratelimit-policy": `"${quota.name}";q=${quota.limit};w=${quota.windowSeconds}`,
    ratelimit: `"${quota.name}";r=${quota.remaining};t=${quota.resetSeconds}`,
  };
}
