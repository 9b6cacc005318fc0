import { and, count, desc, eq, sql } from "drizzle-orm";
import { afterCursor, type Cursor, pageOf } from "../cursor.ts";
import type { Database } from "../db.ts";
import { leads } from "../schema.ts";
import type { Lead } from "./merge-leads.ts";
import { emailOf, lastMessageAt, leadColumns, phoneOf } from "./select-leads.ts";

export interface LeadQuery {
  /** Found in the name, e-mail, phone or company. Letter case of ASCII does not matter. */
  text: string | null;
  limit: number;
  /** Where to go on: a number of leads to pass over, or a cursor. */
  from: number | Cursor;
}

export interface ListedLead extends Lead {
  /** When anything was last said to or by the lead; epoch ms. */
  lastMessageAt: number | null;
}

export interface LeadPage {
  leads: ListedLead[];
  /** How many leads the text finds in all. */
  total: number;
  /** Null at the end. */
  next: Cursor | null;
}

/** One page of a workspace's leads, the newest first. */
export async function searchLeads(
  db: Database,
  workspaceId: string,
  { text, limit, from }: LeadQuery,
): Promise<LeadPage> {
  const found = and(eq(leads.workspaceId, workspaceId), text === null ? undefined : holds(text));
  const after = afterCursor(leads.createdAt, leads.id, typeof from === "number" ? null : from);
  const [rows, [counted]] = await db.batch([
    db
      .select({ ...leadColumns, lastMessageAt })
      .from(leads)
      .where(and(found, after))
      .orderBy(desc(leads.createdAt), desc(leads.id))
      .limit(limit + 1)
      .offset(typeof from === "number" ? from : 0),
    db.select({ total: count() }).from(leads).where(found),
  ]);
  const page = pageOf(rows, limit, ({ createdAt, id }) => ({ createdAt, id }));
  return { leads: page.rows, total: counted?.total ?? 0, next: page.next };
}

/** `instr` rather than LIKE: `%` and `_` are ordinary, and D1 refuses LIKE patterns over 50 bytes. */
export function holds(text: string) {
  // A phone number is found however its digits are grouped.
  const isNumber = /^\+?[\d\s().-]+$/.test(text) && /\d/.test(text);
  const digits = isNumber ? text.replaceAll(/[\s().-]/g, "") : text;
  const name = sql`${leads.firstName} || ' ' || coalesce(${leads.lastName}, '')`;
  return sql`(instr(lower(${name}), lower(${text})) > 0
    OR instr(lower(${leads.company}), lower(${text})) > 0
    OR instr(${emailOf}, lower(${text})) > 0
    OR instr(${phoneOf}, ${digits}) > 0)`;
}
