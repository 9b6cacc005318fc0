// Leads are written by comparison: read what the changes may mean, work out the result, and write each
// lead only if nothing happened to it in between. What did not take is read and worked out again. So two
// requests that create the same person at the same moment make one lead, and none overwrites the other.
import { and, eq, sql } from "drizzle-orm";
import { backoff } from "../../lib/backoff.ts";
import { err, ok, type Result } from "../../lib/result.ts";
import type { AddressKind } from "../../model/address.ts";
import type { Failure } from "../../model/errors.ts";
import type { Database } from "../db.ts";
import { columnsFromJson, driverRow, excludedColumns, jsonChunks } from "../json-rows.ts";
import { addresses, leads } from "../schema.ts";
import {
  changedChats,
  type Draft,
  hasNewProfile,
  hasOtherPhone,
  isDirty,
  type Lead,
  type LeadChange,
  type MergeOptions,
  mergeLeads,
} from "./merge-leads.ts";
import { candidates } from "./select-leads.ts";

export interface WrittenLead {
  lead: Lead;
  existed: boolean;
  /** The name, phone or e-mail of a lead that existed is another now. */
  profileChanged: boolean;
}

const maxRounds = 20;

/** Kinds of address that callers give, and those that WhatsApp tells us. */
const given: AddressKind[] = ["phone", "email"];
const learnt: AddressKind[] = ["whatsapp_id", "whatsapp_user_id"];

const chatKindOf = {
  psid: "psid",
  igsid: "igsid",
  telegramChatId: "telegram_chat_id",
} as const satisfies Record<string, AddressKind>;

const contended: Failure = {
  code: "conflict",
  message:
    "The lead was changed by other requests at the same moment, again and again. Repeat the request.",
};

/**
 * Applies changes in their order; each is done as a whole or refused with a reason. A handful of
 * statements for a thousand rows, and none for leads that stay as they are.
 */
export async function writeLeads(
  db: Database,
  workspaceId: string,
  changes: LeadChange[],
  options: MergeOptions,
): Promise<Result<WrittenLead, Failure>[]> {
  const results: Result<WrittenLead, Failure>[] = changes.map(() => err(contended));
  let pending = changes.map((change, row) => ({ change, row }));
  for (let round = 1; pending.length > 0 && round <= maxRounds; round++) {
    if (round > 1) await pause(backoff(round, { baseMs: 5, maxMs: 1_000 }));
    const asked = pending.map(({ change }) => change);
    const known = await candidates(db, workspaceId, asked);
    const merged = mergeLeads(workspaceId, known, asked, options);
    const drafts = new Set(merged.flatMap((row) => (row.ok ? [row.value.draft] : [])));
    const failed = await writeDrafts(db, workspaceId, [...drafts].filter(isDirty));
    pending = pending.filter(({ row }, i) => {
      const outcome = merged[i];
      if (outcome?.ok && failed.has(outcome.value.draft)) return true;
      if (outcome) results[row] = outcome.ok ? ok(written(outcome.value)) : outcome;
      return false;
    });
  }
  return results;
}

function written({ draft, existed }: { draft: Draft; existed: boolean }): WrittenLead {
  return { lead: draft.lead, existed, profileChanged: hasNewProfile(draft) };
}

/** Gives the drafts that did not take. */
async function writeDrafts(
  db: Database,
  workspaceId: string,
  drafts: Draft[],
): Promise<Set<Draft>> {
  const failed = new Set(drafts);
  const byId = new Map(drafts.map((draft) => [draft.lead.id, draft]));
  const revision = crypto.randomUUID();
  const rows = drafts.map((draft) => {
    const { email, phone, psid, igsid, telegramChatId } = draft.lead;
    const chats = changedChats(draft).map((field) => chatKindOf[field]);
    return {
      ...driverRow(leads, { ...draft.lead, revision }),
      base: draft.before?.revision ?? null,
      ownId: draft.ownId,
      email,
      phone,
      psid,
      igsid,
      telegram_chat_id: telegramChatId,
      written: [...given, ...chats],
      replaced: [...given, ...chats, ...(hasOtherPhone(draft) ? learnt : [])],
    };
  });
  for (const json of jsonChunks(rows)) {
    const [taken] = await db.batch([
      db
        .insert(leads)
        .select(sql`SELECT ${columnsFromJson(leads)} FROM json_each(${json}) r WHERE ${unchanged}`)
        .onConflictDoUpdate({
          target: [leads.workspaceId, leads.id],
          set: excludedColumns(leads, ["workspaceId", "id", "createdAt"]),
        })
        .returning({ id: leads.id }),
      db.delete(addresses).where(
        and(
          eq(addresses.workspaceId, workspaceId),
          sql`(${addresses.leadId}, ${addresses.kind}) IN (
              SELECT r.value ->> 'id', k.value
              FROM json_each(${json}) r JOIN json_each(r.value, '$.replaced') k
              WHERE ${took(revision)})`,
        ),
      ),
      db.insert(addresses).select(
        sql`SELECT ${workspaceId}, r.value ->> 'id', k.value, r.value ->> k.value
              FROM json_each(${json}) r JOIN json_each(r.value, '$.written') k
              WHERE r.value ->> k.value IS NOT NULL AND ${took(revision)}`,
      ),
    ]);
    for (const { id } of taken) {
      const draft = byId.get(id);
      if (draft) failed.delete(draft);
    }
  }
  return failed;
}

const stored = sql`SELECT 1 FROM leads l
  WHERE l.workspace_id = r.value ->> 'workspaceId' AND l.id = r.value ->> 'id'`;

const owner = (kind: "phone" | "email") => sql`SELECT 1 FROM addresses a
  WHERE a.workspace_id = r.value ->> 'workspaceId'
    AND a.kind = ${sql.raw(`'${kind}'`)} AND a.value = r.value ->> ${sql.raw(`'${kind}'`)}`;

/** The lead is as it was read; a new one is still nobody's. */
const unchanged = sql`CASE
  WHEN r.value ->> 'base' IS NOT NULL THEN EXISTS (${stored} AND l.revision = r.value ->> 'base')
  WHEN r.value ->> 'ownId' THEN NOT EXISTS (${stored})
  ELSE NOT EXISTS (${owner("email")}) AND NOT EXISTS (${owner("phone")}) END`;

const took = (revision: string) => sql`EXISTS (${stored} AND l.revision = ${revision})`;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
