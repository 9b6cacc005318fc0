// What people want on a channel, by address. The latest word counts, in whatever order the words arrive.
import { and, asc, eq, inArray, ne, sql } from "drizzle-orm";
import type { Channel } from "../model/channel.ts";
import type { Database } from "./db.ts";
import { addresses, optOuts } from "./schema.ts";

export type OptOutRecord = typeof optOuts.$inferSelect;

export interface Consent {
  channel: Channel;
  /** Every spelling of the address. */
  values: string[];
  scope: OptOutRecord["scope"];
  reason: string;
  /** When it was said, epoch milliseconds. */
  saidAt: number;
}

const spelled = ({ channel, values }: Pick<Consent, "channel" | "values">): string[] =>
  channel === "email" ? values.map((value) => value.toLowerCase()) : values;

/** Writes down what was said. Gives the leads that have the address, whose objects hold outdated copies now. */
export async function recordConsent(
  db: Database,
  workspaceId: string,
  consent: Consent,
): Promise<string[]> {
  const { channel, scope, reason, saidAt } = consent;
  const values = spelled(consent);
  const rows = values.map((value) => ({ workspaceId, channel, value, scope, reason, saidAt }));
  const [, owners] = await db.batch([
    db
      .insert(optOuts)
      .values(rows)
      .onConflictDoUpdate({
        target: [optOuts.workspaceId, optOuts.channel, optOuts.value],
        set: { scope, reason, saidAt },
        setWhere: sql`${optOuts.saidAt} <= ${saidAt}`,
      }),
    db
      .select({ id: addresses.leadId })
      .from(addresses)
      .where(and(eq(addresses.workspaceId, workspaceId), inArray(addresses.value, values))),
  ]);
  return [...new Set(owners.map(({ id }) => id))];
}

/** What is opted out at any of the addresses. */
export function listOptOuts(
  db: Database,
  workspaceId: string,
  values: string[],
): Promise<OptOutRecord[]> {
  return db
    .select()
    .from(optOuts)
    .where(
      and(
        eq(optOuts.workspaceId, workspaceId),
        inArray(optOuts.value, values),
        ne(optOuts.scope, "none"),
      ),
    )
    .orderBy(asc(optOuts.channel), asc(optOuts.value));
}
