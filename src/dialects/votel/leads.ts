// POST /api/leads: one lead, known by its e-mail or phone.
import { Hono } from "hono";
import { z } from "zod";
import type { Clock } from "../../lib/clock.ts";
import { isoTime } from "../../lib/clock.ts";
import { toE164, toEmail } from "../../model/address.ts";
import { singleLine } from "../../model/content.ts";
import { GatewayError } from "../../model/errors.ts";
import type { Database } from "../../store/db.ts";
import type { Lead, LeadChange } from "../../store/leads/merge-leads.ts";
import { writeLeads } from "../../store/leads/write-leads.ts";
import { type Address, findLeads } from "../../store/leads.ts";
import { getWorkspace } from "../../store/workspaces.ts";
import { type AnnounceDeps, announce } from "../announce.ts";
import { type EdgeEnv, requireScope } from "../context.ts";
import { listOf } from "./list-of.ts";
import { parseWire, refuse, valueError } from "./problems.ts";
import { readJsonOrRefuse } from "./read-json.ts";

export interface LeadDeps extends AnnounceDeps {
  db: Database;
  clock: Clock;
}

/** One line of trimmed text; blank text is no text. */
const line = (maxChars: number) =>
  singleLine(maxChars)
    .transform((text) => text.trim() || null)
    .nullish();

export const leadSchema = z.object({
  first_name: line(200),
  last_name: line(200),
  email: line(1_000).meta({ format: "email" }),
  phone: line(1_000).meta({
    description:
      "Such as `+12025550123`. Without `+` it is read by the workspace's default country.",
  }),
  company: line(200),
  tags: listOf(singleLine(100), 50).nullish(),
  custom_fields: z
    .record(z.string(), z.unknown())
    .nullish()
    .meta({ description: "Those that are given are written over those that are there." }),
  assigned_to: line(100).meta({
    description: "The id of who looks after the lead: whom `assignees` of a bulk finds.",
  }),
  /** In Votel a setting of the tenant. */
  duplicate_strategy: z.enum(["keep_new", "keep_old"]).nullish().meta({
    description:
      "What becomes of a lead that is known: `keep_new` (the usual) writes what is given over it, `keep_old` leaves it.",
  }),
});
type Wire = z.infer<typeof leadSchema>;

export function leadRoutes(deps: LeadDeps): Hono<EdgeEnv> {
  const { db } = deps;
  const app = new Hono<EdgeEnv>();

  app.post("/", requireScope("leads.write"), async (c) => {
    const wire = parseWire(leadSchema, await readJsonOrRefuse(c.req.raw), ["body"]);
    const { workspaceId } = c.get("key");
    const workspace = await getWorkspace(db, workspaceId);
    if (!workspace) throw new GatewayError("key_invalid");
    const change = changeOf(wire, workspace.defaultCountry);
    const named = await withName(db, workspaceId, change);
    const keepKnown = wire.duplicate_strategy === "keep_old";
    const options = { now: deps.clock(), create: true, keepKnown };
    const [written] = await writeLeads(db, workspaceId, [named], options);
    if (!written?.ok) throw GatewayError.from(written?.error ?? { code: "internal" });
    await announce(deps, [written.value]);
    return c.json(leadView(written.value.lead));
  });

  return app;
}

function changeOf(wire: Wire, country: string | null): LeadChange {
  const email = wire.email ? toEmail(wire.email)?.toLowerCase() : undefined;
  if (wire.email && !email) {
    const wrong = "value is not a valid email address";
    refuse([{ ...valueError(["body", "email"], "", wire.email), msg: wrong }]);
  }
  const phone = wire.phone ? toE164(wire.phone, country) : undefined;
  if (phone === null) {
    const cure = country === null ? " with its country, such as +12025550123" : "";
    refuse([valueError(["body", "phone"], `must be a phone number${cure}`, wire.phone)]);
  }
  if (!wire.first_name && !email && !phone) {
    refuse([valueError(["body"], "give first_name, email or phone", wire)]);
  }
  const given = {
    firstName: wire.first_name,
    lastName: wire.last_name,
    email,
    phone,
    company: wire.company,
    tags: wire.tags,
    metadata: wire.custom_fields,
    assignedTo: wire.assigned_to,
  };
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== null && value !== undefined),
  );
}

/** Somebody new who gave no name is called by their address; somebody known keeps theirs. */
async function withName(
  db: Database,
  workspaceId: string,
  change: LeadChange,
): Promise<LeadChange> {
  if (change.firstName !== undefined) return change;
  const { email, phone } = change;
  const wanted: Address[] = [
    ...(email ? [{ kind: "email" as const, value: email }] : []),
    ...(phone ? [{ kind: "phone" as const, value: phone }] : []),
  ];
  const known = await findLeads(db, workspaceId, wanted);
  const name = email ?? phone ?? undefined;
  return known.length > 0 ? change : { ...change, firstName: name };
}

function leadView(lead: Lead) {
  return {
    id: lead.id,
    tenant_id: lead.workspaceId,
    first_name: lead.firstName,
    last_name: lead.lastName,
    email: lead.email,
    phone: lead.phone,
    company: lead.company,
    tags: lead.tags,
    custom_fields: lead.metadata,
    assigned_to: lead.assignedTo,
    created_at: isoTime(lead.createdAt),
    updated_at: isoTime(lead.updatedAt),
  };
}
