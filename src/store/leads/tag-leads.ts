// Tags of one lead, added and removed in a single statement: two requests at the same moment lose nothing.
import { and, eq, type SQL, sql } from "drizzle-orm";
import { err, ok, type Result } from "../../lib/result.ts";
import type { Failure } from "../../model/errors.ts";
import type { LeadRef } from "../../model/lead.ts";
import type { Database } from "../db.ts";
import { leads } from "../schema.ts";

/** As many as a lead can be given when it is written as a whole. */
const maxTags = 50;

/** The lead's tags afterwards; those that it had stay in front. */
export function addTags(
  db: Database,
  ref: LeadRef,
  names: string[],
  now: number,
): Promise<Result<string[], Failure>> {
  const both = sql`(SELECT value, key AS place FROM json_each(${leads.tags})
    UNION ALL SELECT value, ${maxTags} + key FROM json_each(${JSON.stringify(names)}))`;
  const merged = sql`(SELECT value FROM ${both} GROUP BY value ORDER BY min(place))`;
  const fits = sql`(SELECT count(DISTINCT value) FROM ${both}) <= ${maxTags}`;
  return retag(db, ref, merged, fits, now);
}

/** The lead's tags afterwards. What it does not carry is no error. */
export function removeTags(
  db: Database,
  ref: LeadRef,
  names: string[],
  now: number,
): Promise<Result<string[], Failure>> {
  const kept = sql`(SELECT value FROM json_each(${leads.tags})
    WHERE value NOT IN (SELECT value FROM json_each(${JSON.stringify(names)})) ORDER BY key)`;
  return retag(db, ref, kept, sql`true`, now);
}

async function retag(
  db: Database,
  { workspaceId, leadId }: LeadRef,
  values: SQL,
  condition: SQL,
  now: number,
): Promise<Result<string[], Failure>> {
  const isLead = and(eq(leads.workspaceId, workspaceId), eq(leads.id, leadId));
  const [[found], [changed]] = await db.batch([
    db.select({ id: leads.id }).from(leads).where(isLead),
    db
      .update(leads)
      .set({
        tags: sql`(SELECT json_group_array(value) FROM ${values})`,
        updatedAt: now,
        // A write that was computed from what the lead was before has to look again.
        revision: crypto.randomUUID(),
      })
      .where(and(isLead, condition))
      .returning({ tags: leads.tags }),
  ]);
  if (!found) return err({ code: "lead_not_found" });
  return changed ? ok(changed.tags) : err(tooManyTags);
}

const tooManyTags: Failure = {
  code: "field_invalid",
  message: `tags: a lead carries at most ${maxTags}`,
  details: { field: "tags" },
};
