// People. Leads of one workspace only: every verb names it, and a foreign lead is an absent one.
import { and, eq, sql } from "drizzle-orm";
import { parseJson } from "../lib/json.ts";
import type { Result } from "../lib/result.ts";
import type { AddressKind } from "../model/address.ts";
import type { Failure } from "../model/errors.ts";
import type { LeadProfile, LeadRef } from "../model/lead.ts";
import type { Database } from "./db.ts";
import type { Lead, LeadChange } from "./leads/merge-leads.ts";
import {
  emailOf,
  emailSuppressed,
  igsidOf,
  leadColumns,
  optOutsOf,
  phoneOf,
  psidOf,
  telegramChatIdOf,
  userIdOf,
} from "./leads/select-leads.ts";
import { type WrittenLead, writeLeads } from "./leads/write-leads.ts";
import { addresses, leads, messages } from "./schema.ts";
import type { Workspace } from "./workspaces.ts";

const isLead = ({ workspaceId, leadId }: LeadRef) =>
  and(eq(leads.workspaceId, workspaceId), eq(leads.id, leadId));

/** What a send must know of the lead. */
export async function loadProfile(db: Database, ref: LeadRef): Promise<LeadProfile | null> {
  const { firstName, lastName } = leads;
  const profile = db
    .select({
      firstName,
      lastName,
      phone: phoneOf.as("phone"),
      email: emailOf.as("email"),
      emailSuppressed,
      whatsappUserId: userIdOf.as("whatsapp_user_id"),
      psid: psidOf.as("psid"),
      igsid: igsidOf.as("igsid"),
      telegramChatId: telegramChatIdOf.as("telegram_chat_id"),
      optOuts: optOutsOf,
    })
    .from(leads)
    .where(isLead(ref));
  const found = await profile.get();
  if (!found) return null;
  return { ...found, optOuts: parseJson(found.optOuts) as NonNullable<LeadProfile["optOuts"]> };
}

export async function getLead(db: Database, ref: LeadRef): Promise<Lead | null> {
  return (await db.select(leadColumns).from(leads).where(isLead(ref)).get()) ?? null;
}

/**
 * Creates or updates leads in the order given; a row is done as a whole or refused with a reason, and
 * rows do not depend on each other. Requests that create the same e-mail or phone at the same moment,
 * without an id of their own, end in one lead.
 */
export function upsertLeads(
  db: Database,
  workspace: Pick<Workspace, "id">,
  changes: LeadChange[],
  now: number,
): Promise<Result<WrittenLead, Failure>[]> {
  return writeLeads(db, workspace.id, changes, { now, create: true });
}

/** Changes a lead; `lead_not_found` when there is none. */
export async function updateLead(
  db: Database,
  { workspaceId, leadId }: LeadRef,
  change: Omit<LeadChange, "id">,
  now: number,
): Promise<Result<WrittenLead, Failure>> {
  const changes = [{ ...change, id: leadId }];
  const [result] = await writeLeads(db, workspaceId, changes, { now, create: false });
  return result ?? { ok: false, error: { code: "lead_not_found" } };
}

/** Removes the lead, its addresses and its rows in the list of messages. False when there was none. */
export async function deleteLead(db: Database, ref: LeadRef): Promise<boolean> {
  const { workspaceId, leadId } = ref;
  const [gone] = await db.batch([
    db.delete(leads).where(isLead(ref)).returning({ id: leads.id }),
    db
      .delete(addresses)
      .where(and(eq(addresses.workspaceId, workspaceId), eq(addresses.leadId, leadId))),
    db
      .delete(messages)
      .where(and(eq(messages.workspaceId, workspaceId), eq(messages.leadId, leadId))),
  ]);
  return gone.length > 0;
}

/** One way to reach a person. */
export interface Address {
  kind: AddressKind;
  value: string;
}

/** The leads that have any of the addresses, the oldest first; e-mail in any letter case. */
export async function findLeads(
  db: Database,
  workspaceId: string,
  wanted: Address[],
): Promise<string[]> {
  const pairs = wanted.map(({ kind, value }) => [
    kind,
    kind === "email" ? value.toLowerCase() : value,
  ]);
  // CROSS JOIN keeps the order in which SQLite looks: an index search for each address, then for each of
  // its leads, however many others the workspace has.
  const rows = await db.all<{ id: string }>(
    sql`SELECT DISTINCT l.id, l.created_at FROM json_each(${JSON.stringify(pairs)}) w
      CROSS JOIN addresses a ON a.workspace_id = ${workspaceId}
        AND a.kind = w.value ->> 0 AND a.value = w.value ->> 1
      CROSS JOIN leads l ON l.workspace_id = ${workspaceId} AND l.id = a.lead_id
      ORDER BY l.created_at, l.id`,
  );
  return rows.map(({ id }) => id);
}
