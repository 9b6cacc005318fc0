// Whether D1 and KV are there, and whether D1 has what this code reads.
import { getTableColumns, is, sql } from "drizzle-orm";
import { SQLiteTable } from "drizzle-orm/sqlite-core";
import type { Database } from "./db.ts";
import type { KeyStore } from "./keys.ts";
import * as schema from "./schema.ts";

/** KV takes no shorter one. */
const probeTtlSeconds = 60;

/** Tables and columns that this code reads and the database does not have. Throws when D1 fails. */
export async function missingTables(db: Database): Promise<string[]> {
  const tables = Object.values<unknown>(schema).filter((one) => is(one, SQLiteTable));
  const lacks = await Promise.all(tables.map((table) => lackOf(db, table)));
  return lacks.filter((lack) => lack !== null);
}

async function lackOf(db: Database, table: SQLiteTable): Promise<string | null> {
  // Every name with its table's before it: SQLite takes a lone quoted one that it does not know for a text.
  const columns = sql.join(Object.values(getTableColumns(table)), sql`, `);
  try {
    await db.all(sql`SELECT ${columns} FROM ${table} LIMIT 0`);
    return null;
  } catch (error) {
    const lack = lackIn(error);
    if (lack === null) throw error;
    return lack;
  }
}

/** The migrations that wrangler applied, oldest first; null where it keeps no list of them. */
export async function appliedMigrations(db: Database): Promise<string[] | null> {
  try {
    const rows = await db.all<{ name: string }>(sql`SELECT name FROM d1_migrations ORDER BY id`);
    return rows.map(({ name }) => name);
  } catch (error) {
    if (lackIn(error) === null) throw error;
    return null;
  }
}

/** Fails when D1 does not answer, or has no tables. */
export async function probeDatabase(db: Database): Promise<void> {
  await db.all(sql`SELECT 1 FROM ${schema.installation} LIMIT 1`);
}

/** Writes a value of its own to KV, reads it back and deletes it. Throws when it does not come back. */
export async function probeKv(kv: KeyStore["kv"]): Promise<void> {
  const name = `probe:${crypto.randomUUID()}`;
  await kv.put(name, name, { expirationTtl: probeTtlSeconds });
  const found = await kv.get(name);
  await kv.delete(name);
  if (found !== name) throw new Error("what was written could not be read back");
}

/** What the database lacks, out of D1's error; null when the error is about something else. */
function lackIn(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const [, noun, name] = /no such (table|column): ([\w".]{1,100})/.exec(error.message) ?? [];
  return noun ? `${noun} ${name}` : lackIn(error.cause);
}
