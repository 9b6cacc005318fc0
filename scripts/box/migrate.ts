// Applies migrations to a database on this machine, and records them where wrangler does: either may go on
// where the other stopped.
import { z } from "zod";
import type { Migration } from "./configuration.ts";
import { type RuntimeOptions, startDatabases } from "./runtime.ts";

// The table of `wrangler d1 migrations apply`, to the letter.
const createTable = `CREATE TABLE IF NOT EXISTS "d1_migrations"(
		id         INTEGER PRIMARY KEY AUTOINCREMENT,
		name       TEXT UNIQUE,
		applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
);`;

const rows = z.array(z.object({ name: z.string() }));

/**
 * Applies what the database lacks, in order, each migration with its record in one transaction. Repeating it
 * changes nothing. The Worker must not run meanwhile.
 *
 * @returns the names of those that it applied
 */
export async function migrate(
  on: Pick<RuntimeOptions, "state" | "worker">,
  migrations: readonly Migration[],
): Promise<string[]> {
  if (migrations.length === 0) return [];
  const databases = await startDatabases(on);
  try {
    const db = await databases.getD1Database("DB");
    await db.prepare(createTable).run();
    const { results } = await db.prepare(`SELECT name FROM "d1_migrations"`).all();
    const known = new Set(rows.parse(results).map(({ name }) => name));
    const missing = migrations.filter(({ name }) => !known.has(name));
    for (const { name, queries } of missing) {
      await db.batch([
        ...queries.map((query) => db.prepare(query)),
        db.prepare(`INSERT INTO "d1_migrations" (name) VALUES (?)`).bind(name),
      ]);
    }
    return missing.map(({ name }) => name);
  } finally {
    await databases.dispose();
  }
}
