import { and, asc, eq, getTableColumns, inArray, type SQL, sql } from "drizzle-orm";
import type { AddressKind } from "../../model/address.ts";
import type { Database } from "../db.ts";
import { leads } from "../schema.ts";
import type { LeadChange, StoredLead } from "./merge-leads.ts";

// Written out, because drizzle leaves the table's name away in a select of one table, and `id` would
// then be the inner table's.
const addressOf = (kind: AddressKind) =>
  sql<string | null>`(SELECT a.value FROM addresses a
    WHERE a.workspace_id = leads.workspace_id AND a.lead_id = leads.id
      AND a.kind = ${sql.raw(`'${kind}'`)})`;

/** When anything was last said to or by the lead, as far as the list of messages knows. */
export const lastMessageAt = sql<number | null>`(SELECT max(m.created_at) FROM messages m
  WHERE m.workspace_id = leads.workspace_id AND m.lead_id = leads.id)`.as("last_message_at");

export const phoneOf = addressOf("phone");
export const emailOf = addressOf("email");
export const userIdOf = addressOf("whatsapp_user_id");
export const psidOf = addressOf("psid");
export const igsidOf = addressOf("igsid");
export const telegramChatIdOf = addressOf("telegram_chat_id");

/** What the person opted out of, by channel, as JSON. */
export const optOutsOf = sql<string>`(SELECT json_group_object(o.channel,
    json_object('scope', o.scope, 'reason', o.reason))
  FROM opt_outs o WHERE o.workspace_id = leads.workspace_id AND o.scope <> 'none'
    AND o.value IN (SELECT a.value FROM addresses a
      WHERE a.workspace_id = leads.workspace_id AND a.lead_id = leads.id))`.as("opt_outs");

/** Why the lead's e-mail address takes nothing more. */
export const emailSuppressed = sql<string | null>`(SELECT s.reason FROM suppressions s
  WHERE s.workspace_id = leads.workspace_id AND s.kind = 'email' AND s.value = ${emailOf})`.as(
  "email_suppressed",
);

/** The columns of a lead together with its addresses. */
export const leadColumns = {
  ...getTableColumns(leads),
  phone: phoneOf.as("phone"),
  email: emailOf.as("email"),
  psid: psidOf.as("psid"),
  igsid: igsidOf.as("igsid"),
  telegramChatId: telegramChatIdOf.as("telegram_chat_id"),
};

// The plus keeps SQLite from walking all leads in order of creation in search of the few that match.
const oldestFirst = [sql`+${leads.createdAt}`, asc(leads.id)];

/** The leads that changes may mean: by id, or the oldest with the e-mail or the phone. Oldest first. */
export function candidates(
  db: Database,
  workspaceId: string,
  changes: LeadChange[],
): Promise<StoredLead[]> {
  const ids = changes.flatMap(({ id }) => id ?? []);
  const anyone = changes.filter(({ id }) => id === undefined);
  const wanted = anyone.flatMap(({ email, phone }) => [
    ...(email ? [["email", email]] : []),
    ...(phone ? [["phone", phone]] : []),
  ]);
  const meant: SQL = sql`(
    SELECT value FROM json_each(${JSON.stringify(ids)})
    UNION
    SELECT (SELECT p.id FROM addresses a
        JOIN leads p ON p.workspace_id = a.workspace_id AND p.id = a.lead_id
        WHERE a.workspace_id = ${workspaceId}
          AND a.kind = w.value ->> 0 AND a.value = w.value ->> 1
        ORDER BY +p.created_at, p.id LIMIT 1)
      FROM json_each(${JSON.stringify(wanted)}) w)`;
  return db
    .select(leadColumns)
    .from(leads)
    .where(and(eq(leads.workspaceId, workspaceId), inArray(leads.id, meant)))
    .orderBy(...oldestFirst);
}
