import { sql } from "drizzle-orm";
import type { Channel } from "../model/channel.ts";
import type { Database } from "./db.ts";

/** Which of the leads do not want everything on a channel any more, by what was said from any of their addresses. */
export async function optedOutLeads(
  db: Database,
  workspaceId: string,
  channel: Channel,
  leadIds: readonly string[],
): Promise<Set<string>> {
  const rows = await db.all<{ id: string }>(sql`
    SELECT DISTINCT a.lead_id AS id FROM addresses a
    JOIN opt_outs o ON o.workspace_id = a.workspace_id AND o.value = a.value
    WHERE a.workspace_id = ${workspaceId} AND o.channel = ${channel} AND o.scope <> 'none'
      AND a.lead_id IN (SELECT value FROM json_each(${JSON.stringify(leadIds)}))`);
  return new Set(rows.map(({ id }) => id));
}
