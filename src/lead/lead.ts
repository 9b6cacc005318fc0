// What a lead knows and does: accept a send in one synchronous transaction, answer it once its outcome
// is known, cancel, record what a person wrote, forget. Plain TypeScript over injected verbs.
import { describeError } from "../lib/log.ts";
import type { Account } from "../model/account.ts";
import type { Failure } from "../model/errors.ts";
import type { LeadRef } from "../model/lead.ts";
import { createAccept, refused } from "./accept.ts";
import { leaseMs } from "./alarm.ts";
import { openArchive } from "./archive.ts";
import type { LeadDeps } from "./deps.ts";
import { type Begun, createDrain } from "./drain.ts";
import { openFacts } from "./facts.ts";
import { createFollowUp, nextReportCheck, unresolvedAfterMs } from "./follow-up.ts";
import { createIncoming } from "./incoming.ts";
import { openMemory } from "./memory.ts";
import { openOutbox } from "./outbox.ts";
import type { CancelOutcome, LeadPort, Resolution, SendOrder, SendOutcome } from "./port.ts";
import { createProfiles } from "./profiles.ts";
import { createProjection, outcomeMs } from "./projection.ts";
import type { OutcomeRow, Row } from "./row.ts";
import { openTables } from "./tables.ts";
import { createTogether } from "./together.ts";
import { outcomeOf, viewOf } from "./view.ts";
import { createWaking } from "./waking.ts";

/** How long a caller waits for the outcome before it is told "queued". */
const answerWithinMs = 25_000;
/** How long an idempotency key is remembered at least. */
const claimKeptMs = 48 * 3_600_000;
/** How many erased messages an object remembers: a call that broke comes again within seconds. */
const maxErased = 10_000;
/** How long a report waits for its message: providers repeat theirs for a week. */
const parkedKeptMs = 8 * 24 * 3_600_000;

export interface Lead extends LeadPort {
  /** Does what is due and sets the next alarm, whatever goes wrong in between. */
  alarm(): Promise<void>;
}

export function openLead(deps: LeadDeps): Lead {
  const { sql, rearm, ringBy, forgetAlarm } = createWaking(deps, openTables(deps.sql), (now) => ({
    earliestDue: outbox.earliestDue(now),
    unfinished: outbox.hasOverdue(now) || archive.hasUnprojected(),
    projectionFailed: hasFailed(),
  }));
  const outbox = openOutbox(sql);
  const archive = openArchive(sql);
  const memory = openMemory(sql);
  const facts = openFacts(sql);
  /** Accounts of accepted orders, until their message has left. */
  const carried = new Map<string, Account>();
  /** Callers that wait for a message's outcome. */
  const waiting = new Map<string, { ref: LeadRef; answer: (row: OutcomeRow | null) => void }>();
  /** Messages that went with their lead: a call that comes again does not make them anew. */
  const erased = new Set<string>();
  /** Questions to providers that are on their way. */
  const asking = new Set<Promise<void>>();

  const together = createTogether();
  const profiles = createProfiles({ ...deps, sql }, memory);
  const accept = createAccept(deps, outbox, memory, (ref) => isDraining(ref));
  const { project, projectSoon, measured, hasFailed } = createProjection(
    { ...deps, sql },
    archive,
    rearm,
  );
  const parts = { clock: deps.clock, outbox, memory, facts, ringBy, measured };
  const { record, take } = createIncoming(parts);
  const followUp = createFollowUp({ deps: { ...deps, sql }, outbox, facts, changed: rearm });

  const { drain, isDraining, inFlight } = createDrain({
    deps: { ...deps, sql },
    outbox,
    memory,
    facts,
    together,
    ask,
    carriedAccount: (messageId) => carried.get(messageId),
    settled: (row) => {
      carried.delete(row.id);
      if (row.idempotency_key !== null) {
        const ref = { workspaceId: row.workspace, leadId: row.lead };
        memory.answerClaim(ref, row.idempotency_key, row.id, outcomeOf(row));
      }
      if (row.due_at !== null) ringBy(row.due_at);
      waiting.get(row.id)?.answer(row);
    },
    idle: (ref) => {
      // Those behind a message that waits for its retry are told "queued" now, not after a time-out.
      for (const [id, waiter] of waiting) {
        if (waiter.ref.leadId !== ref.leadId || waiter.ref.workspaceId !== ref.workspaceId)
          continue;
        waiter.answer(outbox.byId(ref.workspaceId, id));
      }
    },
  });

  const openedAt = deps.clock();
  if (outbox.hasOverdue(openedAt)) {
    sql.transaction(() => {
      giveUpInFlight(openedAt);
      rearm();
    });
  }

  /** Nobody waits any more for the answer about what is still in flight. */
  function giveUpInFlight(at: number): void {
    const mine = { boot: deps.boot, inFlight: inFlight() };
    outbox.interrupt(mine, at + leaseMs, interrupted, at);
  }

  function ask(row: Row, account: Account): void {
    const question = followUp(row, account)
      .catch((error: unknown) =>
        deps.log.error("answer_not_kept", { messageId: row.id, ...describeError(error) }),
      )
      .finally(() => asking.delete(question));
    asking.add(question);
  }

  /** Asks for reports that should have come by now. What cannot be asked about now has its turn at the next alarm. */
  async function askForReports(at: number): Promise<void> {
    for (const row of outbox.dueReports(at)) {
      try {
        const account = await deps.loadAccount(row.workspace, row.account);
        const askable = account?.active && deps.canLookUp(account) ? account : null;
        const next = askable && nextReportCheck(row.sent_at ?? at, at);
        sql.transaction(() => {
          outbox.defer(row, next);
          rearm();
        });
        if (askable) ask(row, askable);
      } catch (error) {
        deps.log.error("reports_not_asked_for", { messageId: row.id, ...describeError(error) });
      }
    }
  }

  /** Waits for the message's outcome, and keeps what the caller is told for repeats of its key. */
  async function answerFor(
    ref: LeadRef,
    messageId: string,
    begun: Begun | null = null,
  ): Promise<SendOutcome> {
    const row = await new Promise<OutcomeRow | null>((resolve) => {
      const timer = setTimeout(() => done(outbox.byId(ref.workspaceId, messageId)), answerWithinMs);
      const done = (settledRow: OutcomeRow | null) => {
        clearTimeout(timer);
        if (waiting.get(messageId) === mine) waiting.delete(messageId);
        resolve(settledRow);
      };
      // The same call may come again while its first, or a repeat of its key, still waits.
      const earlier = waiting.get(messageId);
      const mine = {
        ref,
        answer: (settledRow: OutcomeRow | null) => {
          earlier?.answer(settledRow);
          done(settledRow);
        },
      };
      waiting.set(messageId, mine);
      if (begun) {
        void drain(ref, begun);
        return;
      }
      const current = outbox.byId(ref.workspaceId, messageId);
      if (!current || (current.state !== "queued" && current.state !== "sending")) done(current);
      else void drain(ref);
    });
    if (!row) return refused({ code: "lead_not_found" });
    const { idempotency_key: key } = row;
    if (key === null) return outcomeOf(row);
    const answered = memory.claim(ref, key)?.answer;
    if (answered) return answered;
    const outcome = outcomeOf(row);
    sql.transaction(() => memory.answerClaim(ref, key, messageId, outcome));
    return outcome;
  }

  /** Answers a repeat of a key whose first caller has no answer: it waits for it, or went with an earlier life. */
  async function answerAgain(ref: LeadRef, messageId: string): Promise<SendOutcome> {
    if (waiting.has(messageId))
      return refused({ code: "idempotency_in_flight", retryAfterSeconds: 1 });
    return { ...(await answerFor(ref, messageId)), replayed: true };
  }

  async function acceptAndSend(order: SendOrder): Promise<SendOutcome> {
    const correlationId = await deps.correlationId(order.messageId);
    await together.turn();
    // Last of all that takes time: nothing may happen to the lead between this and its use.
    const known = await profiles.profileOf(order.ref);
    if (known === "unavailable") return refused({ code: "unavailable", retryAfterSeconds: 5 });
    if (!known || erased.has(order.messageId)) return refused({ code: "lead_not_found" });
    const accepted = sql.transaction(() => {
      const decided = accept(order, known, correlationId);
      if (decided.kind === "recorded") ringBy(decided.wakeBy);
      return decided;
    });
    if (accepted.kind === "answer") return accepted.outcome;
    if (accepted.kind === "unanswered") return answerAgain(order.ref, accepted.messageId);
    const begun = accepted.kind === "recorded" ? accepted.begun : null;
    if (accepted.kind === "recorded" && accepted.account) {
      carried.set(order.messageId, accepted.account);
    }
    // Who looks after forgotten messages looks for them in the list.
    projectSoon(outcomeMs);
    const outcome = await answerFor(order.ref, order.messageId, begun);
    projectSoon();
    return outcome;
  }

  return {
    send: (order) => together.during(() => acceptAndSend(order)),

    async cancel(workspaceId, messageId): Promise<CancelOutcome> {
      const row = outbox.byId(workspaceId, messageId);
      if (row?.direction !== "outbound")
        return { ok: false, failure: { code: "message_not_found" } };
      if (row.state === "cancelled") return { ok: true, messageId };
      if (row.state !== "scheduled") {
        const { status } = viewOf(row, []);
        return { ok: false, failure: { code: "not_cancellable", details: { status } } };
      }
      sql.transaction(() => {
        outbox.end(row, "cancelled", null, deps.clock());
        rearm();
      });
      projectSoon();
      return { ok: true, messageId };
    },

    async message(workspaceId, messageId) {
      const row = outbox.byId(workspaceId, messageId);
      return row && viewOf(row, facts.of(row.id));
    },

    receive: (ref, inbound) =>
      together.during(async () => {
        await together.turn();
        const recorded = sql.transaction(() => record(ref, inbound));
        projectSoon();
        return recorded;
      }),

    report: (report, ref) =>
      together.during(async () => {
        await together.turn();
        const outcome = sql.transaction(() => take(report, ref));
        if (outcome === "recorded") projectSoon();
        return outcome;
      }),

    async resolve(workspaceId, messageId, resolution): Promise<CancelOutcome> {
      const row = outbox.byId(workspaceId, messageId);
      if (row?.direction !== "outbound")
        return { ok: false, failure: { code: "message_not_found" } };
      const isOpen = ["unknown", "unresolved", "not_sent"].includes(row.state);
      if (!isOpen || (resolution === "resend" && row.request === null)) {
        const { status } = viewOf(row, []);
        return { ok: false, failure: { code: "not_resolvable", details: { status } } };
      }
      const at = deps.clock();
      sql.transaction(() => {
        outbox.conclude(row, resolved(resolution, at), at);
        rearm();
      });
      if (resolution === "resend") void drain({ workspaceId, leadId: row.lead });
      projectSoon();
      return { ok: true, messageId };
    },

    async history(ref, query) {
      const rows = archive.history(ref, query);
      return {
        messages: rows.map((row) => viewOf(row, facts.of(row.id))),
        total: archive.countHistory(ref, query.channels),
      };
    },

    async windows(ref) {
      return memory.windows(ref, deps.clock());
    },

    async purge(ref, before) {
      sql.transaction(() => archive.purge(ref, before));
    },

    async passTime(ref, ms) {
      sql.transaction(() => memory.ageWindows(ref, ms));
    },

    async profileChanged(ref) {
      profiles.profileChanged(ref);
    },

    async erase(ref) {
      profiles.profileChanged(ref);
      for (const id of sql.transaction(() => archive.erase(ref))) erased.add(id);
      for (const oldest of erased) {
        if (erased.size <= maxErased) break;
        erased.delete(oldest);
      }
      if (!archive.isEmpty()) return;
      const wiped = deps.wipe();
      sql.forget();
      forgetAlarm();
      await wiped;
    },

    async wake() {
      if (!archive.isEmpty()) await this.alarm();
    },

    async alarm() {
      forgetAlarm();
      try {
        const at = deps.clock();
        sql.transaction(() => {
          giveUpInFlight(at);
          outbox.release(at);
          outbox.giveUp(at - unresolvedAfterMs, at);
          memory.forgetClaims(at - claimKeptMs);
          facts.forgetParked(at - parkedKeptMs);
        });
        await Promise.all(outbox.leadsDue(at).map((ref) => drain(ref)));
        await askForReports(at);
        await Promise.all(asking);
        await project();
      } catch (error) {
        deps.log.error("alarm_failed", describeError(error));
      } finally {
        rearm();
      }
    },
  };
}

function resolved(resolution: Resolution, now: number) {
  switch (resolution) {
    case "mark_sent":
      return { state: "sent" as const, failure: null, dueAt: null };
    case "mark_failed":
      return { state: "failed" as const, failure: markedFailed, dueAt: null };
    case "resend":
      return { state: "queued" as const, failure: null, dueAt: now };
  }
}

const markedFailed: Failure = {
  code: "provider_refused",
  message: "An operator marked this message as failed.",
};

const interrupted: Failure = { code: "unavailable", details: { reason: "interrupted" } };
