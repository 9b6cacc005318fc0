// Tags as things of their own. Leads carry names; a name that only leads know gets its row, and with it an
// id that stays, when somebody lists the tags.
import { and, asc, eq, sql } from "drizzle-orm";
import { uuidOf } from "../lib/uuid.ts";
import type { Database } from "./db.ts";
import { columnsFromJson, driverRow, jsonChunks } from "./json-rows.ts";
import { tags } from "./schema.ts";

/** Times are epoch milliseconds. */
export type Tag = typeof tags.$inferSelect;

export interface TagQuery {
  /** Found in the name; letter case of ASCII does not matter. */
  text: string | null;
  limit: number;
  offset: number;
}

/** How many names are learnt at a time; more are learnt the next time. */
const maxLearnt = 1_000;

/** The workspace's tags by name. */
export async function listTags(
  db: Database,
  workspaceId: string,
  { text, limit, offset }: TagQuery,
  now: number,
): Promise<Tag[]> {
  await learnTags(db, workspaceId, now);
  const found = text === null ? undefined : sql`instr(lower(${tags.name}), lower(${text})) > 0`;
  return db
    .select()
    .from(tags)
    .where(and(eq(tags.workspaceId, workspaceId), found))
    .orderBy(asc(tags.name))
    .limit(limit)
    .offset(offset);
}

export async function getTag(db: Database, workspaceId: string, id: string): Promise<Tag | null> {
  const own = and(eq(tags.workspaceId, workspaceId), eq(tags.id, id));
  return (await db.select().from(tags).where(own).get()) ?? null;
}

/** The tag of this name, which is made when there is none. */
export async function createTag(
  db: Database,
  workspaceId: string,
  name: string,
  now: number,
): Promise<Tag> {
  const tag = await newTag(workspaceId, name, now);
  const own = and(eq(tags.workspaceId, workspaceId), eq(tags.name, name));
  const [, [found]] = await db.batch([
    db.insert(tags).values(tag).onConflictDoNothing(),
    db.select().from(tags).where(own),
  ]);
  return found ?? tag;
}

/** Names of tags, where the caller may write a tag's id instead of its name. */
export async function tagNames(
  db: Database,
  workspaceId: string,
  given: string[],
): Promise<string[]> {
  if (given.length === 0) return [];
  const wanted = JSON.stringify(given);
  const rows = await db
    .select({ id: tags.id, name: tags.name })
    .from(tags)
    .where(
      and(
        eq(tags.workspaceId, workspaceId),
        sql`${tags.id} IN (SELECT value FROM json_each(${wanted}))`,
      ),
    );
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return given.map((text) => names.get(text) ?? text);
}

const newTag = async (workspaceId: string, name: string, now: number): Promise<Tag> => ({
  workspaceId,
  id: await uuidOf(`tag ${workspaceId} ${name}`),
  name,
  createdAt: now,
  updatedAt: now,
});

async function learnTags(db: Database, workspaceId: string, now: number): Promise<void> {
  const carried = await db.all<{ name: string }>(sql`
    SELECT DISTINCT t.value AS name FROM leads l JOIN json_each(l.tags) t
    WHERE l.workspace_id = ${workspaceId} AND NOT EXISTS (
      SELECT 1 FROM tags k WHERE k.workspace_id = l.workspace_id AND k.name = t.value)
    LIMIT ${maxLearnt}`);
  const learnt = await Promise.all(carried.map(({ name }) => newTag(workspaceId, name, now)));
  for (const json of jsonChunks(learnt.map((tag) => driverRow(tags, tag)))) {
    await db
      .insert(tags)
      .select(sql`SELECT ${columnsFromJson(tags)} FROM json_each(${json}) r WHERE true`)
      .onConflictDoNothing();
  }
}
