// What providers told us that we did not understand or could not attribute, so that it can be looked at
// and is never lost in silence. Authentic requests only; the same one is kept once.
import { and, desc, eq, getTableColumns, sql } from "drizzle-orm";
import { utf8 } from "../lib/bytes.ts";
import { uuidOf } from "../lib/uuid.ts";
import { afterCursor, type Cursor, type Page, pageOf } from "./cursor.ts";
import type { Database } from "./db.ts";
import { journal } from "./schema.ts";

export type JournalEntry = typeof journal.$inferSelect;

/** Longer than any provider goes on repeating a request: Meta's seven days, and one more. */
export const journalDays = 8;

/** D1 takes rows of 2 MB at most; Meta's requests have up to 3 MB. */
const maxBodyBytes = 1_900_000;
const maxReasonChars = 2_000;
/** What a list shows of a body. */
const excerptChars = 2_000;

/**
 * Keeps a request. `reason` says in words why nothing came of it, or of which part.
 *
 * @param now epoch milliseconds
 */
export async function keepInJournal(
  db: Database,
  entry: Pick<JournalEntry, "workspaceId" | "accountId" | "provider" | "reason" | "body">,
  now: number,
): Promise<void> {
  const bytes = utf8(entry.body);
  const fits = bytes.length <= maxBodyBytes;
  const row = {
    ...entry,
    reason: entry.reason.slice(0, maxReasonChars),
    id: await uuidOf(`journal ${entry.accountId} ${entry.body}`),
    body: fits ? entry.body : new TextDecoder().decode(bytes.subarray(0, maxBodyBytes)),
    bodyBytes: bytes.length,
    receivedAt: now,
  };
  await db.insert(journal).values(row).onConflictDoNothing();
}

/** A page of the workspace's journal, the newest first, with the beginning of each body. */
export async function listJournal(
  db: Database,
  workspaceId: string,
  { limit, cursor }: { limit: number; cursor: Cursor | null },
): Promise<Page<JournalEntry>> {
  const rows = await db
    .select({
      ...getTableColumns(journal),
      body: sql<string>`substr(${journal.body}, 1, ${excerptChars})`.as("body"),
    })
    .from(journal)
    .where(
      and(
        eq(journal.workspaceId, workspaceId),
        afterCursor(journal.receivedAt, journal.id, cursor),
      ),
    )
    .orderBy(desc(journal.receivedAt), desc(journal.id))
    .limit(limit + 1);
  return pageOf(rows, limit, ({ receivedAt, id }) => ({ createdAt: receivedAt, id }));
}

/** One entry with all that was kept of its body. */
export async function getJournalEntry(
  db: Database,
  workspaceId: string,
  id: string,
): Promise<JournalEntry | null> {
  const own = and(eq(journal.workspaceId, workspaceId), eq(journal.id, id));
  return (await db.select().from(journal).where(own).get()) ?? null;
}
