// Callbacks that wait for their time, in the object's own SQLite, so that they survive a restart. Taking
// one leases it: two deliveries at the same moment never carry the same, and a broken one is made again.
import type { JsonObject } from "../lib/json.ts";
import type { PlannedCallback } from "./callback.ts";
import type { PlayedProvider } from "./faults.ts";
import type { Sql } from "./state.ts";

export interface QueuedCallback {
  id: number;
  webhookId: string;
  provider: PlayedProvider;
  sender: string;
  subject: string;
  event: string;
  body: string;
  /** This one included. */
  attempts: number;
}

/** The providers' own schedules, hours made seconds: milliseconds until the next try, and then no more. */
const retriesMs: Record<PlayedProvider, readonly number[]> = {
  meta: [100, 500, 2_000, 10_000, 30_000],
  email: [50, 500, 2_000, 5_000, 10_000, 20_000, 20_000],
  retell: [500, 1_000, 2_000],
  twilio: [500],
  telegram: [100, 2_000, 4_000, 8_000, 16_000],
  sendgrid: [500, 2_000, 5_000, 10_000, 20_000],
  postmark: [1_000, 5_000, 10_000],
  mailgun: [500, 1_000, 1_500, 6_000, 12_000],
};
const leaseMs = 60_000;
const maxWaiting = 10_000;
const maxDropped = 100;

const table = `CREATE TABLE IF NOT EXISTS callbacks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  webhook_id TEXT NOT NULL,
  provider TEXT NOT NULL,
  sender TEXT NOT NULL,
  subject TEXT NOT NULL,
  event TEXT NOT NULL,
  body TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  last_status INTEGER,
  dropped INTEGER NOT NULL DEFAULT 0
)`;

export class CallbackQueue {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
    sql.all(table);
    sql.all("CREATE INDEX IF NOT EXISTS callbacks_due ON callbacks (dropped, due_at)");
  }

  add(callbacks: readonly PlannedCallback[], now: number): void {
    for (const { webhookId, provider, sender, subject, event, body, delayMs } of callbacks) {
      this.#sql.all(
        `INSERT INTO callbacks (webhook_id, provider, sender, subject, event, body, due_at)
          VALUES (?, ?, ?, ?, ?, ?, ?)`,
        webhookId,
        provider,
        sender,
        subject,
        event,
        JSON.stringify(body),
        now + delayMs,
      );
    }
    if (callbacks.length > 0) this.#keepNewest(0, maxWaiting);
  }

  /** Leases what is due, in order; only what is about `subject` when one is given. */
  take(now: number, limit: number, subject: string | null = null): QueuedCallback[] {
    const due = this.#sql.all<QueuedCallback>(
      `SELECT id, webhook_id AS "webhookId", provider, sender, subject, event, body,
        attempts + 1 AS attempts
      FROM callbacks WHERE dropped = 0 AND due_at <= ?1 AND (?2 IS NULL OR subject = ?2)
      ORDER BY due_at, id LIMIT ?3`,
      now,
      subject,
      limit,
    );
    for (const { id } of due) {
      this.#sql.all(
        "UPDATE callbacks SET attempts = attempts + 1, due_at = ? WHERE id = ?",
        now + leaseMs,
        id,
      );
    }
    return due;
  }

  /** Delivered, or meant for nobody. */
  finish(id: number): void {
    this.#sql.all("DELETE FROM callbacks WHERE id = ?", id);
  }

  /** Not taken: tried again later, and after the last try kept for a look only. */
  refuse({ id, provider, attempts }: QueuedCallback, status: number | null, now: number): void {
    const delayMs = retriesMs[provider][attempts - 1];
    this.#sql.all(
      "UPDATE callbacks SET last_status = ?, due_at = ?, dropped = ? WHERE id = ?",
      status,
      now + (delayMs ?? 0),
      delayMs === undefined ? 1 : 0,
      id,
    );
    if (delayMs === undefined) this.#keepNewest(1, maxDropped);
  }

  /** Takes back what has not happened. */
  cancel(subject: string, events: readonly string[]): void {
    for (const event of events) {
      this.#sql.all("DELETE FROM callbacks WHERE subject = ? AND event = ?", subject, event);
    }
  }

  /** When the next one is due, epoch milliseconds; null when none is waiting. */
  nextDueAt(): number | null {
    const query = `SELECT min(due_at) AS "at" FROM callbacks WHERE dropped = 0`;
    return this.#sql.all<{ at: number | null }>(query)[0]?.at ?? null;
  }

  view(): JsonObject[] {
    const rows = this.#sql.all<JsonObject & { dropped: number }>(
      `SELECT provider, sender, subject, event, due_at, attempts, last_status, dropped
        FROM callbacks ORDER BY due_at, id LIMIT 1000`,
    );
    return rows.map(({ dropped, ...row }) => ({
      ...row,
      state: dropped === 1 ? "dropped" : "waiting",
    }));
  }

  forget(): void {
    this.#sql.all("DELETE FROM callbacks");
  }

  #keepNewest(dropped: 0 | 1, count: number): void {
    this.#sql.all(
      `DELETE FROM callbacks WHERE dropped = ?1 AND id <= (
        SELECT id FROM callbacks WHERE dropped = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)`,
      dropped,
      count,
    );
  }
}
