// The wire of contacts. A contact is a lead: its name is split at the first blank, and what a lead has no
// field for stays in its metadata under the contact's own names.
import { z } from "zod";
import { isDeeperThan } from "../../lib/json.ts";
import type { AddressKind } from "../../model/address.ts";
import { singleLine } from "../../model/content.ts";
import { GatewayError, parseOrRefuse } from "../../model/errors.ts";
import type { Lead, LeadChange } from "../../store/leads/merge-leads.ts";
import type { Workspace } from "../../store/workspaces.ts";
import { readPhone } from "./phone.ts";
import { refuseForeignWorkspace, workspaceIdSchema } from "./workspace-id.ts";

const maxNameChars = 200;
const longText = z.string().max(20_000);
const tagList = z.array(singleLine(100).min(1)).max(50);

export const contactSchema = z.object({
  name: singleLine(2 * maxNameChars)
    .nullish()
    .meta({ description: "The first word is the first name, the rest the last name." }),
  phoneNumber: singleLine(100)
    .nullish()
    .meta({
      description: "Read as in a send. Null or blank takes the number away.",
      examples: ["+12025550123"],
    }),
  workspace: workspaceIdSchema.nullish(),
  stage: longText.nullish(),
  notes: longText.nullish(),
  customFields: z
    .record(z.string(), z.unknown())
    .nullish()
    .meta({ description: "Replaces all of them." }),
  tags: tagList.nullish().meta({ description: "Names or ids of tags. Replaces all of them." }),
});

/**
 * Reads the body of POST and PUT: what is absent stays as it is, null clears it, and so does a blank number;
 * nobody loses their name. Throws `field_invalid`, `fields_missing` for a phone number that is none, and
 * `workspace_mismatch`.
 */
export function readContact(value: unknown, workspace: Workspace): Omit<LeadChange, "id"> {
  if (value === null || typeof value !== "object") throw new GatewayError("body_invalid");
  const wire = parseOrRefuse(contactSchema, value);
  if (wire.workspace) refuseForeignWorkspace(wire.workspace.id, workspace.id);
  if (isDeeperThan(wire.customFields, 19)) throw new GatewayError("field_invalid");
  const { phoneNumber, stage, notes, customFields } = wire;
  const metadata = Object.entries({ stage, notes, customFields }).filter(
    ([, one]) => one !== undefined,
  );
  return {
    ...(wire.name?.trim() ? splitName(wire.name.trim()) : {}),
    phone: typeof phoneNumber === "string" ? phoneOf(phoneNumber, workspace) : phoneNumber,
    tags: wire.tags === null ? [] : wire.tags,
    metadata: Object.fromEntries(metadata),
  };
}

/** The first word, and the rest. */
function splitName(name: string): Pick<LeadChange, "firstName" | "lastName"> {
  const end = name.search(/\s/);
  const firstName = end < 0 ? name : name.slice(0, end);
  const lastName = end < 0 ? null : name.slice(end).trim();
  if (Math.max(firstName.length, lastName?.length ?? 0) > maxNameChars) {
    throw new GatewayError("field_invalid", { message: `name: must not exceed ${maxNameChars}` });
  }
  return { firstName, lastName };
}

function phoneOf(text: string, { defaultCountry }: Workspace): string | null {
  if (text.trim() === "") return null;
  const phone = readPhone(text, defaultCountry);
  if (phone === null) throw new GatewayError("fields_missing");
  return phone;
}

export const tagsSchema = z.object({
  tags: z
    .union([tagList.min(1), singleLine(100).min(1)])
    .meta({ description: "Names or ids of tags: a list, or one." }),
});

/** Reads the body of tags/add and tags/remove. Throws `field_invalid`. */
export function readTags(value: unknown): string[] {
  const { tags } = parseOrRefuse(tagsSchema, value);
  return typeof tags === "string" ? [tags] : tags;
}

/** By which of their addresses a channel reaches people. */
const kindsOf: Record<string, readonly AddressKind[]> = {
  whatsapp: ["phone", "whatsapp_user_id"],
  messenger: ["psid"],
  instagram: ["igsid"],
  telegram: ["telegram_chat_id"],
  sms: ["phone"],
  email: ["email"],
  // The vendor's widget on a website, which is no channel of ours.
  website: [],
};

export const contactFilterSchema = z.object({
  tags: tagList.meta({
    description: "Contacts with any of these: repeated, or separated by commas.",
  }),
  channel: z
    .string()
    .toLowerCase()
    .refine((name) => Object.hasOwn(kindsOf, name))
    .meta({
      description: "Contacts that can be written to there.",
      enum: Object.keys(kindsOf),
    })
    .exactOptional(),
});

/** Reads the filters of GET /contacts: `tags` once or more, separated by commas. Throws `fields_missing`. */
export function readContactFilter(
  tags: string[],
  channel: string | undefined,
): { tags: string[]; kinds: readonly AddressKind[] | null } {
  const named = tags.flatMap((text) => text.split(",")).flatMap((text) => text.trim() || []);
  const parsed = contactFilterSchema.safeParse({ tags: named, ...(channel ? { channel } : {}) });
  if (!parsed.success) throw new GatewayError("fields_missing");
  const kinds = parsed.data.channel === undefined ? null : kindsOf[parsed.data.channel];
  return { tags: parsed.data.tags, kinds: kinds ?? null };
}

const asText = (value: unknown): string => (typeof value === "string" ? value : "");
const isFields = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);

export function contactView(lead: Lead, workspace: Workspace) {
  const { stage, notes, customFields } = lead.metadata;
  return {
    id: lead.id,
    name: [lead.firstName, lead.lastName].filter(Boolean).join(" "),
    phoneNumber: lead.phone ?? "",
    workspace: { id: workspace.id, title: workspace.name },
    stage: asText(stage),
    notes: asText(notes),
    customFields: isFields(customFields) ? customFields : {},
    tags: lead.tags,
  };
}
