// Old rows leave. What is still open stays whatever its age: a message may be scheduled a year ahead.
import { and, eq, inArray, isNotNull, lt, notInArray, sql } from "drizzle-orm";
import { describeError, type Log } from "../lib/log.ts";
import type { LeadRef } from "../model/lead.ts";
import { openStatuses } from "../model/message.ts";
import type { Database } from "./db.ts";
import { journalDays } from "./journal.ts";
import { type Bucket, mediaName } from "./media.ts";
import { journal, messages, workspaces } from "./schema.ts";

export interface PurgeDeps {
  db: Database;
  log: Log;
  /** Null when no bucket is bound. */
  bucket: Bucket | null;
  /** Deletes what is finished and older than `before` (epoch ms) in the lead's object. */
  purgeLead(ref: LeadRef, before: number): Promise<void>;
}

export interface Purged {
  messages: number;
  journal: number;
  /** Whether everything that is too old is gone; else the next run goes on. */
  complete: boolean;
}

const dayMs = 24 * 60 * 60 * 1000;
/** R2 deletes at most as many objects at once. */
const batchSize = 1_000;
/** Statements in one run: a Worker's run is limited, and a day's rows are few. */
const maxBatches = 200;

/**
 * Deletes messages older than their workspace's retention, in the leads' objects, in the bucket and in
 * the list, and old journal entries. To be called once a day.
 *
 * @param now epoch milliseconds
 */
export async function purge(deps: PurgeDeps, now: number): Promise<Purged> {
  const { db } = deps;
  let batches = maxBatches;
  const repeat = async (deleteBatch: () => Promise<number>): Promise<number> => {
    for (let total = 0; ; ) {
      if (batches-- <= 0) return total;
      const deleted = await deleteBatch();
      total += deleted;
      if (deleted < batchSize) return total;
    }
  };

  const old = lt(journal.receivedAt, now - journalDays * dayMs);
  const purged: Purged = { messages: 0, journal: 0, complete: false };
  purged.journal = await repeat(async () => {
    const batch = db.select({ id: journal.id }).from(journal).where(old).limit(batchSize);
    const gone = await db
      .delete(journal)
      .where(inArray(journal.id, batch))
      .returning({ id: journal.id });
    return gone.length;
  });

  const kept = await db
    .select({ id: workspaces.id, days: sql<number>`${workspaces.retentionDays}` })
    .from(workspaces)
    .where(isNotNull(workspaces.retentionDays));
  let failed = 0;
  for (const { id, days } of kept) {
    try {
      await repeat(async () => {
        const deleted = await deleteMessages(deps, id, now - days * dayMs);
        purged.messages += deleted;
        return deleted;
      });
    } catch (error) {
      // The others must not wait for it.
      failed++;
      deps.log.error("purge_failed", { workspaceId: id, ...describeError(error) });
    }
  }
  purged.complete = batches >= 0 && failed === 0;
  return purged;
}

async function deleteMessages(
  { db, bucket, purgeLead }: PurgeDeps,
  workspaceId: string,
  before: number,
): Promise<number> {
  const batch = await db
    .select({ id: messages.id, leadId: messages.leadId, direction: messages.direction })
    .from(messages)
    .where(
      and(
        eq(messages.workspaceId, workspaceId),
        lt(messages.createdAt, before),
        notInArray(messages.status, [...openStatuses]),
      ),
    )
    .limit(batchSize);
  if (batch.length === 0) return 0;
  // The row last: while it is there, tomorrow's run comes back to what broke off today.
  for (const leadId of new Set(batch.map((row) => row.leadId))) {
    await purgeLead({ workspaceId, leadId }, before);
  }
  const names = batch
    .filter(({ direction }) => direction === "inbound")
    .map(({ id, leadId }) => mediaName({ workspaceId, leadId }, id));
  if (bucket && names.length > 0) await bucket.delete(names);
  const ids = JSON.stringify(batch.map(({ id }) => id));
  await db.delete(messages).where(inArray(messages.id, sql`(SELECT value FROM json_each(${ids}))`));
  return batch.length;
}
