// The list of messages: a projection of what the leads' objects hold, without their content.
import { and, desc, eq, getTableColumns, gte, lt, sql } from "drizzle-orm";
import type { Channel } from "../model/channel.ts";
import type { MessageStatus, ProjectedMessage } from "../model/message.ts";
import { afterCursor, type Cursor, type Page, pageOf } from "./cursor.ts";
import type { Database } from "./db.ts";
import { columnsFromJson, driverRow, excludedColumns } from "./json-rows.ts";
import { leads, messages } from "./schema.ts";

/**
 * Brings rows to the list of messages, in one statement. A lower version never replaces a higher one,
 * and rows of a lead that was erased while they were on their way are dropped.
 */
export async function projectMessages(db: Database, rows: ProjectedMessage[]): Promise<void> {
  const json = JSON.stringify(rows.map((row) => driverRow(messages, row)));
  await db
    .insert(messages)
    .select(
      sql`SELECT ${columnsFromJson(messages)} FROM json_each(${json}) r WHERE EXISTS (
        SELECT 1 FROM ${leads} WHERE ${leads.workspaceId} = r.value ->> 'workspaceId'
          AND ${leads.id} = r.value ->> 'leadId')`,
    )
    .onConflictDoUpdate({
      target: messages.id,
      set: {
        ...excludedColumns(messages, ["id", "workspaceId", "leadId", "lagMs"]),
        // Each row tells what was measured since the last one.
        lagMs: sql`coalesce(max(excluded.lag_ms, ${messages.lagMs}), excluded.lag_ms, ${messages.lagMs})`,
      },
      setWhere: sql`excluded.version > ${messages.version}`,
    });
}

export interface MessageQuery {
  leadId?: string | undefined;
  channel?: Channel | undefined;
  direction?: ProjectedMessage["direction"] | undefined;
  status?: MessageStatus | undefined;
  /** Created at this time or later; epoch ms. */
  from?: number | undefined;
  /** Created before this time; epoch ms. */
  to?: number | undefined;
  limit: number;
  cursor: Cursor | null;
}

/** One page of a workspace's messages, the newest first. */
export async function listMessages(
  db: Database,
  workspaceId: string,
  { leadId, channel, direction, status, from, to, limit, cursor }: MessageQuery,
): Promise<Page<ProjectedMessage>> {
  const rows = await db
    .select(getTableColumns(messages))
    .from(messages)
    .where(
      and(
        eq(messages.workspaceId, workspaceId),
        leadId === undefined ? undefined : eq(messages.leadId, leadId),
        channel === undefined ? undefined : eq(messages.channel, channel),
        direction === undefined ? undefined : eq(messages.direction, direction),
        status === undefined ? undefined : eq(messages.status, status),
        from === undefined ? undefined : gte(messages.createdAt, from),
        to === undefined ? undefined : lt(messages.createdAt, to),
        afterCursor(messages.createdAt, messages.id, cursor),
      ),
    )
    .orderBy(desc(messages.createdAt), desc(messages.id))
    .limit(limit + 1);
  return pageOf(rows, limit, ({ createdAt, id }) => ({ createdAt, id }));
}

/** Leads of the workspace that wrote to us, by the list; the latest 1,000. */
export async function leadsWhoWrote(db: Database, workspaceId: string): Promise<string[]> {
  const rows = await db
    .selectDistinct({ leadId: messages.leadId })
    .from(messages)
    .where(and(eq(messages.workspaceId, workspaceId), eq(messages.direction, "inbound")))
    .orderBy(desc(messages.createdAt))
    .limit(1_000);
  return rows.map(({ leadId }) => leadId);
}
