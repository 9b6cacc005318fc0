// What a lead knows and does: accept a send in one synchronous transaction, answer it once its outcome
// is known, cancel, record what a person wrote, forget. Plain TypeScript over injected verbs.
import { describeError } from "../lib/log.ts";
import type { Account } from "../model/account.ts";
import type { Failure } from "../model/errors.ts";
import type { LeadProfile, LeadRef } from "../model/lead.ts";
import { type Plan, planSend } from "../model/policy.ts";
import { leaseMs, nextAlarm } from "./alarm.ts";
import type { LeadDeps } from "./deps.ts";
import { createDrain, unresolvedAfterMs } from "./drain.ts";
import { openMemory } from "./memory.ts";
import { openOutbox, type Row } from "./outbox.ts";
import type { CancelOutcome, Inbound, LeadPort, SendOrder, SendOutcome } from "./port.ts";
import { openTables } from "./tables.ts";
import { outcomeOf, projectionOf, viewOf } from "./view.ts";

/** How long a caller waits for the outcome before it is told "queued". */
const answerWithinMs = 25_000;
/** How many messages may wait for one lead. */
const queueLimit = 200;
/** How long a copy of the lead's profile is used without asking again. */
const profileFreshMs = 60_000;
/** How long an idempotency key is remembered at least. */
const claimKeptMs = 48 * 3_600_000;
const projectionBatch = 200;

export interface Lead extends LeadPort {
  /** Does what is due and sets the next alarm, whatever goes wrong in between. */
  alarm(): Promise<void>;
}

export function openLead(deps: LeadDeps): Lead {
  const sql = openTables(deps.sql);
  const outbox = openOutbox(sql);
  const memory = openMemory(sql);
  /** Accounts of accepted orders, until their message has left. */
  const carried = new Map<string, Account>();
  /** Callers that wait for a message's outcome. */
  const waiting = new Map<string, { ref: LeadRef; answer: (row: Row) => void }>();
  let alarmAt: number | null = null;
  /** Counts profile changes, so that a copy read before a change is not kept after it. */
  let profileChanges = 0;
  let projecting: Promise<void> | null = null;
  let projectionFailed = false;

  const { drain } = createDrain({
    deps: { ...deps, sql },
    outbox,
    memory,
    carriedAccount: (messageId) => carried.get(messageId),
    settled: (row) => {
      carried.delete(row.id);
      if (row.idempotency_key !== null) {
        const ref = { workspaceId: row.workspace, leadId: row.lead };
        memory.answerClaim(ref, row.idempotency_key, outcomeOf(row));
      }
      if (row.due_at !== null) rearm();
      waiting.get(row.id)?.answer(row);
    },
    idle: (ref) => {
      // Those behind a message that waits for its retry are told "queued" now, not after a time-out.
      for (const [id, waiter] of waiting) {
        if (waiter.ref.leadId !== ref.leadId || waiter.ref.workspaceId !== ref.workspaceId)
          continue;
        const row = outbox.byId(ref.workspaceId, id);
        if (row) waiter.answer(row);
      }
    },
  });

  const openedAt = deps.clock();
  if (outbox.hasOverdue(openedAt)) {
    sql.transaction(() => {
      outbox.interrupt(deps.boot, openedAt + leaseMs, interrupted, openedAt);
      rearm();
    });
  }

  /** Sets the alarm for what is pending, unless the one that is set is early enough. */
  function rearm(): void {
    const at = deps.clock();
    const wanted = nextAlarm({
      now: at,
      earliestDue: outbox.earliestDue(at),
      unfinished: outbox.hasOverdue(at) || outbox.hasUnprojected(),
      projectionFailed,
    });
    if (wanted === null) return;
    if (alarmAt !== null && alarmAt > at && alarmAt <= wanted) return;
    alarmAt = wanted;
    deps.wakeAt(wanted);
  }

  /** The lead's profile: our copy while it is fresh, D1's otherwise, and our copy again if D1 cannot say. */
  async function profileOf(ref: LeadRef): Promise<KnownProfile | null | "unavailable"> {
    const changes = profileChanges;
    const kept = memory.profile(ref);
    if (kept && deps.clock() - kept.loadedAt < profileFreshMs) {
      return { profile: kept.profile, keep: false };
    }
    try {
      const profile = await deps.loadProfile(ref);
      return profile && { profile, keep: changes === profileChanges };
    } catch (error) {
      deps.log.warn("profile_unavailable", { ...ref, ...describeError(error) });
      return kept ? { profile: kept.profile, keep: false } : "unavailable";
    }
  }

  /** Waits for the message's outcome, and keeps what the caller is told for repeats of its key. */
  async function answerFor(ref: LeadRef, messageId: string): Promise<SendOutcome> {
    const row = await new Promise<Row | null>((resolve) => {
      const timer = setTimeout(() => done(outbox.byId(ref.workspaceId, messageId)), answerWithinMs);
      const done = (settledRow: Row | null) => {
        clearTimeout(timer);
        waiting.delete(messageId);
        resolve(settledRow);
      };
      waiting.set(messageId, { ref, answer: done });
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
    sql.transaction(() => memory.answerClaim(ref, key, outcome));
    return outcome;
  }

  /** Phase A. Everything that decides whether the message exists happens here, without an await. */
  function accept(
    order: SendOrder,
    known: KnownProfile,
    correlationId: string,
  ): SendOutcome | "wait" {
    const { ref, messageId, command, idempotency } = order;
    if (outbox.byId(ref.workspaceId, messageId)) return "wait";
    if (idempotency) {
      const claim = memory.claim(ref, idempotency.key);
      if (claim) return replay(claim.fingerprint === idempotency.fingerprint, claim);
    }
    const at = deps.clock();
    const planned = planSend({
      command,
      profile: known.profile,
      workflow: order.workflow,
      template: order.template,
      window: (account, address) => memory.window(ref, account, address, at),
      now: at,
    });
    if (!planned.ok) return refused(planned.error);
    const plan = planned.value;
    const scheduled = plan.scheduledAt !== null;
    if (!scheduled && outbox.countWaiting(ref) >= queueLimit) {
      return refused({ code: "lead_queue_full", retryAfterSeconds: 5 });
    }
    outbox.insert(ref, {
      id: messageId,
      direction: "outbound",
      channel: command.channel,
      kind: plan.outgoing.kind,
      workflow: command.workflowId,
      account: plan.account.id,
      address: plan.to,
      needs_window: plan.needsWindow ? 1 : 0,
      preview: previewOf(plan),
      metadata: JSON.stringify(command.metadata),
      idempotency_key: idempotency?.key ?? null,
      request: deps.prepare(plan, { messageId, workspaceId: ref.workspaceId, correlationId }),
      state: scheduled ? "scheduled" : "queued",
      scheduled_at: plan.scheduledAt,
      due_at: plan.scheduledAt ?? at,
      provider_message_id: null,
      at,
    });
    if (known.keep) memory.keepProfile(ref, known.profile, at);
    if (idempotency) {
      memory.addClaim(
        ref,
        idempotency.key,
        { fingerprint: idempotency.fingerprint, messageId },
        at,
      );
    }
    if (!scheduled) carried.set(messageId, plan.account);
    rearm();
    return "wait";
  }

  function replay(
    sameRequest: boolean,
    claim: { messageId: string; answer: SendOutcome | null },
  ): SendOutcome {
    if (!sameRequest) return refused({ code: "idempotency_key_reused" });
    if (!claim.answer) return refused({ code: "idempotency_in_flight", retryAfterSeconds: 1 });
    return { ...claim.answer, replayed: true };
  }

  /** Offers D1 everything it lacks. What it does not take stays, and the alarm offers it again. */
  function project(): Promise<void> {
    projecting ??= projectAll().finally(() => {
      projecting = null;
    });
    return projecting;
  }

  async function projectAll(): Promise<void> {
    try {
      for (;;) {
        const rows = outbox.unprojected(projectionBatch);
        if (rows.length === 0) break;
        await deps.project(rows.map(projectionOf));
        sql.transaction(() => outbox.markProjected(rows));
      }
      projectionFailed = false;
    } catch (error) {
      deps.log.warn("projection_postponed", describeError(error));
      projectionFailed = true;
      rearm();
    }
  }

  return {
    async send(order) {
      const known = await profileOf(order.ref);
      if (known === "unavailable") return refused({ code: "unavailable", retryAfterSeconds: 5 });
      if (!known) return refused({ code: "lead_not_found" });
      const correlationId = await deps.correlationId(order.messageId);
      const accepted = sql.transaction(() => accept(order, known, correlationId));
      const outcome = accepted === "wait" ? await answerFor(order.ref, order.messageId) : accepted;
      void project();
      return outcome;
    },

    async cancel(workspaceId, messageId): Promise<CancelOutcome> {
      const row = outbox.byId(workspaceId, messageId);
      if (row?.direction !== "outbound")
        return { ok: false, failure: { code: "message_not_found" } };
      if (row.state === "cancelled") return { ok: true, messageId };
      if (row.state !== "scheduled") {
        const { status } = viewOf(row);
        return { ok: false, failure: { code: "not_cancellable", details: { status } } };
      }
      sql.transaction(() => {
        outbox.end(row, "cancelled", null, deps.clock());
        rearm();
      });
      void project();
      return { ok: true, messageId };
    },

    async message(workspaceId, messageId) {
      const row = outbox.byId(workspaceId, messageId);
      return row && viewOf(row);
    },

    async receive(ref, inbound) {
      const recorded = sql.transaction(() => record(ref, inbound));
      void project();
      return recorded;
    },

    async profileChanged(ref) {
      profileChanges++;
      if (memory.profile(ref)) sql.transaction(() => memory.forgetProfile(ref));
    },

    async erase(ref) {
      sql.transaction(() => outbox.erase(ref));
      if (outbox.isEmpty()) await deps.wipe();
    },

    async alarm() {
      alarmAt = null;
      try {
        const at = deps.clock();
        sql.transaction(() => {
          outbox.release(at);
          outbox.giveUp(at - unresolvedAfterMs, at);
          memory.forgetClaims(at - claimKeptMs);
        });
        await Promise.all(outbox.leadsDue(at).map((ref) => drain(ref)));
        await project();
      } catch (error) {
        deps.log.error("alarm_failed", describeError(error));
      } finally {
        rearm();
      }
    },
  };

  function record(ref: LeadRef, inbound: Inbound): "recorded" | "duplicate" {
    const { account, from, providerMessageId } = inbound;
    if (outbox.inboundExists(ref, account.id, providerMessageId)) return "duplicate";
    const at = deps.clock();
    outbox.insert(ref, {
      id: inbound.messageId,
      direction: "inbound",
      channel: account.channel,
      kind: inbound.kind,
      workflow: null,
      account: account.id,
      address: from,
      needs_window: 0,
      preview: inbound.text,
      metadata: "{}",
      idempotency_key: null,
      request: null,
      state: "received",
      scheduled_at: null,
      due_at: null,
      provider_message_id: providerMessageId,
      at,
    });
    memory.openWindow(ref, account.id, from, { at: inbound.at, now: at });
    rearm();
    return "recorded";
  }
}

interface KnownProfile {
  profile: LeadProfile;
  /** Whether it is news that our copy should hold. */
  keep: boolean;
}

const interrupted: Failure = { code: "unavailable", details: { reason: "interrupted" } };

const refused = (failure: Failure): SendOutcome => ({
  ok: false,
  failure,
  messageId: null,
  replayed: false,
});

function previewOf({ outgoing }: Plan): string | null {
  switch (outgoing.kind) {
    case "text":
      return outgoing.text;
    case "template":
      return outgoing.name;
    case "email":
      return outgoing.text ?? outgoing.subject;
    case "call":
      return outgoing.greeting;
  }
}
