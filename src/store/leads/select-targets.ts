import { type SQL, sql } from "drizzle-orm";
import type { Target } from "../../model/job.ts";
import type { Database } from "../db.ts";
import { leads } from "../schema.ts";
import { filterSql } from "./filter-sql.ts";
import { holds } from "./search-leads.ts";

/** Ids of leads in one statement: far below the 2 MB that D1 binds. */
const idsAtOnce = 5_000;

/**
 * The ids of a workspace's leads that satisfy every part of a target, in ascending order; fewer than `limit`
 * only at the end. Ids that are nobody's are passed over.
 *
 * @param after the last id of the page before; null at the beginning
 */
export async function selectTargets(
  db: Database,
  workspaceId: string,
  target: Target,
  { after, limit }: { after: string | null; limit: number },
): Promise<string[]> {
  const found: string[] = [];
  for (const slice of slicesOf(target, after)) {
    const rows = await db.all<{ id: string }>(
      pageSql(workspaceId, target, slice, { after, limit: limit - found.length }),
    );
    found.push(...rows.map(({ id }) => id));
    if (found.length >= limit) break;
  }
  return found;
}

/** How many leads a target means. */
export async function countTargets(
  db: Database,
  workspaceId: string,
  target: Target,
): Promise<number> {
  let total = 0;
  for (const slice of slicesOf(target, null)) {
    const [row] = await db.all<{ total: number }>(
      sql`SELECT count(*) AS total FROM leads WHERE ${whereOf(workspaceId, target, slice)}`,
    );
    total += row?.total ?? 0;
  }
  return total;
}

/** The statement of one page, so that its plan can be looked at. */
export function pageSql(
  workspaceId: string,
  target: Target,
  slice: string[] | null,
  { after, limit }: { after: string | null; limit: number },
): SQL {
  return sql`SELECT ${leads.id} AS id FROM leads
    WHERE ${whereOf(workspaceId, target, slice)} AND ${leads.id} > ${after ?? ""} ORDER BY ${leads.id} LIMIT ${limit}`;
}

/** The ids that a target names, sorted, in slices; one slice of everybody where it names none. */
function* slicesOf({ leadIds }: Target, after: string | null): Generator<string[] | null> {
  if (leadIds === undefined) return yield null;
  const ids = [...new Set(leadIds)].toSorted();
  const start = after === null ? 0 : ids.findIndex((id) => id > after);
  if (start < 0) return;
  for (let i = start; i < ids.length; i += idsAtOnce) yield ids.slice(i, i + idsAtOnce);
}

function whereOf(
  workspaceId: string,
  { leadIds, filter, search, assignees }: Target,
  slice: string[] | null,
): SQL {
  // Nobody is meant by mistake.
  if (!leadIds && !filter && search === undefined && !assignees) {
    throw new TypeError("a target without any part");
  }
  const parts = [
    ...(filter ? [filterSql(filter)] : []),
    sql`${leads.workspaceId} = ${workspaceId}`,
    ...(slice ? [sql`${leads.id} IN ${listed(slice)}`] : []),
    ...(search === undefined ? [] : [holds(search)]),
    ...(assignees ? [sql`${leads.assignedTo} IN ${listed(assignees)}`] : []),
  ];
  return sql.join(parts, sql` AND `);
}

const listed = (values: string[]): SQL =>
  sql`(SELECT value FROM json_each(${JSON.stringify(values)}))`;
