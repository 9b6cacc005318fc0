// The wire of contacts. What a lead has no place for lives in its metadata, under Xobito's own names.
import { z } from "zod";
import { toE164 } from "../../model/address.ts";
import type { Lead, LeadChange } from "../../store/leads/merge-leads.ts";
import { microTime } from "./micro-time.ts";
import { emailSchema, groupsSchema } from "./schema.ts";
import { tenantId } from "./tenant.ts";
import { fieldsOf, line, parseFields, text, whole } from "./validation.ts";

/** Xobito: a guest is made by no request. */
const types = ["lead", "customer"] as const;

/** Fields of Xobito's that are kept in the metadata, as a contact shows them. */
export const keptFields = {
  type: z.string(),
  source_id: z.int().nullable(),
  status_id: z.int().nullable(),
  country_id: z.int().nullable(),
  description: z.string().nullable(),
  zip: z.string().nullable(),
  city: z.string().nullable(),
  state: z.string().nullable(),
  address: z.string().nullable(),
};
type Kept = keyof typeof keptFields;
const kept = Object.keys(keptFields) as Kept[];

const optional = {
  company: line(255).nullish(),
  email: emailSchema.nullish(),
  description: text(5000).nullish(),
  country_id: whole.nullish(),
  assigned_id: z
    .union([whole, line(255)])
    .transform(String)
    .nullish(),
  groups: groupsSchema.nullish(),
  zip: line(255).nullish(),
  city: line(255).nullish(),
  state: line(255).nullish(),
  address: text(1000).nullish(),
};

/** National numbers are read as the workspace's country writes them. */
const phoneIn = (country: string | null) =>
  line(20)
    .min(1)
    .transform((value, ctx) => {
      const phone = toE164(value, country);
      if (phone !== null) return phone;
      ctx.addIssue({ code: "invalid_format", format: "phone", input: value });
      return z.NEVER;
    });

export const newContactSchema = (country: string | null) =>
  z.object({
    firstname: line(255).min(1),
    lastname: line(255).nullish(),
    phone: phoneIn(country),
    type: z.enum(types),
    source_id: whole,
    status_id: whole,
    ...optional,
  });

export const contactChangeSchema = (country: string | null) =>
  z.object({
    firstname: line(255).min(1),
    lastname: line(255).min(1),
    phone: phoneIn(country),
    type: z.enum(types),
    source_id: whole.nullish(),
    status_id: whole.nullish(),
    ...optional,
  });

/** Reads the body of POST. Throws `field_invalid` with every field that is wrong. */
export function readNewContact(body: unknown, country: string | null) {
  return changeOf(parseFields(newContactSchema(country), body), fieldsOf(body));
}

/** Reads the body of PUT: what is absent stays, null or blank clears. Throws as above. */
export function readContactChange(body: unknown, country: string | null) {
  return changeOf(parseFields(contactChangeSchema(country), body), fieldsOf(body));
}

type Fields = z.infer<z.ZodObject<typeof optional>> & {
  firstname: string;
  lastname?: string | null | undefined;
  phone: string;
} & Partial<Record<"type" | "source_id" | "status_id", unknown>>;

function changeOf(wire: Fields, given: Record<string, unknown>) {
  const { firstname, lastname, phone, email, company, assigned_id, groups } = wire;
  const metadata = Object.fromEntries(
    kept.filter((name) => Object.hasOwn(given, name)).map((name) => [name, wire[name] ?? null]),
  );
  return {
    firstName: firstname,
    lastName: lastname,
    phone,
    email,
    company,
    assignedTo: assigned_id,
    tags: groups === null ? [] : groups,
    metadata,
  } satisfies LeadChange;
}

/** What a contact shows besides its lead. */
export interface ContactNumbers {
  id: number;
  groupIds: number[];
  isOptedOut: boolean;
}

/** A contact as every answer shows it. */
export function contactView(lead: Lead, { id, groupIds, isOptedOut }: ContactNumbers) {
  const { metadata } = lead;
  // Other dialects keep what they like under these names: what is no such field is shown as absent.
  const of = (name: Kept) => keptFields[name].safeParse(metadata[name]).data ?? null;
  return {
    id,
    tenant_id: tenantId(lead.workspaceId),
    firstname: lead.firstName,
    lastname: lead.lastName,
    company: lead.company,
    type: of("type") ?? "lead",
    email: lead.email,
    phone: lead.phone,
    source_id: of("source_id"),
    status_id: of("status_id"),
    country_id: of("country_id"),
    group_id: groupIds,
    is_enabled: 1,
    is_opted_out: isOptedOut ? 1 : 0,
    created_at: microTime(lead.createdAt),
    updated_at: microTime(lead.updatedAt),
    assigned_id: assigned(lead.assignedTo),
    description: of("description"),
    zip: of("zip"),
    city: of("city"),
    state: of("state"),
    address: of("address"),
  };
}

/** Xobito's ids of people are numbers; who was assigned through another dialect has the id from there. */
const assigned = (id: string | null): string | number | null =>
  id !== null && /^\d{1,15}$/.test(id) ? Number(id) : id;
