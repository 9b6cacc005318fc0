// Asks a provider about messages whose fate is unknown, or whose reports never came. Asking changes
// nothing at the provider, so it may be repeated; what it learns is recorded like any report.
import { describeError } from "../lib/log.ts";
import type { Account } from "../model/account.ts";
import type { Fact } from "../model/update.ts";
import type { LeadDeps } from "./deps.ts";
import type { Facts } from "./facts.ts";
import type { Outbox } from "./outbox.ts";
import type { AttemptRow, Row } from "./row.ts";
import { failureOf } from "./view.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** From then on, what the provider does not know was not sent. */
const absentAfterMs = 10 * minuteMs;
/** When an unknown outcome is asked about, counted from the attempt: the later times only if nobody could say. */
const unknownAfterMs = [minuteMs / 2, 2 * minuteMs, absentAfterMs, hourMs, 4 * hourMs, 12 * hourMs];
/** When reports that did not come are asked for, counted from sending. */
const missingAfterMs = [15 * minuteMs, hourMs, 4 * hourMs, 24 * hourMs];
/** After this, an ambiguous message is left to a person. */
export const unresolvedAfterMs = 24 * hourMs;

/** Since when a message may have been on its way. */
const attemptedAt = (row: AttemptRow): number => row.attempted_at ?? row.created_at;

/** The next of `delays` after `since` that still lies ahead; null when all have passed. */
const nextOf = (delays: readonly number[], since: number, now: number): number | null =>
  delays.map((delay) => since + delay).find((at) => at > now) ?? null;

/** When to look at a message of unknown outcome again, at the latest when it is given up. */
export const nextQuestion = (row: AttemptRow, now: number): number =>
  nextOf(unknownAfterMs, attemptedAt(row), now) ?? attemptedAt(row) + unresolvedAfterMs;

/** When to ask for reports of a sent message; null when it is not asked for any more. */
export const nextReportCheck = (sentAt: number, now: number): number | null =>
  nextOf(missingAfterMs, sentAt, now);

export interface FollowUpParts {
  deps: LeadDeps;
  outbox: Outbox;
  facts: Facts;
  changed: (row: Row) => void;
}

export function createFollowUp({ deps, outbox, facts, changed }: FollowUpParts) {
  /** Asks about one message and records the answer. Rejects only when that cannot be written. */
  return async function followUp(row: Row, account: Account): Promise<void> {
    const answer = await deps.lookUp(row, account).catch((error: unknown) => {
      deps.log.error("look_up_threw", { messageId: row.id, ...describeError(error) });
      return { kind: "unavailable" as const };
    });
    const now = deps.clock();
    if (answer.kind === "unavailable") return;
    deps.sql.transaction(() => {
      const current = outbox.byId(row.workspace, row.id);
      if (!current) return;
      if (answer.kind === "found") record(current, answer, now);
      else if (current.state === "unknown" && now - attemptedAt(row) >= absentAfterMs) {
        const concluded = outbox.conclude(
          current,
          { state: "not_sent", failure: failureOf(current), dueAt: null },
          now,
        );
        if (concluded) changed(concluded);
      }
    });
  };

  function record(
    row: Row,
    found: { providerMessageId: string; facts: Fact[] },
    now: number,
  ): void {
    const accepted: Fact = { name: "sent", at: attemptedAt(row), failure: null, details: {} };
    const news = row.state === "unknown" ? [accepted, ...found.facts] : found.facts;
    let current = row;
    for (const fact of news) {
      current = facts.add(current, found.providerMessageId, fact, now) ?? current;
    }
    const sentAt = current.sent_at ?? now;
    const isOver = current.state !== "sent" || isFinished(found.facts);
    outbox.defer(current, isOver ? null : nextReportCheck(sentAt, now));
    if (current !== row) changed(current);
  }
}

/** Whether nothing more is to be expected about a call. */
export const isFinished = (facts: readonly { name: string }[]): boolean =>
  facts.some(({ name }) => name === "missed" || name === "analyzed");
