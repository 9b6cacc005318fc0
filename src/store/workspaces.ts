import { asc, eq } from "drizzle-orm";
import type { Environment } from "../model/account.ts";
import { type Database, orConflict } from "./db.ts";
import { workspaces } from "./schema.ts";

/** A tenant. */
export type Workspace = typeof workspaces.$inferSelect;

export interface NewWorkspace {
  id?: string | undefined;
  name: string;
  environment: Environment;
  defaultCountry: string | null;
  /** What it is called in paths. */
  slug?: string | null | undefined;
  /** For how long messages are kept; null for good. A year unless said otherwise. */
  retentionDays?: number | null | undefined;
}

export interface WorkspaceChange {
  name?: string | undefined;
  defaultCountry?: string | null | undefined;
  slug?: string | null | undefined;
  retentionDays?: number | null | undefined;
}

/** Throws `conflict` when the id is taken. */
export async function createWorkspace(
  db: Database,
  { id = crypto.randomUUID(), retentionDays = 365, slug = null, ...rest }: NewWorkspace,
  now: number,
): Promise<Workspace> {
  const workspace = { id, ...rest, slug, retentionDays, createdAt: now };
  await orConflict(
    db.insert(workspaces).values(workspace),
    `There is already a workspace with the id ${id}${slug === null ? "" : ` or the slug ${slug}`}.`,
  );
  return workspace;
}

export async function getWorkspace(db: Database, id: string): Promise<Workspace | null> {
  return (await db.select().from(workspaces).where(eq(workspaces.id, id)).get()) ?? null;
}

/** Changes what is given. The environment stays what it was: keys carry its name. Throws `conflict` when the slug is taken. */
export async function updateWorkspace(
  db: Database,
  workspace: Workspace,
  change: WorkspaceChange,
): Promise<Workspace> {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  if (given.length === 0) return workspace;
  return orConflict(
    db
      .update(workspaces)
      .set(Object.fromEntries(given))
      .where(eq(workspaces.id, workspace.id))
      .returning()
      .get(),
    `There is already a workspace with the slug ${change.slug}.`,
  );
}

export function listWorkspaces(db: Database): Promise<Workspace[]> {
  return db.select().from(workspaces).orderBy(asc(workspaces.createdAt), asc(workspaces.id));
}
