// One bulk send, from its order to the last answer. The ledger is the truth: a lead is claimed before
// anything is sent, and its message has an id that follows from job and lead, so that a restart at any
// moment doubles nothing and forgets nobody. Plain TypeScript over injected verbs; the alarm drives it.
import { openTables } from "../lead/tables.ts";
import { backoff } from "../lib/backoff.ts";
import { sha256Hex } from "../lib/hmac.ts";
import { canonicalJson } from "../lib/json.ts";
import { describeError } from "../lib/log.ts";
import type { Failure } from "../model/errors.ts";
import type { JobOrder, JobRef, JobStatus, JobView } from "../model/job.ts";
import type { JobDeps } from "./deps.ts";
import { openLedger } from "./ledger.ts";
import { createListing, listEveryMs } from "./listing.ts";
import type { JobChange, Jobs } from "./port.ts";
import { askAbout } from "./questions.ts";
import { type JobRow, openRecord } from "./record.ts";
import { createRun } from "./run.ts";
import { createSpeed } from "./speed.ts";
import { jobSteps } from "./tables.ts";
import { isOver, viewOf } from "./view.ts";

/** How long a job and its report are kept once it is over. */
const keptMs = 90 * 24 * 3_600_000;
const troubleDelay = { baseMs: 2_000, maxMs: 60_000 };
/** Questions of one alarm, and of one page of results. */
const mostQuestions = 200;

/** What a job's object offers; the same as `Jobs`, for one job. */
export interface Job extends Pick<Jobs, "get" | "wait" | "pause" | "resume" | "stop" | "results"> {
  /** Records the order; the same order again is the same job. */
  start(order: JobOrder): Promise<JobChange>;
  /** Sets the alarm if there is something to do, in case the platform forgot to. */
  wake(): Promise<void>;
  /** Does what is due and sets the next alarm, whatever goes wrong in between. */
  alarm(): Promise<void>;
}

export function openJob(deps: JobDeps): Job {
  const sql = openTables(deps.sql, jobSteps);
  const record = openRecord(sql);
  const ledger = openLedger(sql);
  const speed = createSpeed();
  const parts = { deps: { ...deps, sql }, record, ledger };
  const { list, listNowAndThen } = createListing(parts);
  const run = createRun({ ...parts, speed, changed: listNowAndThen });
  /** Callers that wait for the job's end. */
  const waiting = new Set<() => void>();
  let isAtWork = false;
  let troubles = 0;

  function view(row: JobRow): JobView {
    const now = deps.clock();
    const { target } = record.order();
    const ratePerSecond = speed.perSecond(now);
    return viewOf(row, { counts: ledger.counts(), target, ratePerSecond, now });
  }

  function setStatus(status: JobStatus): void {
    sql.transaction(() => {
      record.setStatus(status, deps.clock());
      deps.wakeAt(deps.clock());
    });
    if (status !== "running") speed.end();
    if (status === "finished" || status === "stopped") for (const tell of waiting) tell();
  }

  function change(ref: JobRef, status: JobStatus): JobChange {
    const row = record.find(ref);
    if (!row) return { ok: false, failure: { code: "resource_not_found" } };
    if (row.status !== status) {
      if (isOver(row)) {
        return {
          ok: false,
          failure: { code: "job_not_changeable", details: { status: row.status } },
        };
      }
      setStatus(status);
    }
    return { ok: true, job: view(record.current() ?? row) };
  }

  /** Does what is due; gives when there is use in going on, null when the ledger alone says it. */
  async function work(row: JobRow): Promise<number | null> {
    let goOnAt = null;
    // Also of a paused or stopped job: what was handed over has a result.
    if (!isSettled(row)) goOnAt = await run(row);
    const now = deps.clock();
    await askAbout(parts, row.workspace, ledger.open(mostQuestions, now));
    const after = record.current();
    if (after?.status === "running" && isSettled(after)) setStatus("finished");
    await list();
    return goOnAt;
  }

  /** Every lead that is meant has its result. */
  const isSettled = (row: JobRow): boolean =>
    (row.complete === 1 || row.status !== "running") && turnOf(row) === null;

  /** When the next lead has its turn; null when none has. */
  const turnOf = ({ status }: JobRow): number | null => ledger.nextTurn(status === "running");

  /** When the job has to be looked at next; null when its caller has to say so. */
  function nextAlarm(row: JobRow, goOnAt: number | null, notBefore: number): number | null {
    const now = Math.max(deps.clock(), notBefore);
    const turn = isSettled(row) ? null : Math.max(turnOf(row) ?? now, goOnAt ?? now);
    const times = [
      turn,
      ledger.nextQuestion(),
      row.listed < row.version ? now + listEveryMs : null,
      row.finished_at === null ? null : row.finished_at + keptMs,
    ].filter((at) => at !== null);
    return times.length === 0 ? null : Math.max(now, Math.min(...times));
  }

  async function forget(row: JobRow): Promise<void> {
    await deps.unlist(row.workspace, row.id);
    await deps.wipe();
    sql.forget();
  }

  async function alarm(): Promise<void> {
    if (isAtWork) return;
    const row = record.current();
    if (!row) return;
    isAtWork = true;
    let goOnAt: number | null = null;
    let notBefore = 0;
    try {
      if (row.finished_at !== null && row.finished_at + keptMs <= deps.clock()) {
        return await forget(row);
      }
      goOnAt = await work(row);
      troubles = 0;
    } catch (error) {
      deps.log.error("job_held_up", {
        workspaceId: row.workspace,
        ...describeError(error),
      });
      const until = deps.clock() + backoff(++troubles, troubleDelay);
      notBefore = until;
      if (!isOver(row)) sql.transaction(() => record.setHold({ reason: "unavailable", until }));
    } finally {
      isAtWork = false;
      const after = record.current();
      const at = after && nextAlarm(after, goOnAt, notBefore);
      if (at) sql.transaction(() => deps.wakeAt(at));
    }
  }

  return {
    async start(order) {
      const fingerprint = await sha256Hex(canonicalJson(sortedIds(order)));
      const known = record.current();
      if (known && known.fingerprint !== fingerprint) return { ok: false, failure: reused };
      if (!known) {
        sql.transaction(() => {
          const now = deps.clock();
          record.create(order, fingerprint, now);
          deps.wakeAt(now);
        });
      }
      const row = record.current();
      return row ? { ok: true, job: view(row) } : { ok: false, failure: { code: "unavailable" } };
    },

    async get(ref) {
      const row = record.find(ref);
      return row && view(row);
    },

    async wait(ref, ms) {
      const row = record.find(ref);
      if (!row) return null;
      if (!isOver(row)) {
        let tell = () => {};
        const over = new Promise<void>((resolve) => {
          tell = resolve;
        });
        waiting.add(tell);
        await Promise.race([over, deps.wait(ms)]);
        waiting.delete(tell);
      }
      return view(record.find(ref) ?? row);
    },

    pause: async (ref) => change(ref, "paused"),
    resume: async (ref) => change(ref, "running"),
    stop: async (ref) => change(ref, "stopped"),

    async results(ref, query) {
      if (!record.find(ref)) return null;
      const { results } = ledger.results(query);
      const open = ledger.openAmong(results.map(({ leadId }) => leadId)).slice(0, mostQuestions);
      if (open.length > 0) await askAbout(parts, ref.workspaceId, open);
      return ledger.results(query);
    },

    // Only the alarm works: two would do the same at the same time.
    async wake() {
      const row = record.current();
      if (row && !isSettled(row)) sql.transaction(() => deps.wakeAt(deps.clock()));
    },

    alarm,
  };
}

/** The order of ids is no part of what a job is. */
function sortedIds(order: JobOrder): JobOrder {
  const { leadIds } = order.target;
  if (!leadIds) return order;
  return { ...order, target: { ...order.target, leadIds: [...new Set(leadIds)].sort() } };
}

const reused: Failure = {
  code: "idempotency_key_reused",
  message: "This id stands for another job. Use a new one for a new job.",
};
