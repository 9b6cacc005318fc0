import { and, desc, eq, sql } from "drizzle-orm";
import type { AddressKind } from "../../model/address.ts";
import type { Database } from "../db.ts";
import { leads } from "../schema.ts";
import type { Lead } from "./merge-leads.ts";
import { holds } from "./search-leads.ts";
import { leadColumns } from "./select-leads.ts";

export interface ContactQuery {
  /** Found in the name, e-mail, phone or company; null finds everybody. */
  text: string | null;
  /** Whoever carries any of these; everybody when there are none. */
  tags: string[];
  /** Whoever has an address of any of these kinds; null finds everybody. */
  kinds: readonly AddressKind[] | null;
  limit: number;
  offset: number;
}

/** One page of a workspace's leads, the newest first. */
export function listContacts(
  db: Database,
  workspaceId: string,
  { text, tags, kinds, limit, offset }: ContactQuery,
): Promise<Lead[]> {
  const tagged = sql`EXISTS (SELECT 1 FROM json_each(${leads.tags}) t
    WHERE t.value IN (SELECT value FROM json_each(${JSON.stringify(tags)})))`;
  const reached = sql`EXISTS (SELECT 1 FROM addresses a
    WHERE a.workspace_id = leads.workspace_id AND a.lead_id = leads.id
      AND a.kind IN (SELECT value FROM json_each(${JSON.stringify(kinds)})))`;
  return db
    .select(leadColumns)
    .from(leads)
    .where(
      and(
        eq(leads.workspaceId, workspaceId),
        text === null ? undefined : holds(text),
        tags.length === 0 ? undefined : tagged,
        kinds === null ? undefined : reached,
      ),
    )
    .orderBy(desc(leads.createdAt), desc(leads.id))
    .limit(limit)
    .offset(offset);
}
