// One row per lead: pending, claimed before anything is sent, then what became of it. Everything that a job
// shows of its progress is counted from here.
import type { Sql } from "../lead/sql.ts";
import { type JobCounts, type JobOutcome, type JobResult, noCounts } from "../model/job.ts";
import type { ResultPage, ResultQuery } from "./port.ts";

/** A lead that has no result yet. */
export interface Candidate {
  lead: string;
  /** Which message it is: a new one follows only on one that was definitely not sent. */
  attempt: number;
  /** How often its object could not be asked. */
  breaks: number;
}

/** What became of a lead. */
export interface Result {
  lead: string;
  outcome: JobOutcome;
  code: string | null;
  message: string | null;
  messageId: string | null;
  /** When to ask its object again; null when the outcome stays. Epoch ms. */
  dueAt: number | null;
}

/** A message whose outcome may still change. */
export interface Open {
  lead: string;
  outcome: JobOutcome;
  messageId: string;
  /** When the outcome was recorded first. */
  at: number;
}

export type Ledger = ReturnType<typeof openLedger>;

export function openLedger(sql: Sql) {
  const openRows = "lead, outcome, message_id AS messageId, at";

  return {
    /** Enters leads; one that is there already stays as it is. */
    enter(leads: readonly string[]): void {
      sql.all(
        `INSERT INTO ledger (lead, due_at) SELECT value, 0 FROM json_each(?) WHERE true ORDER BY value
           ON CONFLICT (lead) DO NOTHING`,
        JSON.stringify(leads),
      );
    },

    /**
     * The leads whose turn it is: those first that were claimed and left, by another life of the object or
     * by a call that broke.
     */
    next(limit: number, now: number, busyWith: readonly string[]): Candidate[] {
      const claimed = of("claimed", limit, now, busyWith);
      return [...claimed, ...of("pending", limit - claimed.length, now, busyWith)];
    },

    /** The same, but only those that were claimed already. */
    left(limit: number, now: number, busyWith: readonly string[]): Candidate[] {
      return of("claimed", limit, now, busyWith);
    },

    /** From here on the lead may have the message. */
    claim(leads: readonly string[]): void {
      sql.all(
        `UPDATE ledger SET outcome = 'claimed' WHERE lead IN (SELECT value FROM json_each(?))`,
        JSON.stringify(leads),
      );
    },

    /** What became of a lead that was claimed. */
    settle: (result: Result, now: number) => write(result, now, "'claimed'"),

    /** What is known by now of a message whose outcome was open. */
    correct: (result: Result, now: number) => write(result, now, "'queued', 'unknown'"),

    /** Its object could not say: the very same message is tried again at `dueAt`. */
    postpone(lead: string, dueAt: number): void {
      sql.all(
        `UPDATE ledger SET due_at = ?, breaks = breaks + 1 WHERE lead = ? AND outcome = 'claimed'`,
        dueAt,
        lead,
      );
    },

    /** Its message was definitely not sent, for a reason that is not the lead's: another one follows. */
    renew(lead: string, dueAt: number): void {
      sql.all(
        `UPDATE ledger SET outcome = 'pending', due_at = ?, attempt = attempt + 1
           WHERE lead = ? AND outcome = 'claimed'`,
        dueAt,
        lead,
      );
    },

    /** The message is asked about again at `dueAt`; never when that is null. */
    askAt(lead: string, dueAt: number | null): void {
      sql.all(
        `UPDATE ledger SET due_at = ? WHERE lead = ? AND outcome IN ('queued', 'unknown')`,
        dueAt,
        lead,
      );
    },

    /** Messages that are due to be asked about. */
    open(limit: number, now: number): Open[] {
      return sql.all<Open>(
        `SELECT ${openRows} FROM ledger WHERE outcome IN ('queued', 'unknown') AND due_at <= ?
           ORDER BY due_at LIMIT ?`,
        now,
        limit,
      );
    },

    /** Those of the leads whose outcome may still change. */
    openAmong(leads: readonly string[]): Open[] {
      return sql.all<Open>(
        `SELECT ${openRows} FROM ledger WHERE outcome IN ('queued', 'unknown') AND due_at IS NOT NULL
           AND lead IN (SELECT value FROM json_each(?))`,
        JSON.stringify(leads),
      );
    },

    /**
     * When the next lead has its turn; null when none has.
     *
     * @param isRunning whether also those have one to whom nothing was handed over yet
     */
    nextTurn(isRunning: boolean): number | null {
      return earliest(isRunning ? "'claimed', 'pending'" : "'claimed'");
    },

    /** When the next message is to be asked about; null when no outcome changes any more. */
    nextQuestion(): number | null {
      return earliest("'queued', 'unknown'");
    },

    counts(): JobCounts {
      const rows = sql.all<{ outcome: JobOutcome | "pending" | "claimed"; n: number }>(
        "SELECT outcome, count(*) AS n FROM ledger GROUP BY outcome",
      );
      const counts = { ...noCounts };
      for (const { outcome, n } of rows) {
        counts[outcome === "claimed" ? "pending" : outcome] += n;
        counts.total += n;
      }
      return counts;
    },

    results({ outcome, limit, after }: ResultQuery): ResultPage {
      const wanted = outcome === "pending" ? ["pending", "claimed"] : outcome ? [outcome] : null;
      const rows = sql.all<JobResult & { seq: number }>(
        `SELECT seq, lead AS leadId, CASE outcome WHEN 'claimed' THEN 'pending' ELSE outcome END AS outcome,
             code, message, message_id AS messageId, at
           FROM ledger WHERE seq > ? AND (? IS NULL OR outcome IN (SELECT value FROM json_each(?)))
           ORDER BY seq LIMIT ?`,
        after ?? 0,
        outcome,
        JSON.stringify(wanted ?? []),
        limit + 1,
      );
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      return {
        results: page.map(({ seq: _, ...result }) => result),
        next: rows.length > limit && last ? last.seq : null,
      };
    },
  };

  function write(result: Result, now: number, from: string): void {
    sql.all(
      `UPDATE ledger SET outcome = ?, due_at = ?, code = ?, message = ?, message_id = ?, at = coalesce(at, ?)
         WHERE lead = ? AND outcome IN (${from})`,
      result.outcome,
      result.dueAt,
      result.code,
      result.message,
      result.messageId,
      now,
      result.lead,
    );
  }

  function of(
    outcome: "claimed" | "pending",
    limit: number,
    now: number,
    busyWith: readonly string[],
  ): Candidate[] {
    return sql.all<Candidate>(
      `SELECT lead, attempt, breaks FROM ledger WHERE outcome = ? AND due_at <= ?
         AND lead NOT IN (SELECT value FROM json_each(?)) ORDER BY due_at, seq LIMIT ?`,
      outcome,
      now,
      JSON.stringify(busyWith),
      limit,
    );
  }

  function earliest(outcomes: string): number | null {
    const [row] = sql.all<{ at: number | null }>(
      `SELECT min(due_at) AS at FROM ledger WHERE outcome IN (${outcomes})`,
    );
    return row?.at ?? null;
  }
}
