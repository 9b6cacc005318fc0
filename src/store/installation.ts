import { sql } from "drizzle-orm";
import type { Database } from "./db.ts";
import { columnsFromJson } from "./json-rows.ts";
import { installation } from "./schema.ts";

/** Records the facts that are not recorded yet and returns all that are, in one round trip. */
export async function fixInstallation(
  db: Database,
  facts: Record<string, string>,
): Promise<Record<string, string>> {
  const json = JSON.stringify(Object.entries(facts).map(([name, value]) => ({ name, value })));
  const [, rows] = await db.batch([
    db
      .insert(installation)
      .select(sql`SELECT ${columnsFromJson(installation)} FROM json_each(${json}) r WHERE true`)
      .onConflictDoNothing(),
    db.select().from(installation),
  ]);
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}
