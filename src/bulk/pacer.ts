// Shares one account's rate among jobs. A bucket of tokens that refills at the provider's rate; half of it
// after the provider said "too fast", and all of it again step by step; nothing but a message a minute while
// the account's credentials are refused.
import type { Clock } from "../lib/clock.ts";
import type { JobHold } from "../model/job.ts";
import type { Lease, LeaseRequest, Limits, News } from "./pacing.ts";

/** What outlives the object: how fast the provider lets us go, and why it does not. Times in epoch ms. */
export interface PacerState {
  /** The rate that the provider's last "too fast" left us, per second; null when it never said so. */
  lowered: { ratePerSecond: number; at: number } | null;
  /** The provider asked to wait until then. */
  busyUntil: number;
  /** Set while the credentials are refused: one message is tried at `probeAt`. */
  refused: { probeAt: number; message: string } | null;
}

const untroubled: PacerState = { lowered: null, busyUntil: 0, refused: null };

/** The bucket holds what flows in within this time: a burst of more would be faster than the provider says. */
const burstSeconds = 0.25;
/** How much of the whole rate comes back per second without a "too fast". */
const recoveryPerSecond = 0.02;
const slowestShare = 1 / 64;
/** "Too fast" in answers to messages that left together counts once. */
const oneWarningMs = 1_000;
const defaultBusyMs = 1_000;
const longestBusyMs = 15 * 60_000;
const probeEveryMs = 60_000;
/** How long a job that did not get all it asked for counts as waiting, past the time when it may ask again. */
const patienceMs = 2_000;
/** When a job asks again that has to let others go first. */
const outrankedMs = 1_000;

interface Waiting {
  urgency: number;
  until: number;
}

export type Pacer = ReturnType<typeof createPacer>;

/** @param save keeps the state for the object's next life */
export function createPacer(
  { clock, save }: { clock: Clock; save(state: PacerState): void },
  stored: PacerState | null,
) {
  let state = stored ?? untroubled;
  let bucket: { tokens: number; at: number } | null = null;
  /** Leads that were granted lately, the oldest first, and when. */
  const granted = new Map<string, number>();
  const waiting = new Map<string, Waiting>();

  const change = (news: Partial<PacerState>) => {
    state = { ...state, ...news };
    save(state);
  };

  function rateAt(now: number, full: number): number {
    const { lowered } = state;
    if (!lowered) return full;
    const recovered = (full * recoveryPerSecond * (now - lowered.at)) / 1000;
    return Math.min(full, lowered.ratePerSecond + recovered);
  }

  function refill(now: number, ratePerSecond: number): { tokens: number; at: number } {
    const most = Math.max(1, ratePerSecond * burstSeconds);
    const before = bucket ?? { tokens: most, at: now };
    const flowed = (ratePerSecond * Math.max(0, now - before.at)) / 1000;
    bucket = { tokens: Math.min(most, before.tokens + flowed), at: now };
    return bucket;
  }

  /** Why nobody may write at all; null when somebody may. */
  function closed(now: number): JobHold | null {
    const { refused, busyUntil } = state;
    if (refused && now < refused.probeAt) {
      const { probeAt: until, message } = refused;
      return { reason: "credentials_refused", until, message };
    }
    return now < busyUntil ? { reason: "provider_busy", until: busyUntil } : null;
  }

  function othersWaiting(now: number, job: string): Waiting[] {
    for (const [name, { until }] of waiting) if (until <= now) waiting.delete(name);
    return [...waiting].filter(([name]) => name !== job).map(([, one]) => one);
  }

  /** Of the leads those who were not written to just now, and when the first of the others may be. */
  function apart(leads: string[], { pairMs }: Limits, now: number) {
    for (const [lead, at] of granted) {
      if (at + pairMs > now) break;
      granted.delete(lead);
    }
    const free = leads.filter((lead) => !granted.has(lead));
    const last = leads.flatMap((lead) => granted.get(lead) ?? []);
    return { free, waitMs: last.length === 0 ? 0 : Math.min(...last) + pairMs - now };
  }

  return {
    lease({ job, urgency, leads, limits }: LeaseRequest): Lease {
      const now = clock();
      const hold = closed(now);
      if (hold) return { granted: [], waitMs: hold.until - now, hold };
      const { tokens } = refill(now, rateAt(now, limits.ratePerSecond));
      const others = othersWaiting(now, job);
      if (others.some((other) => other.urgency < urgency)) {
        const until = now + outrankedMs;
        return { granted: [], waitMs: outrankedMs, hold: { reason: "outranked", until } };
      }
      const { free, waitMs: pairWaitMs } = apart(leads, limits, now);
      const equals = others.filter((other) => other.urgency === urgency).length;
      const share = state.refused ? 1 : Math.ceil(Math.floor(tokens) / (1 + equals));
      const mine = free.slice(0, share);
      if (bucket) bucket.tokens -= mine.length;
      for (const lead of mine) {
        granted.delete(lead);
        if (limits.pairMs > 0) granted.set(lead, now);
      }
      if (state.refused && mine.length > 0) {
        change({ refused: { ...state.refused, probeAt: now + probeEveryMs } });
      }
      const missing = 1 - (bucket?.tokens ?? 0);
      const tokenWaitMs =
        missing > 0 ? Math.ceil((missing * 1000) / rateAt(now, limits.ratePerSecond)) : 0;
      const isShort = mine.length < free.length;
      // Those who were written to just now hold nobody else up.
      const othersWaitMs = mine.length > 0 ? 0 : pairWaitMs;
      const waitMs = isShort ? tokenWaitMs : othersWaitMs;
      if (isShort) waiting.set(job, { urgency, until: now + waitMs + patienceMs });
      else waiting.delete(job);
      return { granted: mine, waitMs, hold: null };
    },

    report(news: News[], limits: Limits): void {
      const now = clock();
      if (state.refused && news.some(({ kind }) => kind === "accepted")) change({ refused: null });
      for (const one of news) {
        if (one.kind === "busy") slowDown(one.retryAfterMs ?? defaultBusyMs, limits, now);
        if (one.kind === "refused") {
          change({ refused: { probeAt: now + probeEveryMs, message: one.message } });
        }
      }
    },

    /** The account has other credentials now. */
    renew(): void {
      if (state.refused) change({ refused: null });
    },
  };

  function slowDown(askedMs: number, { ratePerSecond: full }: Limits, now: number): void {
    const busyUntil = Math.max(state.busyUntil, now + Math.min(askedMs, longestBusyMs));
    const { lowered } = state;
    const isOneWarning = lowered !== null && now - lowered.at < oneWarningMs;
    const ratePerSecond = Math.max(full * slowestShare, rateAt(now, full) / 2);
    change({ busyUntil, lowered: isOneWarning ? lowered : { ratePerSecond, at: now } });
  }
}
