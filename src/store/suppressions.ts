// Addresses that take nothing more from a workspace. Kept by address and not by lead: whoever has the
// address now or later is meant, and a lead that gets another address is free.
import { and, desc, eq } from "drizzle-orm";
import type { AddressKind } from "../model/address.ts";
import type { Database } from "./db.ts";
import { addresses, suppressions } from "./schema.ts";

export type Suppression = typeof suppressions.$inferSelect;

const maxListed = 1_000;

const spelled = (kind: AddressKind, value: string) =>
  kind === "email" ? value.toLowerCase() : value;

/**
 * Marks an address; the first reason stays. Gives the leads that have it, whose objects hold outdated
 * copies of their profiles now.
 */
export async function suppressAddress(
  db: Database,
  workspaceId: string,
  kind: AddressKind,
  value: string,
  reason: string,
  now: number,
): Promise<string[]> {
  const row = { workspaceId, kind, value: spelled(kind, value), reason, createdAt: now };
  const [, owners] = await db.batch([
    db.insert(suppressions).values(row).onConflictDoNothing(),
    db
      .select({ id: addresses.leadId })
      .from(addresses)
      .where(
        and(
          eq(addresses.workspaceId, workspaceId),
          eq(addresses.kind, kind),
          eq(addresses.value, row.value),
        ),
      ),
  ]);
  return owners.map(({ id }) => id);
}

/** Takes the mark away; null when there was none. */
export async function liftSuppression(
  db: Database,
  workspaceId: string,
  kind: AddressKind,
  value: string,
): Promise<Suppression | null> {
  const own = and(
    eq(suppressions.workspaceId, workspaceId),
    eq(suppressions.kind, kind),
    eq(suppressions.value, spelled(kind, value)),
  );
  return (await db.delete(suppressions).where(own).returning().get()) ?? null;
}

/** The workspace's latest marks. */
export function listSuppressions(db: Database, workspaceId: string): Promise<Suppression[]> {
  return db
    .select()
    .from(suppressions)
    .where(eq(suppressions.workspaceId, workspaceId))
    .orderBy(desc(suppressions.createdAt), suppressions.value)
    .limit(maxListed);
}
