import { sql } from "drizzle-orm";
import type { ProjectedMessage } from "../model/message.ts";
import type { Database } from "./db.ts";
import { columnsFromJson, driverRow, excludedColumns } from "./json-rows.ts";
import { messages } from "./schema.ts";

/** Brings rows to the list of messages, in one statement. A lower version never replaces a higher one. */
export async function projectMessages(db: Database, rows: ProjectedMessage[]): Promise<void> {
  const json = JSON.stringify(rows.map((row) => driverRow(messages, row)));
  await db
    .insert(messages)
    .select(sql`SELECT ${columnsFromJson(messages)} FROM json_each(${json}) r WHERE true`)
    .onConflictDoUpdate({
      target: messages.id,
      set: excludedColumns(messages, ["id", "workspaceId", "leadId"]),
      setWhere: sql`excluded.version > ${messages.version}`,
    });
}
