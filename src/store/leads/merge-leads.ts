// What a list of changes makes of the leads they name, row after row, before anything is written. Pure.
import { err, ok, type Result } from "../../lib/result.ts";
import type { Failure } from "../../model/errors.ts";

/** A person one can reach. Times are epoch milliseconds. */
export interface Lead {
  workspaceId: string;
  id: string;
  firstName: string;
  lastName: string | null;
  /** E.164. */
  phone: string | null;
  /** In lower case. */
  email: string | null;
  /** The person's ids at our page on Messenger, our account on Instagram, our bot on Telegram. */
  psid: string | null;
  igsid: string | null;
  telegramChatId: string | null;
  company: string | null;
  title: string | null;
  source: string;
  externalId: string | null;
  campaignId: string | null;
  /** Who looks after the lead. */
  assignedTo: string | null;
  tags: string[];
  metadata: Record<string, unknown>;
  createdAt: number;
  updatedAt: number;
}

export interface StoredLead extends Lead {
  revision: string;
}

/** Fields to set: absent keeps what is there, null clears it, `metadata` is merged key by key. */
export interface LeadChange {
  /** The caller's own id. With it, the lead is this one; without, the first with the e-mail, else the phone. */
  id?: string | undefined;
  firstName?: string | undefined;
  lastName?: string | null | undefined;
  phone?: string | null | undefined;
  email?: string | null | undefined;
  psid?: string | null | undefined;
  igsid?: string | null | undefined;
  telegramChatId?: string | null | undefined;
  company?: string | null | undefined;
  title?: string | null | undefined;
  source?: string | undefined;
  externalId?: string | null | undefined;
  campaignId?: string | null | undefined;
  assignedTo?: string | null | undefined;
  tags?: string[] | undefined;
  metadata?: Record<string, unknown> | undefined;
}

export interface MergeOptions {
  now: number;
  /** Whether a change that means no known lead makes a new one. */
  create: boolean;
  /** Whether a lead that is known stays as it is. */
  keepKnown?: boolean;
}

/** One lead while changes are applied to it. */
export interface Draft {
  before: StoredLead | null;
  lead: Lead;
  /** A new lead whose id the caller chose; it may share its addresses with others. */
  ownId: boolean;
}

export interface Merged {
  draft: Draft;
  /** Whether there was such a lead before this row. */
  existed: boolean;
}

const maxMetadataChars = 32_768;

/**
 * @param known every lead that a change may mean: oldest first, so that of several leads with one address
 *   the oldest is meant
 */
export function mergeLeads(
  workspaceId: string,
  known: StoredLead[],
  changes: LeadChange[],
  { now, create, keepKnown = false }: MergeOptions,
): Result<Merged, Failure>[] {
  const byId = new Map<string, Draft>();
  const byPhone = new Map<string, Draft>();
  const byEmail = new Map<string, Draft>();
  const enter = (draft: Draft) => {
    const { id, phone, email } = draft.lead;
    byId.set(id, draft);
    if (phone !== null && !byPhone.has(phone)) byPhone.set(phone, draft);
    if (email !== null && !byEmail.has(email)) byEmail.set(email, draft);
  };
  const leave = (draft: Draft) => {
    const { phone, email } = draft.lead;
    if (phone !== null && byPhone.get(phone) === draft) byPhone.delete(phone);
    if (email !== null && byEmail.get(email) === draft) byEmail.delete(email);
  };
  for (const lead of known) enter({ before: lead, lead, ownId: false });

  return changes.map((change) => {
    const found =
      change.id === undefined
        ? (byEmail.get(change.email ?? "") ?? byPhone.get(change.phone ?? ""))
        : byId.get(change.id);
    if (!found && !create) return err({ code: "lead_not_found" });
    const draft = found ?? {
      before: null,
      lead: blank(workspaceId, change.id ?? crypto.randomUUID(), now),
      ownId: change.id !== undefined,
    };
    const lead = found && keepKnown ? draft.lead : apply(draft.lead, change);
    if (JSON.stringify(lead.metadata).length > maxMetadataChars) return err(metadataTooLarge);
    leave(draft);
    if (!found || !isSame(lead, draft.lead)) draft.lead = { ...lead, updatedAt: now };
    enter(draft);
    return ok({ draft, existed: found !== undefined });
  });
}

/** Whether the lead must be written. */
export const isDirty = ({ before, lead }: Draft): boolean => lead !== before;

/** Whether the lead's object holds an outdated copy of the profile. */
export function hasNewProfile({ before, lead }: Draft): boolean {
  if (!before) return false;
  const fields = ["firstName", "lastName", "phone", "email", ...chatFields] as const;
  return fields.some((field) => before[field] !== lead[field]);
}

const chatFields = ["psid", "igsid", "telegramChatId"] as const;

/** Chat ids that this row changes: others may have been learnt since it was read. */
export const changedChats = ({ before, lead }: Draft) =>
  chatFields.filter((field) => (before?.[field] ?? null) !== lead[field]);

/** Whether what WhatsApp said about the person's number was said about another number. */
export const hasOtherPhone = ({ before, lead }: Draft): boolean =>
  before !== null && before.phone !== null && before.phone !== lead.phone;

function blank(workspaceId: string, id: string, now: number): Lead {
  return {
    workspaceId,
    id,
    firstName: "",
    lastName: null,
    phone: null,
    email: null,
    psid: null,
    igsid: null,
    telegramChatId: null,
    company: null,
    title: null,
    source: "api",
    externalId: null,
    campaignId: null,
    assignedTo: null,
    tags: [],
    metadata: {},
    createdAt: now,
    updatedAt: now,
  };
}

function apply(lead: Lead, { id: _, metadata, ...fields }: LeadChange): Lead {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return {
    ...lead,
    ...Object.fromEntries(given),
    metadata: { ...lead.metadata, ...metadata },
  };
}

const isSame = (a: Lead, b: Lead): boolean => JSON.stringify(a) === JSON.stringify(b);

const metadataTooLarge: Failure = {
  code: "field_invalid",
  message: `metadata: must not exceed ${maxMetadataChars} characters as JSON, together with what is stored`,
  details: { field: "metadata" },
};
