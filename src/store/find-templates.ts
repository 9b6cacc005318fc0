import { and, asc, desc, eq, ne, sql } from "drizzle-orm";
import type { Database } from "./db.ts";
import { accounts, templates } from "./schema.ts";

/** A template as it is stored. `syncedAt` in epoch milliseconds. */
export type StoredTemplate = typeof templates.$inferSelect;

/** The status of a template that its provider no longer lists. */
const deleted = "DELETED";

/** What somebody calls a template who does not know its id. */
export interface TemplateName {
  name: string;
  /** As Meta writes it, `en_US`; hyphens and letter case do not matter. Null leaves the choice to us. */
  language: string | null;
  /** The account whose templates come first; others of the workspace follow. */
  accountId: string | null;
}

/** The template of this name that is most likely meant: of the account, approved, the first language. */
export async function findTemplateByName(
  db: Database,
  workspaceId: string,
  { name, language, accountId }: TemplateName,
): Promise<StoredTemplate | null> {
  const wanted = language?.replaceAll("-", "_").toLowerCase();
  const row = await db
    .select({ template: templates })
    .from(templates)
    .innerJoin(accounts, eq(accounts.id, templates.accountId))
    .where(
      and(
        eq(templates.workspaceId, workspaceId),
        eq(templates.name, name),
        ne(templates.status, deleted),
        eq(accounts.active, true),
        wanted === undefined ? undefined : sql`lower(${templates.language}) = ${wanted}`,
      ),
    )
    .orderBy(
      desc(sql`${templates.accountId} IS ${accountId}`),
      desc(sql`${templates.status} = 'APPROVED'`),
      asc(templates.language),
      asc(templates.id),
    )
    .limit(1)
    .get();
  return row?.template ?? null;
}

/** A page of the workspace's templates by name and language, without deleted ones. */
export function pageOfTemplates(
  db: Database,
  workspaceId: string,
  { limit, offset }: { limit: number; offset: number },
): Promise<StoredTemplate[]> {
  return db
    .select()
    .from(templates)
    .where(and(eq(templates.workspaceId, workspaceId), ne(templates.status, deleted)))
    .orderBy(asc(templates.name), asc(templates.language), asc(templates.id))
    .limit(limit)
    .offset(offset);
}

/** Deleted ones are absent. */
export async function getStoredTemplate(
  db: Database,
  workspaceId: string,
  id: string,
): Promise<StoredTemplate | null> {
  const own = and(
    eq(templates.workspaceId, workspaceId),
    eq(templates.id, id),
    ne(templates.status, deleted),
  );
  return (await db.select().from(templates).where(own).get()) ?? null;
}
