// The messages of one stretch of a job's work: who has a turn, whom the account lets us write to, claimed
// before anything is sent, written down as the answers come.
import { backoff } from "../lib/backoff.ts";
import type { JobHold } from "../model/job.ts";
import { type Handed, handOver } from "./child.ts";
import type { JobDeps, Route } from "./deps.ts";
import type { Candidate, Ledger } from "./ledger.ts";
import { type Lease, type News, urgencyOf } from "./pacing.ts";
import type { JobRecord, JobRow } from "./record.ts";
import type { Speed } from "./speed.ts";

/** An invocation may make 1,000 calls; a message takes one, and one more when it is not simply sent. */
const mostMessages = 300;
/** Messages on their way at the same time. */
const concurrency = 50;
/** Messages that may fail with a lead because of the account: one that is never repaired ends the job. */
const mostAttempts = 5;
/** After so many broken calls a lead's message is given up: half an hour of trouble. */
const mostBreaks = 30;
export const brokenDelay = { baseMs: 2_000, maxMs: 60_000 };

export interface StretchParts {
  deps: JobDeps;
  record: JobRecord;
  ledger: Ledger;
  speed: Speed;
  /** Runs after every transaction that changed something. */
  changed(): void;
}

export function createStretch(parts: StretchParts, job: JobRow) {
  const { deps, record, ledger, speed, changed } = parts;
  const { sql, clock } = deps;
  const { workspace: workspaceId, id: jobId } = job;
  /** Messages on their way, by lead. */
  const handing = new Map<string, Promise<void>>();
  const answers: { candidate: Candidate; handed: Handed }[] = [];
  let route: Route | null = null;
  let news: News[] = [];
  const seen = { messages: 0, answered: 0, broken: 0 };

  function hold(now: JobHold | null): void {
    if ((record.current()?.hold ?? null) === (now && JSON.stringify(now))) return;
    sql.transaction(() => record.setHold(now));
    changed();
  }

  async function lease({ workflow, command }: Route, candidates: Candidate[]): Promise<Lease> {
    const leads = candidates.map(({ lead }) => lead);
    const account = workflow?.accounts[command.channel];
    // Each lead's own object says why it cannot be carried; nobody's rate is used.
    if (!account) return { granted: leads, waitMs: 0, hold: null };
    await report();
    return deps.pacingOf(account).lease({
      job: `${workspaceId}:${jobId}`,
      urgency: urgencyOf(command.messageType, command.priority),
      leads,
      limits: deps.limitsOf(account),
    });
  }

  /** Tells the account what its provider said. */
  async function report(): Promise<void> {
    const account = route?.workflow?.accounts[route.command.channel];
    const told = news;
    news = [];
    if (account && told.length > 0) {
      await deps.pacingOf(account).report(told, deps.limitsOf(account));
    }
  }

  function start(by: Route, candidate: Candidate): void {
    seen.messages++;
    const run = handOver(deps, { workspaceId, jobId }, by, candidate).then((handed) => {
      answers.push({ candidate, handed });
      handing.delete(candidate.lead);
    });
    handing.set(candidate.lead, run);
  }

  function write({ lead, attempt, breaks }: Candidate, handed: Handed, now: number): void {
    switch (handed.kind) {
      case "settled":
        ledger.settle(handed.result, now);
        break;
      case "refused":
        if (attempt < mostAttempts) ledger.renew(lead, now);
        else ledger.settle(handed.result, now);
        break;
      case "broken": {
        const again = now + backoff(breaks + 1, brokenDelay);
        if (breaks + 1 < mostBreaks) ledger.postpone(lead, again);
        else ledger.settle(handed.result, now);
        break;
      }
    }
  }

  return {
    seen,

    /** Starts what may start now; "done" when nobody has a turn and nobody is waited for. */
    async turn(): Promise<Lease | "done" | "full"> {
      const limit = Math.min(concurrency - handing.size, mostMessages - seen.messages);
      const busyWith = [...handing.keys()];
      // Of a job that was paused or stopped, only what was handed over already.
      const havingTurns = () =>
        ledger[record.current()?.status === "running" ? "next" : "left"](limit, clock(), busyWith);
      const candidates = havingTurns();
      if (candidates.length === 0) return handing.size === 0 ? "done" : "full";
      route ??= await deps.routeOf(workspaceId, record.order().command);
      const leased = await lease(route, candidates);
      const mine = havingTurns().filter(({ lead }) => leased.granted.includes(lead));
      hold(mine.length > 0 ? null : leased.hold);
      if (mine.length === 0) return leased;
      sql.transaction(() => ledger.claim(mine.map(({ lead }) => lead)));
      speed.begin(clock());
      for (const candidate of mine) start(route, candidate);
      return leased;
    },

    /** No further message may start. */
    isSpent: () => seen.messages >= mostMessages,

    isIdle: () => handing.size === 0,

    /** Resolves when every message has its answer. */
    rest: () => Promise.all(handing.values()),

    /** Writes down the answers that came, in one transaction. */
    writeDown(): void {
      const all = answers.splice(0);
      if (all.length === 0) return;
      const now = clock();
      sql.transaction(() => {
        for (const { candidate, handed } of all) write(candidate, handed, now);
        record.touch(now);
      });
      for (const { handed } of all) {
        if (handed.kind === "broken") seen.broken++;
        else seen.answered++;
        if (handed.kind !== "broken" && handed.news) news.push(handed.news);
      }
      speed.add(all.filter(({ handed }) => handed.kind === "settled").length, now);
      changed();
    },

    report,
    hold,
  };
}
