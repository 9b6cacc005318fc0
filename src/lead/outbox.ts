// A lead object's rows in and out: all of its SQL about messages. Every write after an await is
// conditional on the state (and attempt) it assumes, so a fact that arrived meanwhile is never undone.
import type { Failure } from "../model/errors.ts";
import type { LeadRef } from "../model/lead.ts";
import type { MessageState } from "../model/message.ts";
import { columns, type NewRow, type OutcomeRow, type Row, type Settlement } from "./row.ts";
import type { Sql } from "./sql.ts";

export type Outbox = ReturnType<typeof openOutbox>;

export function openOutbox(sql: Sql) {
  const one = <T>(rows: T[]): T | null => rows[0] ?? null;
  const bump = "version = version + 1, updated_at = ?";
  /** As the index of open messages says it: only then is it used, however long the lead's history is. */
  const isOpen = "state IN ('scheduled', 'queued', 'sending', 'unknown')";
  const isRepeatDue = "(state = 'unknown' AND request IS NOT NULL AND due_at <= ?)";

  return {
    insert(ref: LeadRef, row: NewRow): void {
      const begunAt = row.begunBy === undefined ? null : row.at;
      sql.all(
        `INSERT INTO messages (workspace, lead, id, direction, channel, kind, workflow, account, address,
           needs_window, preview, metadata, idempotency_key, request, state, scheduled_at, due_at,
           provider_message_id, details, created_at, updated_at,
           attempt, boot, first_attempt_at, attempted_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ref.workspaceId,
        ref.leadId,
        row.id,
        row.direction,
        row.channel,
        row.kind,
        row.workflow,
        row.account,
        row.address,
        row.needs_window,
        row.preview,
        row.metadata,
        row.idempotency_key,
        row.request,
        row.state,
        row.scheduled_at,
        row.due_at,
        row.provider_message_id,
        row.details,
        row.at,
        row.at,
        begunAt === null ? 0 : 1,
        row.begunBy ?? null,
        begunAt,
        begunAt,
      );
    },

    byId(workspaceId: string, id: string): Row | null {
      return one(
        sql.all<Row>("SELECT * FROM messages WHERE id = ? AND workspace = ?", id, workspaceId),
      );
    },

    byProviderId(workspaceId: string, account: string, providerMessageId: string): Row | null {
      return one(
        sql.all<Row>(
          `SELECT * FROM messages WHERE account = ? AND provider_message_id = ? AND workspace = ?
             AND direction = 'outbound'`,
          account,
          providerMessageId,
          workspaceId,
        ),
      );
    },

    inboundExists(ref: LeadRef, account: string, providerMessageId: string): boolean {
      return (
        sql.all(
          `SELECT 1 FROM messages WHERE account = ? AND provider_message_id = ?
             AND workspace = ? AND lead = ? AND direction = 'inbound'`,
          account,
          providerMessageId,
          ref.workspaceId,
          ref.leadId,
        ).length > 0
      );
    },

    /** How many of the lead's messages wait to be sent now. */
    countWaiting(ref: LeadRef): number {
      const row = one(
        sql.all<{ n: number }>(
          `SELECT count(*) AS n FROM messages WHERE workspace = ? AND lead = ?
             AND ${isOpen} AND state IN ('queued', 'sending')`,
          ref.workspaceId,
          ref.leadId,
        ),
      );
      return row?.n ?? 0;
    },

    /** Whether a message of the lead is under way, or would leave before a new one. */
    isBusy(ref: LeadRef, now: number): boolean {
      return (
        sql.all(
          `SELECT 1 FROM messages WHERE workspace = ? AND lead = ?
             AND ${isOpen} AND (state IN ('queued', 'sending') OR ${isRepeatDue}) LIMIT 1`,
          ref.workspaceId,
          ref.leadId,
          now,
        ).length > 0
      );
    },

    /**
     * What the lead's drain takes next: an ambiguous message whose repeat is due, else the oldest
     * queued one if it is due. A queued message that waits for its retry holds back those behind it.
     */
    next(ref: LeadRef, now: number): Row | null {
      const first = one(
        sql.all<Row>(
          `SELECT * FROM messages WHERE workspace = ? AND lead = ?
             AND ${isOpen} AND (state = 'queued' OR ${isRepeatDue})
             ORDER BY state = 'queued', seq LIMIT 1`,
          ref.workspaceId,
          ref.leadId,
          now,
        ),
      );
      return first && (first.due_at ?? 0) <= now ? first : null;
    },

    /** Marks the message as in flight; false when it is no longer in the state that was read. */
    begin(row: Row, boot: string, now: number): boolean {
      const begun = sql.all(
        `UPDATE messages SET state = 'sending', attempt = attempt + 1, boot = ?, due_at = NULL,
           first_attempt_at = coalesce(first_attempt_at, ?),
           attempted_at = CASE WHEN state = 'queued' THEN ? ELSE attempted_at END, ${bump}
           WHERE id = ? AND state = ? AND attempt = ? RETURNING 1`,
        boot,
        now,
        now,
        now,
        row.id,
        row.state,
        row.attempt,
      );
      return begun.length > 0;
    },

    /** Records the outcome of attempt `attempt`; null when that attempt is no longer in flight. */
    settle(id: string, attempt: number, outcome: Settlement, now: number): OutcomeRow | null {
      const certain = outcome.state === "sent" || outcome.state === "failed";
      return one(
        sql.all<OutcomeRow>(
          `UPDATE messages SET state = ?, due_at = ?,
             failure = CASE WHEN failed_at IS NULL THEN ? ELSE failure END,
             provider_message_id = coalesce(?, provider_message_id),
             call_status = coalesce(?, call_status),
             sent_at = CASE WHEN ? THEN ? ELSE sent_at END,
             failed_at = CASE WHEN ? THEN coalesce(failed_at, ?) ELSE failed_at END,
             request = CASE WHEN ? THEN NULL ELSE request END, ${bump}
           WHERE id = ? AND state = 'sending' AND attempt = ? RETURNING ${columns.outcome}`,
          outcome.state,
          outcome.dueAt,
          outcome.failure ? JSON.stringify(outcome.failure) : null,
          outcome.providerMessageId ?? null,
          outcome.callStatus ?? null,
          outcome.state === "sent" ? 1 : 0,
          now,
          outcome.state === "failed" ? 1 : 0,
          now,
          certain ? 1 : 0,
          now,
          id,
          attempt,
        ),
      );
    },

    /** A person or the provider settled what was open. */
    conclude(
      row: Row,
      outcome: { state: MessageState; failure: Failure | null; dueAt: number | null },
      now: number,
    ): Row | null {
      return one(
        sql.all<Row>(
          `UPDATE messages SET state = ?, failure = ?, due_at = ?,
             sent_at = CASE WHEN ? THEN coalesce(sent_at, ?) ELSE sent_at END,
             failed_at = CASE WHEN ? THEN coalesce(failed_at, ?) ELSE failed_at END,
             request = CASE WHEN ? THEN request ELSE NULL END, ${bump}
           WHERE id = ? AND state = ? AND attempt = ? RETURNING *`,
          outcome.state,
          outcome.failure ? JSON.stringify(outcome.failure) : null,
          outcome.dueAt,
          outcome.state === "sent" ? 1 : 0,
          now,
          outcome.state === "failed" ? 1 : 0,
          now,
          outcome.state === "sent" || outcome.state === "failed" ? 0 : 1,
          now,
          row.id,
          row.state,
          row.attempt,
        ),
      );
    },

    /** Ends a message that will not be sent: refused at dispatch, or cancelled before it. */
    end(row: Row, state: "failed" | "cancelled", failure: Failure | null, now: number): Row | null {
      return one(
        sql.all<Row>(
          `UPDATE messages SET state = ?, failure = ?, request = NULL, due_at = NULL,
             failed_at = CASE WHEN ? THEN ? ELSE failed_at END, ${bump}
             WHERE id = ? AND state = ? RETURNING *`,
          state,
          failure ? JSON.stringify(failure) : null,
          state === "failed" ? 1 : 0,
          now,
          now,
          row.id,
          row.state,
        ),
      );
    },

    /**
     * Messages that were left in flight: by another life of this object, or by this one when it could not
     * write what came of them. `inFlight` are those that it is busy with. Their outcome is not known any
     * more, but who reported about one took it.
     */
    interrupt(
      { boot, inFlight }: { boot: string; inFlight: readonly string[] },
      dueAt: number,
      failure: Failure,
      now: number,
    ): void {
      const left =
        "state = 'sending' AND (boot <> ? OR id NOT IN (SELECT value FROM json_each(?)))";
      const busyWith = JSON.stringify(inFlight);
      sql.all(
        `UPDATE messages SET state = 'sent', sent_at = coalesce(sent_at, attempted_at), request = NULL,
           failure = CASE WHEN failed_at IS NULL THEN NULL ELSE failure END, due_at = ?, ${bump}
           WHERE ${left} AND id IN (SELECT message FROM facts)`,
        dueAt,
        now,
        boot,
        busyWith,
      );
      sql.all(
        `UPDATE messages SET state = 'unknown', failure = ?, due_at = ?, ${bump}
           WHERE ${left}`,
        JSON.stringify(failure),
        dueAt,
        now,
        boot,
        busyWith,
      );
    },

    /** Looks at a message again at `dueAt`, if it is still in the state that was read. */
    defer(row: Row, dueAt: number | null): void {
      sql.all(
        "UPDATE messages SET due_at = ? WHERE id = ? AND state = ?",
        dueAt,
        row.id,
        row.state,
      );
    },

    /** Sent messages whose reports are overdue. */
    dueReports(now: number): Row[] {
      return sql.all<Row>("SELECT * FROM messages WHERE state = 'sent' AND due_at <= ?", now);
    },

    /** Puts scheduled messages whose time has come into the queue. */
    release(now: number): void {
      sql.all(
        `UPDATE messages SET state = 'queued', ${bump} WHERE state = 'scheduled' AND due_at <= ?`,
        now,
        now,
      );
    },

    /** Ends the wait for ambiguous messages attempted before `before`: they stay visibly unresolved. */
    giveUp(before: number, now: number): void {
      sql.all(
        `UPDATE messages SET state = 'unresolved', due_at = NULL, ${bump}
           WHERE state = 'unknown' AND attempted_at <= ? AND due_at <= ?`,
        now,
        before,
        now,
      );
    },

    /** Leads that have something to send by now. The plus signs keep SQLite from walking through the history in order. */
    leadsDue(now: number): LeadRef[] {
      return sql.all<LeadRef>(
        `SELECT DISTINCT +workspace AS workspaceId, +lead AS leadId FROM messages
           WHERE due_at <= ? AND state IN ('queued', 'unknown')`,
        now,
      );
    },

    /** The earliest time after `now` at which a message must be looked at; null when there is none. */
    earliestDue(now: number): number | null {
      const row = one(
        sql.all<{ at: number | null }>(
          "SELECT min(due_at) AS at FROM messages WHERE due_at > ?",
          now,
        ),
      );
      return row?.at ?? null;
    },

    /** Whether a message is in flight or should already have left. */
    hasOverdue(now: number): boolean {
      return (
        sql.all("SELECT 1 FROM messages WHERE state = 'sending' OR due_at <= ? LIMIT 1", now)
          .length > 0
      );
    },
  };
}
