import { sql } from "drizzle-orm";
import type { ProjectedMessage } from "../model/message.ts";
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
      set: excludedColumns(messages, ["id", "workspaceId", "leadId"]),
      setWhere: sql`excluded.version > ${messages.version}`,
    });
}
