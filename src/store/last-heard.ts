import { desc, eq, inArray, max } from "drizzle-orm";
import type { Channel } from "../model/channel.ts";
import type { MessageStatus } from "../model/message.ts";
import type { Database } from "./db.ts";
import { journal, messages } from "./schema.ts";

/** So far back we look: the newest rows are what matters, and a large workspace must not cost a scan. */
const maxRows = 1_000;

/** Statuses that a message has only after its provider said something about it. */
const heardStatuses: MessageStatus[] = ["delivered", "read", "received"];

/**
 * Per channel, when the newest message of the last 1,000 was made that a person sent or a provider reported on;
 * epoch milliseconds.
 */
export async function lastHeardOn(
  db: Database,
  workspaceId: string,
): Promise<Map<Channel, number | null>> {
  const recent = db
    .select({ channel: messages.channel, status: messages.status, at: messages.createdAt })
    .from(messages)
    .where(eq(messages.workspaceId, workspaceId))
    .orderBy(desc(messages.createdAt), desc(messages.id))
    .limit(maxRows)
    .as("recent");
  const rows = await db
    .select({ channel: recent.channel, at: max(recent.at) })
    .from(recent)
    .where(inArray(recent.status, heardStatuses))
    .groupBy(recent.channel);
  return new Map(rows.map(({ channel, at }) => [channel, at]));
}

/**
 * Per account, when its provider last sent something genuine that had no effect, among the workspace's last
 * 1,000 of these; epoch milliseconds.
 */
export async function lastJournaled(
  db: Database,
  workspaceId: string,
): Promise<Map<string, number | null>> {
  const recent = db
    .select({ accountId: journal.accountId, at: journal.receivedAt })
    .from(journal)
    .where(eq(journal.workspaceId, workspaceId))
    .orderBy(desc(journal.receivedAt), desc(journal.id))
    .limit(maxRows)
    .as("recent");
  const rows = await db
    .select({ accountId: recent.accountId, at: max(recent.at) })
    .from(recent)
    .groupBy(recent.accountId);
  return new Map(rows.map(({ accountId, at }) => [accountId, at]));
}
