import { and, count, desc, eq, sql } from "drizzle-orm";
import type { Database } from "../db.ts";
import { leads } from "../schema.ts";
import type { Lead } from "./merge-leads.ts";
import { emailOf, lastMessageAt, leadColumns, phoneOf } from "./select-leads.ts";

/** A place in the list: just after this lead. Leads are listed by creation, so changes never move one. */
export interface Cursor {
  createdAt: number;
  id: string;
}

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
  /** Null at the end. Following it meets every lead that was there at the start exactly once. */
  next: Cursor | null;
}

/** One page of a workspace's leads, the newest first. */
export async function searchLeads(
  db: Database,
  workspaceId: string,
  { text, limit, from }: LeadQuery,
): Promise<LeadPage> {
  const found = and(eq(leads.workspaceId, workspaceId), text === null ? undefined : holds(text));
  const after =
    typeof from === "number"
      ? undefined
      : sql`(${leads.createdAt}, ${leads.id}) < (${from.createdAt}, ${from.id})`;
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
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const next = rows.length > limit && last ? { createdAt: last.createdAt, id: last.id } : null;
  return { leads: page, total: counted?.total ?? 0, next };
}

/** `instr` rather than LIKE: `%` and `_` are ordinary, and D1 refuses LIKE patterns over 50 bytes. */
function holds(text: string) {
  // A phone number is found however its digits are grouped.
  const isNumber = /^\+?[\d\s().-]+$/.test(text) && /\d/.test(text);
  const digits = isNumber ? text.replaceAll(/[\s().-]/g, "") : text;
  const name = sql`${leads.firstName} || ' ' || coalesce(${leads.lastName}, '')`;
  return sql`(instr(lower(${name}), lower(${text})) > 0
    OR instr(lower(${leads.company}), lower(${text})) > 0
    OR instr(${emailOf}, lower(${text})) > 0
    OR instr(${phoneOf}, ${digits}) > 0)`;
}

/** A cursor as clients carry it. */
export const cursorText = ({ createdAt, id }: Cursor): string => `${createdAt}.${id}`;

/** Null when the text is not a cursor of ours. */
export function parseCursor(text: string): Cursor | null {
  const [, createdAt, id] = /^(\d{1,15})\.([0-9a-f-]{36})$/.exec(text) ?? [];
  return createdAt && id ? { createdAt: Number(createdAt), id } : null;
}
