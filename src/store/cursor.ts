// A place in a list that is ordered by (creation, id), the newest first: just after one row. Rows never
// move in such a list, so following cursors meets every row that was there at the start exactly once.
import { type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";

export interface Cursor {
  createdAt: number;
  id: string;
}

/** One page of rows, and where the next begins; null at the end. */
export interface Page<T> {
  rows: T[];
  next: Cursor | null;
}

/** A cursor as clients carry it. */
export const cursorText = ({ createdAt, id }: Cursor): string => `${createdAt}.${id}`;

/** Null when the text is not a cursor of ours. */
export function parseCursor(text: string): Cursor | null {
  const [, createdAt, id] = /^(\d{1,15})\.([0-9a-f-]{36})$/.exec(text) ?? [];
  return createdAt && id ? { createdAt: Number(createdAt), id } : null;
}

/** What comes after the cursor; everything when there is none. */
export const afterCursor = (
  createdAt: SQLiteColumn,
  id: SQLiteColumn,
  cursor: Cursor | null,
): SQL | undefined =>
  cursor === null ? undefined : sql`(${createdAt}, ${id}) < (${cursor.createdAt}, ${cursor.id})`;

/** The page in rows of which one more than `limit` was asked for. */
export function pageOf<T>(rows: T[], limit: number, cursorOf: (row: T) => Cursor): Page<T> {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { rows: page, next: rows.length > limit && last ? cursorOf(last) : null };
}
