import { and, asc, eq, ne, or, sql } from "drizzle-orm";
import { canonicalJson } from "../lib/json.ts";
import { uuidOf } from "../lib/uuid.ts";
import type { Account } from "../model/account.ts";
import type { Template } from "../model/template.ts";
import type { TemplateUpdate } from "../model/update.ts";
import type { Database } from "./db.ts";
import { columnsFromJson, driverRow, excludedColumns, jsonChunks } from "./json-rows.ts";
import { templates } from "./schema.ts";

/** A template with what its provider reported about it since it was listed. */
export interface TemplateRecord extends Template {
  quality: string | null;
  /** Why it was rejected, while it is. */
  rejectedReason: string | null;
}

/** A template as its provider lists it. */
export type ListedTemplate = Omit<Template, "id" | "workspaceId" | "accountId"> & {
  providerTemplateId: string;
};

export interface SyncCounts {
  added: number;
  updated: number;
  removed: number;
  /** How many the provider lists. */
  total: number;
}

export interface TemplateFilter {
  status?: string | undefined;
  category?: string | undefined;
  accountId?: string | undefined;
}

/** The status of a template that its provider no longer lists; its id stays ours. */
const deleted = "DELETED";
/** Columns that a sync leaves alone: a report may come while it is under way. */
const notListed = ["workspaceId", "quality", "rejectedReason", "reported"] as const;

export async function getTemplate(
  db: Database,
  workspaceId: string,
  id: string,
): Promise<Template | null> {
  const own = and(eq(templates.workspaceId, workspaceId), eq(templates.id, id));
  return (await db.select().from(templates).where(own).get()) ?? null;
}

/** The workspace's templates by name and language, without deleted ones. */
export function listTemplates(
  db: Database,
  workspaceId: string,
  { status, category, accountId }: TemplateFilter = {},
): Promise<TemplateRecord[]> {
  return db
    .select()
    .from(templates)
    .where(
      and(
        eq(templates.workspaceId, workspaceId),
        ne(templates.status, deleted),
        status === undefined ? undefined : eq(templates.status, status),
        category === undefined ? undefined : eq(templates.category, category),
        accountId === undefined ? undefined : eq(templates.accountId, accountId),
      ),
    )
    .orderBy(asc(templates.name), asc(templates.language), asc(templates.id));
}

/** Follows from what names a template, so that it is the same in every database. */
export const templateId = (
  accountId: string,
  { name, language }: { name: string; language: string },
): Promise<string> => uuidOf(`template ${accountId} ${language} ${name}`);

/**
 * Makes the account's templates what its provider lists. (name, language) is a template's key, so our
 * ids survive edits, and even deletion and re-creation, at the provider.
 */
export async function syncTemplates(
  db: Database,
  account: Pick<Account, "id" | "workspaceId">,
  listed: ListedTemplate[],
  now: number,
): Promise<SyncCounts> {
  const key = ({ name, language }: { name: string; language: string }) => `${language} ${name}`;
  const stored = await db.select().from(templates).where(eq(templates.accountId, account.id));
  const known = new Map(stored.map((template) => [key(template), template]));
  const wanted = new Map(listed.map((template) => [key(template), template]));

  const changed: (typeof templates.$inferSelect)[] = [];
  const counts = { added: 0, updated: 0, removed: 0, total: wanted.size };
  for (const [name, template] of wanted) {
    const before = known.get(name);
    const id = before?.id ?? (await templateId(account.id, template));
    const { workspaceId } = account;
    const { quality = null, rejectedReason = null, reported = null } = before ?? {};
    const reports = { quality, rejectedReason, reported };
    const row = { id, workspaceId, accountId: account.id, ...template, syncedAt: now, ...reports };
    if (!before || before.status === deleted) counts.added++;
    else if (canonicalJson({ ...before, syncedAt: now }) !== canonicalJson(row)) counts.updated++;
    else continue;
    changed.push(row);
  }
  for (const [name, template] of known) {
    if (wanted.has(name) || template.status === deleted) continue;
    changed.push({ ...template, status: deleted, syncedAt: now });
    counts.removed++;
  }

  const rows = changed.map((template) => driverRow(templates, template));
  for (const json of jsonChunks(rows)) {
    await db
      .insert(templates)
      .select(sql`SELECT ${columnsFromJson(templates)} FROM json_each(${json}) r WHERE true`)
      .onConflictDoUpdate({
        target: [templates.accountId, templates.name, templates.language],
        set: excludedColumns(templates, ["id", "accountId", "name", "language", ...notListed]),
      });
  }
  return counts;
}

/** Stores a template that the provider just took, in place of one of the same name and language. */
export async function keepTemplate(
  db: Database,
  { id: accountId, workspaceId }: Pick<Account, "id" | "workspaceId">,
  template: ListedTemplate,
  now: number,
): Promise<Template> {
  const fresh = { ...template, syncedAt: now, quality: null, rejectedReason: null, reported: null };
  const row = { id: await templateId(accountId, template), workspaceId, accountId, ...fresh };
  const [kept] = await db
    .insert(templates)
    .values(row)
    .onConflictDoUpdate({
      target: [templates.accountId, templates.name, templates.language],
      set: fresh,
    })
    .returning({ id: templates.id });
  const { providerTemplateId: _, ...stored } = template;
  return { ...stored, id: kept?.id ?? row.id, workspaceId, accountId };
}

/**
 * Writes down what the provider reports about a template, at once and in all accounts of the workspace
 * that have it. Of each facet the latest report counts, in whatever order reports arrive. False when
 * nobody has such a template: the next sync brings it.
 */
export async function applyTemplateUpdate(
  db: Database,
  account: Pick<Account, "id" | "workspaceId">,
  update: TemplateUpdate,
): Promise<boolean> {
  const { providerTemplateId, name, language, status, category, quality, reason, at } = update;
  const isMeant = and(
    eq(templates.workspaceId, account.workspaceId),
    or(
      eq(templates.providerTemplateId, providerTemplateId),
      and(
        eq(templates.accountId, account.id),
        eq(templates.name, name),
        eq(templates.language, language),
      ),
    ),
  );
  const facets = [
    ["status", status === undefined ? null : { status, rejectedReason: reason ?? null }],
    ["category", category === undefined ? null : { category }],
    ["quality", quality === undefined ? null : { quality }],
  ] as const;
  const writes = facets.flatMap(([facet, change]) => {
    if (!change) return [];
    const path = `$.${facet}`;
    return db
      .update(templates)
      .set({
        ...change,
        reported: sql`json_set(coalesce(${templates.reported}, '{}'), ${path}, ${at})`,
      })
      .where(and(isMeant, sql`coalesce(${templates.reported} ->> ${path}, 0) <= ${at}`));
  });
  const find = db.select({ id: templates.id }).from(templates).where(isMeant);
  const [found] = await db.batch([find, ...writes]);
  return found.length > 0;
}
