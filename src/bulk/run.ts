// One stretch of a job's work, bounded in time and in calls; the alarm begins the next one. Whatever it
// leaves claimed when it dies, the next one hands over again, under the same ids.
import { backoff } from "../lib/backoff.ts";
import { findLeads } from "./find.ts";
import type { JobRow } from "./record.ts";
import { brokenDelay, createStretch, type StretchParts } from "./stretch.ts";

/** How long a stretch begins new messages. Its last ones may take half a minute more. */
const stretchMs = 20_000;
/** At least so long between two leases: each is a call. */
const turnMs = 200;
/** A longer wait is the alarm's. */
const longestNapMs = 5_000;

/**
 * Gives what works for a while on a job, as long as it lasts: it resolves with the time (epoch ms) before
 * which there is no use in going on, null when the ledger alone says it. Throws when something of ours
 * did not answer.
 */
export function createRun(parts: StretchParts): (job: JobRow) => Promise<number | null> {
  const { clock, wait } = parts.deps;
  /** Stretches in a row in which no lead's object answered. */
  let broken = 0;

  return async (job) => {
    await findLeads(parts);
    const stretch = createStretch(parts, job);
    const until = clock() + stretchMs;
    let goOnAt: number | null = null;
    try {
      while (clock() < until && !stretch.isSpent()) {
        const turn = await stretch.turn();
        if (turn === "done") break;
        const askAt = clock() + (turn === "full" ? 0 : turn.waitMs);
        await Promise.race([stretch.rest(), wait(turnMs)]);
        stretch.writeDown();
        if (!stretch.isIdle()) continue;
        const waitMs = askAt - clock();
        if (waitMs > longestNapMs) {
          goOnAt = askAt;
          break;
        }
        if (waitMs > 0) await wait(waitMs);
      }
    } finally {
      await stretch.rest();
      stretch.writeDown();
    }
    await stretch.report();
    const { answered, broken: unanswered } = stretch.seen;
    if (answered > 0 || unanswered === 0) {
      broken = 0;
      return goOnAt;
    }
    const again = clock() + backoff(++broken, brokenDelay);
    stretch.hold({ reason: "unavailable", until: again });
    return again;
  };
}
