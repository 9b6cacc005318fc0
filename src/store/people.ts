// People as the platforms know them: a number that may be written in several ways, an id, or both. Who
// is not known becomes a lead, once, however many of their messages arrive at the same time.
import { type SQL, sql } from "drizzle-orm";
import { uuidOf } from "../lib/uuid.ts";
import { type AddressKind, phoneVariants } from "../model/address.ts";
import type { Channel } from "../model/channel.ts";
import type { Recipient } from "../model/command.ts";
import { GatewayError } from "../model/errors.ts";
import type { LeadRef } from "../model/lead.ts";
import type { PersonAddress } from "../model/update.ts";
import type { Database } from "./db.ts";
import { writeLeads } from "./leads/write-leads.ts";
import { type Address, findLeads, getLead, updateLead } from "./leads.ts";
import { addresses } from "./schema.ts";

type WhatsAppAddress = Pick<PersonAddress, "phone" | "userId" | "chat">;

/** Every lead behind a person, the oldest first: several leads may share an address, and then all are meant. */
export async function leadsOf(
  db: Database,
  workspaceId: string,
  person: PersonAddress,
): Promise<LeadRef[]> {
  const found = await findLeads(db, workspaceId, addressesOf(person));
  return found.map((leadId) => ({ workspaceId, leadId }));
}

const maxNameChars = 200;

/** A person as a message shows them. */
export type Stranger = WhatsAppAddress & {
  name: string | null;
  /** Where they wrote. */
  channel: Channel;
};

/**
 * The same for a person who writes; a new lead when there is none. What the message shows of the person's
 * addresses is learnt, so that the next one finds the same lead by any of them.
 *
 * @param person phone in E.164; at least one of phone, user id and chat
 * @param now epoch milliseconds
 */
export async function leadsOrStranger(
  db: Database,
  workspaceId: string,
  person: Stranger,
  now: number,
): Promise<LeadRef[]> {
  const { phone, userId } = person;
  const known = await findLeads(db, workspaceId, addressesOf(person));
  const leadIds = known.length > 0 ? known : [await create(db, workspaceId, person, now)];
  const refs = leadIds.map((leadId) => ({ workspaceId, leadId }));
  if (userId === null) return refs;
  for (const ref of refs) {
    await learnAddress(db, ref, "whatsapp_user_id", userId);
    if (phone !== null) await learnNumber(db, ref, phone);
  }
  return refs;
}

async function create(
  db: Database,
  workspaceId: string,
  { phone, userId, chat, name, channel }: Stranger,
  now: number,
): Promise<string> {
  const person = phone ?? userId ?? chat?.value;
  if (person === undefined || person === null) throw new TypeError("a person without an address");
  const firstName = displayName(name) ?? person;
  const change = { firstName, source: channel };
  const options = { now, create: true, keepKnown: true };
  const who =
    phone === null
      ? { id: await idOf(workspaceId, chat ?? { kind: "whatsapp_user_id", value: person }) }
      : { phone };
  const [written] = await writeLeads(db, workspaceId, [{ ...change, ...who }], options);
  if (!written?.ok) throw new Error(`no lead for a stranger: ${written?.error.code}`);
  const { id } = written.value.lead;
  if (chat) await learnAddress(db, { workspaceId, leadId: id }, chat.kind, chat.value);
  return id;
}

/** Nothing but the id of a lead keeps two writers apart where there is no number, so it follows from the person. */
const idOf = (
  workspaceId: string,
  { kind, value }: { kind: AddressKind; value: string },
): Promise<string> => uuidOf(`${kind} ${workspaceId} ${value}`);

/**
 * The oldest lead with an address; a new one when nobody has it, however many ask at the same moment.
 * `changed` when the details made another person of a known lead, whose object then holds an old copy.
 *
 * @param now epoch milliseconds
 */
export async function leadAt(
  db: Database,
  workspaceId: string,
  { address, firstName, updates = false, ...details }: Recipient,
  now: number,
): Promise<{ leadId: string; created: boolean; changed: boolean }> {
  const { kind, value } = address;
  const known = await findLeads(db, workspaceId, addressesOf(personAt(kind, value)));
  const [leadId] = known;
  if (leadId !== undefined && !updates) return { leadId, created: false, changed: false };
  const own = kind === "phone" ? { phone: value } : kind === "email" ? { email: value } : {};
  const change = { ...details, ...own };
  const isNumbered = kind === "phone" || kind === "email";
  const [written] = await writeLeads(
    db,
    workspaceId,
    [
      leadId === undefined
        ? {
            ...change,
            firstName: firstName ?? value,
            ...(isNumbered ? {} : { id: await idOf(workspaceId, address) }),
          }
        : { ...change, ...(firstName === undefined ? {} : { firstName }), id: leadId },
    ],
    { now, create: true, keepKnown: !updates },
  );
  if (!written?.ok) throw GatewayError.from(written?.error ?? { code: "internal" });
  const { lead, existed, profileChanged } = written.value;
  if (!isNumbered && !existed)
    await learnAddress(db, { workspaceId, leadId: lead.id }, kind, value);
  return { leadId: lead.id, created: !existed, changed: profileChanged };
}

function personAt(kind: AddressKind, value: string): WhatsAppAddress & { email: string | null } {
  const nobody = { phone: null, userId: null, email: null };
  switch (kind) {
    case "phone":
    case "whatsapp_id":
      return { ...nobody, phone: value };
    case "email":
      return { ...nobody, email: value };
    case "whatsapp_user_id":
      return { ...nobody, userId: value };
    case "psid":
    case "igsid":
    case "telegram_chat_id":
      return { ...nobody, chat: { kind, value } };
  }
}

/** One line, as names are everywhere else. */
function displayName(name: string | null): string | null {
  const line = name?.replaceAll(/[\p{Cc}\s]+/gu, " ").trim() ?? "";
  return [...line].slice(0, maxNameChars).join("") || null;
}

/** Writes down how else a known lead is reached. What the platform told before is replaced. */
export const learnAddress = (
  db: Database,
  ref: LeadRef,
  kind: Exclude<AddressKind, "phone" | "email">,
  value: string,
): Promise<void> => learn(db, ref, kind, value, sql`true`);

/** The number that WhatsApp shows, unless it is the lead's phone anyway. */
function learnNumber(db: Database, ref: LeadRef, phone: string): Promise<void> {
  const spellings = JSON.stringify(phoneVariants(phone));
  const isNew = sql`NOT EXISTS (SELECT 1 FROM addresses a
    WHERE a.workspace_id = l.workspace_id AND a.lead_id = l.id AND a.kind = 'phone'
      AND a.value IN (SELECT value FROM json_each(${spellings})))`;
  return learn(db, ref, "whatsapp_id", phone, isNew);
}

async function learn(
  db: Database,
  { workspaceId, leadId }: LeadRef,
  kind: AddressKind,
  value: string,
  condition: SQL,
): Promise<void> {
  await db
    .insert(addresses)
    .select(
      sql`SELECT l.workspace_id, l.id, ${kind}, ${value} FROM leads l
        WHERE l.workspace_id = ${workspaceId} AND l.id = ${leadId} AND ${condition}`,
    )
    .onConflictDoUpdate({
      target: [addresses.workspaceId, addresses.leadId, addresses.kind],
      set: { value },
      setWhere: sql`${addresses.value} <> ${value}`,
    });
}

/**
 * Follows a person to another number or user id, as WhatsApp reports it. Gives the leads that moved,
 * whose objects hold outdated copies of their profiles now.
 */
export async function changeAddress(
  db: Database,
  workspaceId: string,
  before: WhatsAppAddress,
  after: WhatsAppAddress,
  now: number,
): Promise<LeadRef[]> {
  const formerly = new Set(before.phone === null ? [] : phoneVariants(before.phone));
  const moved: LeadRef[] = [];
  for (const leadId of await findLeads(db, workspaceId, addressesOf(before))) {
    const ref = { workspaceId, leadId };
    const lead = await getLead(db, ref);
    if (!lead) continue;
    if (after.phone !== null && lead.phone !== null && formerly.has(lead.phone)) {
      const changed = await updateLead(db, ref, { phone: after.phone }, now);
      if (!changed.ok) throw new Error(`the lead's phone was not changed: ${changed.error.code}`);
    }
    if (after.userId !== null) await learnAddress(db, ref, "whatsapp_user_id", after.userId);
    moved.push(ref);
  }
  return moved;
}

function addressesOf({
  phone,
  userId,
  chat,
  email = null,
}: WhatsAppAddress & { email?: string | null }): Address[] {
  const numbers = phone === null ? [] : phoneVariants(phone);
  return [
    ...numbers.flatMap((value): Address[] => [
      { kind: "phone", value },
      { kind: "whatsapp_id", value },
    ]),
    ...(userId === null ? [] : [{ kind: "whatsapp_user_id" as const, value: userId }]),
    ...(chat === undefined ? [] : [chat]),
    ...(email === null ? [] : [{ kind: "email" as const, value: email }]),
  ];
}
