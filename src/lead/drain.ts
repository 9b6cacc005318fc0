// Sends what is due, one message of a lead at a time, in order of acceptance. Never resends an
// ambiguous message unless its provider recognises the repeat; never lets a late answer overwrite a
// newer fact.
import { backoff } from "../lib/backoff.ts";
import { describeError, type LogFields } from "../lib/log.ts";
import { mask } from "../lib/mask.ts";
import type { Account } from "../model/account.ts";
import type { Failure } from "../model/errors.ts";
import type { Verdict } from "../model/failure.ts";
import type { LeadRef } from "../model/lead.ts";
import { windowClosed } from "../model/policy.ts";
import type { LeadDeps } from "./deps.ts";
import type { Facts } from "./facts.ts";
import { nextQuestion, nextReportCheck } from "./follow-up.ts";
import type { Memory } from "./memory.ts";
import type { Outbox } from "./outbox.ts";
import type { AttemptRow, OutcomeRow, Row, Settlement } from "./row.ts";
import type { Together } from "./together.ts";

/** Provider calls made for one message before a "not now" becomes a "no". */
const maxAttempts = 8;
const retryDelay = { baseMs: 2_000, maxMs: 120_000 };
const repeatDelay = { baseMs: 30_000, maxMs: 3_600_000 };
/** A provider that asks us to wait longer than this has refused the message. */
const maxRetryAfterMs = 15 * 60_000;

/** A message that is in flight, with what its call needs. */
export interface Begun {
  messageId: string;
  body: string;
  account: Account;
  attempt: number;
  startedAt: number;
  /** As it was when the attempt began. */
  row: AttemptRow;
}

export interface DrainParts {
  deps: LeadDeps;
  outbox: Outbox;
  memory: Memory;
  facts: Facts;
  together: Pick<Together, "turn">;
  /** Asks the provider about a message that must not be sent again; does not wait for the answer. */
  ask(row: Row, account: Account): void;
  /** The account that came with an order, so that an immediate send needs no lookup. */
  carriedAccount(messageId: string): Account | undefined;
  /** Runs inside the transaction that gave a message its new state. */
  settled(row: OutcomeRow): void;
  /** The lead has nothing more to do now. */
  idle(ref: LeadRef): void;
}

export function createDrain(parts: DrainParts) {
  const { deps, outbox, memory, facts, carriedAccount, settled, idle } = parts;
  const running = new Map<string, Promise<void>>();
  /** Messages whose provider is being called, until its answer is recorded. */
  const calling = new Set<string>();

  const nameOf = (ref: LeadRef): string => `${ref.workspaceId}:${ref.leadId}`;

  /**
   * Starts the lead's drain unless it runs already; resolves when the lead has nothing due. `first` is in
   * flight already: nobody else may begin one of the lead's meanwhile.
   */
  function drain(ref: LeadRef, first: Begun | null = null): Promise<void> {
    const name = nameOf(ref);
    const current = running.get(name);
    if (current) return current;
    let isOver = false;
    const run = (async () => {
      try {
        if (first) await call(ref, first);
        for (;;) {
          const row = outbox.next(ref, deps.clock());
          if (!row) return;
          await step(ref, row);
        }
      } catch (error) {
        // The message stays where it is; the alarm takes it up again.
        deps.log.error("drain_failed", { ...ref, ...describeError(error) });
      } finally {
        isOver = true;
        running.delete(name);
        idle(ref);
      }
    })();
    // With nothing due it is over before it could be remembered.
    if (!isOver) running.set(name, run);
    return run;
  }

  async function step(ref: LeadRef, row: Row): Promise<void> {
    const account = carriedAccount(row.id) ?? (await deps.loadAccount(row.workspace, row.account));
    const begun = deps.sql.transaction(() => begin(ref, row, account));
    if (begun === "ask") {
      if (account) parts.ask(row, account);
      return;
    }
    if (begun) await call(ref, begun);
  }

  async function call(ref: LeadRef, begun: Begun): Promise<void> {
    calling.add(begun.messageId);
    try {
      await callAndSettle(ref, begun);
    } finally {
      calling.delete(begun.messageId);
    }
  }

  async function callAndSettle(ref: LeadRef, begun: Begun): Promise<void> {
    const { row } = begun;
    const verdict = await deps.deliver(begun).catch((error: unknown): Verdict => {
      deps.log.error("deliver_threw", { messageId: row.id, ...describeError(error) });
      return { kind: "unknown", reason: "network", provider: { name: begun.account.provider } };
    });
    await parts.together.turn();
    const now = deps.clock();
    if (verdict.kind !== "accepted") {
      deps.log.warn("not_accepted", {
        ...ref,
        ...reasonOf(verdict),
        messageId: row.id,
        accountId: row.account,
        channel: row.channel,
        attempt: begun.attempt,
        durationMs: now - begun.startedAt,
        to: mask(row.address),
      });
    }
    deps.sql.transaction(() => {
      const outcome = settlement(ref, row, begun.attempt, begun.account, verdict, now);
      const after = outbox.settle(row.id, begun.attempt, outcome, now);
      if (!after) return;
      if (outcome.failure?.code === "window_closed") {
        memory.refuteWindow(ref, row.account, row.address, begun.startedAt);
      }
      settled(facts.join(after, now));
    });
  }

  /**
   * Marks the message as in flight, or ends it; null when there is nothing to do now, "ask" when all
   * that may be done about it is to ask the provider.
   */
  function begin(ref: LeadRef, row: Row, account: Account | null): Begun | "ask" | null {
    const now = deps.clock();
    if (row.state === "unknown" && !mayRepeat(row, account, now)) {
      outbox.defer(row, Math.max(nextQuestion(row, now), now + 1_000));
      return account && deps.canLookUp(account) ? "ask" : null;
    }
    const refusal = refusalAtDispatch(ref, row, account, now);
    if (refusal) {
      const ended = outbox.end(row, "failed", refusal, now);
      if (ended) settled(ended);
      return null;
    }
    if (!account || row.request === null) throw new Error("a message without account or request");
    if (!outbox.begin(row, deps.boot, now)) return null;
    const attempted = {
      first_attempt_at: row.first_attempt_at ?? now,
      attempted_at: row.state === "queued" ? now : row.attempted_at,
    };
    return {
      messageId: row.id,
      body: row.request,
      account,
      attempt: row.attempt + 1,
      startedAt: now,
      row: { ...row, ...attempted },
    };
  }

  function refusalAtDispatch(
    ref: LeadRef,
    row: Row,
    account: Account | null,
    now: number,
  ): Failure | null {
    if (row.state === "unknown") return null;
    if (!account?.active) return { code: "account_missing", details: { channel: row.channel } };
    if (!row.needs_window) return null;
    const window = memory.window(ref, row.account, row.address, now);
    return window.open ? null : windowClosed(window, row.channel);
  }

  /** Only where the provider acts once per message id, and only while it still remembers that id. */
  function mayRepeat(row: AttemptRow, account: Account | null, now: number): boolean {
    const dedupesForMs = account?.active ? deps.dedupesForMs(account) : null;
    return dedupesForMs !== null && now < (row.first_attempt_at ?? now) + dedupesForMs;
  }

  function settlement(
    ref: LeadRef,
    row: AttemptRow,
    attempt: number,
    account: Account,
    verdict: Verdict,
    now: number,
  ): Settlement {
    const reportsDueAt = deps.canLookUp(account) ? nextReportCheck(now, now) : null;
    if (verdict.kind === "accepted") {
      return {
        state: "sent",
        providerMessageId: verdict.providerMessageId,
        ...(verdict.callStatus === undefined ? {} : { callStatus: verdict.callStatus }),
        dueAt: reportsDueAt,
      };
    }
    // The provider has reported about it, so it took it, whatever became of its answer or was said to a repeat.
    const isRepeat = row.state === "unknown";
    const isAmbiguous = verdict.kind === "unknown" || verdict.kind === "retry" || isRepeat;
    if (isAmbiguous && facts.has(row.id)) return { state: "sent", dueAt: reportsDueAt };
    const failure = failureOf(verdict);
    // The first attempt may have been taken: a "no" to its repeat does not say that it was not.
    if (verdict.kind === "unknown" || isRepeat) {
      return ambiguous(row, attempt, account, failure, now);
    }
    if (verdict.kind === "retry") return later(attempt, verdict, now);
    if (failure.code === "window_closed") {
      const window = memory.window(ref, row.account, row.address, now);
      failure.details = windowClosed(window, row.channel).details ?? {};
    }
    return { state: "failed", failure, dueAt: null };
  }

  function later(
    attempt: number,
    verdict: Extract<Verdict, { kind: "retry" }>,
    now: number,
  ): Settlement {
    const failure = failureOf(verdict);
    const waitMs = Math.max(verdict.retryAfterMs ?? 0, backoff(attempt, retryDelay));
    if (attempt >= maxAttempts || waitMs > maxRetryAfterMs) {
      return { state: "failed", failure, dueAt: null };
    }
    return { state: "queued", failure, dueAt: now + waitMs };
  }

  function ambiguous(
    row: AttemptRow,
    attempt: number,
    account: Account,
    failure: Failure,
    now: number,
  ): Settlement {
    const dueAt = mayRepeat(row, account, now)
      ? now + backoff(attempt, repeatDelay)
      : nextQuestion(row, now);
    return { state: "unknown", failure, dueAt };
  }

  return {
    drain,
    isDraining: (ref: LeadRef) => running.has(nameOf(ref)),
    inFlight: () => [...calling],
  };
}

/** Our own words for it: what the provider said is in the message, which only its workspace reads. */
function reasonOf(verdict: Exclude<Verdict, { kind: "accepted" }>): LogFields {
  const { name, httpStatus } = verdict.provider;
  return {
    provider: name,
    code: verdict.kind === "unknown" ? verdict.reason : failureOf(verdict).code,
    ...(httpStatus === undefined ? {} : { status: httpStatus }),
  };
}

function failureOf(verdict: Exclude<Verdict, { kind: "accepted" }>): Failure {
  switch (verdict.kind) {
    case "reject":
    case "reauth":
      return { code: verdict.code, message: verdict.message, provider: verdict.provider };
    case "retry":
      return {
        code: "provider_busy",
        message: verdict.message,
        provider: verdict.provider,
        ...(verdict.retryAfterMs === undefined
          ? {}
          : { retryAfterSeconds: Math.ceil(verdict.retryAfterMs / 1000) }),
      };
    case "unknown":
      return {
        code: "unavailable",
        provider: verdict.provider,
        details: { reason: verdict.reason },
      };
  }
}
