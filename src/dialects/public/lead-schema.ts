// The wire of leads: rows of POST, changes of PUT and PATCH, the query of GET, and a lead as we show it.
import { z } from "zod";
import { isoTime } from "../../lib/clock.ts";
import { isDeeperThan } from "../../lib/json.ts";
import { uuidSchema } from "../../lib/uuid.ts";
import { isChatId, toE164, toEmail } from "../../model/address.ts";
import { cleanText, singleLine } from "../../model/content.ts";
import { GatewayError, parseOrRefuse } from "../../model/errors.ts";
import { parseCursor } from "../../store/cursor.ts";
import type { Lead, LeadChange } from "../../store/leads/merge-leads.ts";
import type { LeadQuery } from "../../store/leads/search-leads.ts";

const maxMetadataDepth = 20;

/** One line of trimmed text; blank text is no text. */
const line = (maxChars: number) => singleLine(maxChars).transform((text) => text.trim() || null);

const email = line(1000).transform((text, ctx) => {
  const value = text === null ? null : (toEmail(text)?.toLowerCase() ?? undefined);
  if (value !== undefined) return value;
  ctx.addIssue("must be one e-mail address such as name@example.com");
  return z.NEVER;
});

/** An id under which a platform knows the person; blank is none. */
const chatId = line(32).refine((text) => text === null || isChatId(text), {
  message: "must be the platform's id of the person, digits only",
});

/** The fields that POST, PUT and PATCH share. */
export const leadFieldsSchema = z.looseObject({
  first_name: line(200).nullish(),
  last_name: line(200).nullish(),
  email: email.nullish(),
  phone: line(1000).nullish(),
  psid: chatId.nullish(),
  igsid: chatId.nullish(),
  telegram_chat_id: chatId.nullish(),
  company: line(200).nullish(),
  title: line(200).nullish(),
  source: line(100).nullish(),
  external_id: line(255).nullish(),
  campaign_id: line(100).nullish(),
  /** Who looks after the lead: the caller's own id of a person. */
  assigned_to: line(100).nullish(),
  tags: z.array(singleLine(100)).max(50).nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
});
type Fields = z.infer<typeof leadFieldsSchema>;

export const leadRowSchema = leadFieldsSchema.extend({
  id: uuidSchema.nullish(),
  workflow_id: z.unknown().exactOptional(),
  // What follows steers a cadence. We have none: accepted, so that a client need not change, and ignored.
  force_first_message: z.unknown().optional(),
  skip_first_message: z.unknown().optional(),
  force_first_channel: z.unknown().optional(),
});

/** One row of POST: what to make of the lead, and the workflow that the row names. */
export interface LeadRow {
  change: LeadChange;
  workflowId: unknown;
}

/**
 * Reads a row of POST. What is absent, null or blank keeps what a matching lead has; unknown fields go
 * into `metadata`. Throws `field_invalid`.
 */
export function readLeadRow(value: unknown, country: string | null): LeadRow {
  const wire = parseOrRefuse(leadRowSchema, asObject(value));
  if (!wire.first_name) throw invalid("first_name", "first_name is required");
  const unknown = Object.entries(wire).filter(
    ([name]) => !Object.hasOwn(leadRowSchema.shape, name),
  );
  const metadata = { ...Object.fromEntries(unknown), ...wire.metadata };
  const change = changeOf({ ...wire, metadata }, country);
  const given = Object.entries(change).filter(([, field]) => field !== null);
  const id = wire.id ?? undefined;
  return { change: { ...Object.fromEntries(given), id }, workflowId: wire.workflow_id };
}

/** Reads the body of PUT or PATCH: null or blank clears what may be empty; unknown fields are ignored. */
export function readLeadChange(value: unknown, country: string | null): LeadChange {
  const wire = parseOrRefuse(leadFieldsSchema, asObject(value));
  for (const field of ["first_name", "source"] as const) {
    if (wire[field] === null) throw invalid(field, `${field} must not be empty`);
  }
  return changeOf(wire, country);
}

function changeOf(wire: Fields, country: string | null): LeadChange {
  if (wire.metadata && isDeeperThan(wire.metadata, maxMetadataDepth)) {
    throw invalid(
      "metadata",
      `metadata: must not be nested deeper than ${maxMetadataDepth} levels`,
    );
  }
  return {
    firstName: wire.first_name ?? undefined,
    lastName: wire.last_name,
    email: wire.email,
    phone: wire.phone ? readPhone(wire.phone, country) : wire.phone,
    psid: wire.psid,
    igsid: wire.igsid,
    telegramChatId: wire.telegram_chat_id,
    company: wire.company,
    title: wire.title,
    source: wire.source ?? undefined,
    externalId: wire.external_id,
    campaignId: wire.campaign_id,
    assignedTo: wire.assigned_to,
    tags: wire.tags ?? undefined,
    metadata: wire.metadata ?? undefined,
  };
}

function readPhone(text: string, country: string | null): string {
  const number = toE164(text, country);
  if (number !== null) return number;
  const cure = country === null ? " with its country, such as +12025550123" : "";
  throw invalid("phone", `phone: must be a phone number${cure}`);
}

function asObject(value: unknown): object {
  if (value !== null && typeof value === "object" && !Array.isArray(value)) return value;
  throw new GatewayError("body_invalid", { message: "must be a JSON object" });
}

const invalid = (field: string, message: string) =>
  new GatewayError("field_invalid", { message, details: { field } });

export const leadQuerySchema = z.object({
  search: cleanText(200).exactOptional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000_000).default(0),
  cursor: z.string().exactOptional(),
});

/** Reads the query of GET; `cursor` wins over `offset`. */
export function readLeadQuery(query: Record<string, string>): LeadQuery & { offset: number } {
  const { search = "", limit, offset, cursor } = parseOrRefuse(leadQuerySchema, query);
  const from = cursor === undefined ? offset : parseCursor(cursor);
  if (from === null) throw invalid("cursor", "cursor: must be a next_cursor of an earlier answer");
  return { text: search.trim() || null, limit, offset, from };
}

/** A lead as POST and the lists of it show it. */
export function leadView(lead: Lead) {
  return {
    id: lead.id,
    first_name: lead.firstName,
    last_name: lead.lastName,
    email: lead.email,
    phone: lead.phone,
    source: lead.source,
    company: lead.company,
    title: lead.title,
    metadata: lead.metadata,
    created_at: isoTime(lead.createdAt),
  };
}

/** A lead as PUT and PATCH show it. */
export function changedLeadView(lead: Lead) {
  const { metadata, created_at, ...rest } = leadView(lead);
  return { ...rest, campaign_id: lead.campaignId, metadata, created_at };
}

/** A lead as GET shows it. Campaigns are only names to us. */
export function fullLeadView(lead: Lead) {
  const { created_at, ...rest } = leadView(lead);
  return {
    ...rest,
    external_id: lead.externalId,
    tags: lead.tags,
    assigned_to: lead.assignedTo,
    psid: lead.psid,
    igsid: lead.igsid,
    telegram_chat_id: lead.telegramChatId,
    campaign: lead.campaignId === null ? null : { id: lead.campaignId, name: null },
    active_workflow_run: null,
    created_at,
    updated_at: isoTime(lead.updatedAt),
  };
}
