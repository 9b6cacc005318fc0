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
}

/** Throws `conflict` when the id is taken. */
export async function createWorkspace(
  db: Database,
  { id = crypto.randomUUID(), ...rest }: NewWorkspace,
  now: number,
): Promise<Workspace> {
  const workspace = { id, ...rest, createdAt: now };
  await orConflict(
    db.insert(workspaces).values(workspace),
    `There is already a workspace with the id ${id}.`,
  );
  return workspace;
}

export async function getWorkspace(db: Database, id: string): Promise<Workspace | null> {
  return (await db.select().from(workspaces).where(eq(workspaces.id, id)).get()) ?? null;
}

export function listWorkspaces(db: Database): Promise<Workspace[]> {
  return db.select().from(workspaces).orderBy(asc(workspaces.createdAt), asc(workspaces.id));
}
