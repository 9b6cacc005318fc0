import { and, count, eq, ne } from "drizzle-orm";
import type { Database } from "./db.ts";
import { templates } from "./schema.ts";

/** How many templates the workspace has, without deleted ones. */
export async function countTemplates(db: Database, workspaceId: string): Promise<number> {
  const row = await db
    .select({ total: count() })
    .from(templates)
    .where(and(eq(templates.workspaceId, workspaceId), ne(templates.status, "DELETED")))
    .get();
  return row?.total ?? 0;
}
