// Many rows in one statement: D1 binds at most 100 parameters, so a list travels as one JSON text that
// SQLite's json_each takes apart. Every statement here names that table `r`.
import { getTableColumns, type SQL, sql } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";

/** A row as the driver wants it, keyed by property name; JSON columns become text. */
export function driverRow<T extends SQLiteTable>(
  table: T,
  row: T["$inferSelect"],
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(getTableColumns(table)).map(([name, column]) => {
      const value: unknown = row[name as keyof typeof row];
      return [name, value === null ? null : column.mapToDriverValue(value)];
    }),
  );
}

/** What an `INSERT ... SELECT` selects: the table's columns, in order, out of `json_each(...) r`. */
export function columnsFromJson(table: SQLiteTable): SQL {
  const names = Object.keys(getTableColumns(table));
  return sql.raw(names.map((name) => `r.value ->> '${name}'`).join(", "));
}

/** What `DO UPDATE SET` sets: every column but `kept` to what was about to be inserted. */
export function excludedColumns<T extends SQLiteTable>(
  table: T,
  kept: (keyof T["$inferSelect"])[],
): Record<string, SQL> {
  return Object.fromEntries(
    Object.entries(getTableColumns(table))
      .filter(([name]) => !kept.includes(name))
      .map(([name, column]) => [name, sql.raw(`excluded."${column.name}"`)]),
  );
}

/** D1 takes at most 2 MB in one parameter. */
const maxJsonChars = 400_000;

/** Writes rows as JSON arrays, each of them small enough for one parameter. */
export function jsonChunks(rows: readonly unknown[]): string[] {
  const chunks: string[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    const text = JSON.stringify(row);
    if (size + text.length > maxJsonChars) {
      chunks.push([]);
      size = 0;
    }
    chunks.at(-1)?.push(text);
    size += text.length + 1;
  }
  return chunks.map((texts) => `[${texts.join(",")}]`);
}
