import { and, eq } from "drizzle-orm";
import type { Database } from "./db.ts";
import { messages } from "./schema.ts";

/** Our id of the message that we sent and the provider calls so; null when the list does not know it (yet). */
export async function findByProviderId(
  db: Database,
  workspaceId: string,
  providerMessageId: string,
): Promise<string | null> {
  const row = await db
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        eq(messages.workspaceId, workspaceId),
        eq(messages.providerMessageId, providerMessageId),
        eq(messages.direction, "outbound"),
      ),
    )
    .limit(1)
    .get();
  return row?.id ?? null;
}
