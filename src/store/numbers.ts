// Whole numbers for dialects whose things have numbers for ids: a thing keeps the number that it got first.
import { and, eq, inArray, sql } from "drizzle-orm";
import type { Database } from "./db.ts";
import { numbers } from "./schema.ts";

/** What is numbered. `group` numbers the name of a tag; the others number our ids. */
export type Noun = "contact" | "chat" | "group" | "template";

/**
 * The numbers of things, by their ids. Those without one get the next numbers in the order given, in one
 * statement: requests that number the same thing at the same moment agree.
 */
export async function numbersOf(
  db: Database,
  workspaceId: string,
  noun: Noun,
  refs: readonly string[],
): Promise<Map<string, number>> {
  if (refs.length === 0) return new Map();
  const json = JSON.stringify([...new Set(refs)]);
  const ofNoun = and(eq(numbers.workspaceId, workspaceId), eq(numbers.noun, noun));
  const find = db
    .select({ ref: numbers.ref, number: numbers.number })
    .from(numbers)
    .where(and(ofNoun, inArray(numbers.ref, sql`(SELECT value FROM json_each(${json}))`)));
  const asMap = (rows: { ref: string; number: number }[]) =>
    new Map(rows.map(({ ref, number }) => [ref, number]));
  const known = asMap(await find);
  if (refs.every((ref) => known.has(ref))) return known;
  const [, found] = await db.batch([
    db
      .insert(numbers)
      .select(
        sql`SELECT ${workspaceId}, ${noun},
            (SELECT coalesce(max(n.number), 0) FROM numbers n
              WHERE n.workspace_id = ${workspaceId} AND n.noun = ${noun})
              + row_number() OVER (ORDER BY r.key), r.value
          FROM json_each(${json}) r
          WHERE NOT EXISTS (SELECT 1 FROM numbers n
            WHERE n.workspace_id = ${workspaceId} AND n.noun = ${noun} AND n.ref = r.value)`,
      )
      .onConflictDoNothing(),
    find,
  ]);
  return asMap(found);
}

/** What has the number; null when nothing has. */
export async function numbered(
  db: Database,
  workspaceId: string,
  noun: Noun,
  number: number,
): Promise<string | null> {
  const row = await db
    .select({ ref: numbers.ref })
    .from(numbers)
    .where(
      and(eq(numbers.workspaceId, workspaceId), eq(numbers.noun, noun), eq(numbers.number, number)),
    )
    .get();
  return row?.ref ?? null;
}
