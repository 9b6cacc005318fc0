// Contacts are leads, with numbers for ids.
import { type Context, Hono } from "hono";
import { readJson } from "../../lib/body.ts";
import { phoneVariants } from "../../model/address.ts";
import { GatewayError } from "../../model/errors.ts";
import type { LeadRef } from "../../model/lead.ts";
import type { Lead } from "../../store/leads/merge-leads.ts";
import { searchLeads } from "../../store/leads/search-leads.ts";
import { writeLeads } from "../../store/leads/write-leads.ts";
import { findLeads, getLead, updateLead } from "../../store/leads.ts";
import { numbered, numbersOf } from "../../store/numbers.ts";
import { optedOutLeads } from "../../store/opted-out-leads.ts";
import { getWorkspace } from "../../store/workspaces.ts";
import { announce } from "../announce.ts";
import { type EdgeEnv, requireScope } from "../context.ts";
import { forgetLead } from "../forget-lead.ts";
import { contactView, readContactChange, readNewContact } from "./contact-schema.ts";
import type { XobitoDeps } from "./deps.ts";
import { offsetOf, paginated, readPage } from "./paginator.ts";
import { type FieldErrors, invalid } from "./validation.ts";

const maxBytes = 64 * 1024;

export function contactRoutes(deps: XobitoDeps): Hono<EdgeEnv> {
  const { db } = deps;
  const app = new Hono<EdgeEnv>();

  app.get("/", requireScope("contacts.read"), async (c) => {
    const page = readPage(c.req.query());
    const { workspaceId } = c.get("key");
    const query = { text: null, limit: page.perPage, from: offsetOf(page) };
    const { leads, total } = await searchLeads(db, workspaceId, query);
    const rows = await viewsOf(deps, workspaceId, leads);
    return c.json({ status: "success", data: paginated(rows, total, page, c.req.url) });
  });

  app.post("/", requireScope("contacts.create"), async (c) => {
    const { workspaceId } = c.get("key");
    const change = readNewContact(await bodyOf(c), await countryOf(deps, workspaceId));
    await refuseTaken(deps, workspaceId, change, null);
    const options = { now: deps.clock(), create: true, keepKnown: true };
    const [written] = await writeLeads(db, workspaceId, [change], options);
    if (!written?.ok) throw GatewayError.from(written?.error ?? { code: "internal" });
    // Somebody else made the same person in between.
    if (written.value.existed) throw invalid(taken("phone"));
    const [data] = await viewsOf(deps, workspaceId, [written.value.lead]);
    return c.json({ status: "success", message: "Contact created successfully", data }, 201);
  });

  app.put("/:id", requireScope("contacts.update"), async (c) => {
    const ref = await leadOf(deps, c);
    const known = await getLead(db, ref);
    if (!known) throw new GatewayError("lead_not_found");
    const change = readContactChange(await bodyOf(c), await countryOf(deps, ref.workspaceId));
    await refuseTaken(deps, ref.workspaceId, change, known);
    const result = await updateLead(db, ref, change, deps.clock());
    if (!result.ok) throw GatewayError.from(result.error);
    await announce(deps, [result.value]);
    const [data] = await viewsOf(deps, ref.workspaceId, [result.value.lead]);
    return c.json({ status: "success", message: "Contact updated successfully", data });
  });

  app.delete("/:id", requireScope("contacts.delete"), async (c) => {
    await forgetLead(deps, await leadOf(deps, c));
    return c.json({ status: "success", message: "Contact deleted successfully" });
  });

  return app;
}

async function bodyOf(c: Context<EdgeEnv>): Promise<unknown> {
  const body = await readJson(c.req.raw, maxBytes);
  if (!body.ok) throw new GatewayError(body.error);
  return body.value;
}

/** How the workspace's national numbers are read. */
async function countryOf({ db }: XobitoDeps, workspaceId: string): Promise<string | null> {
  return (await getWorkspace(db, workspaceId))?.defaultCountry ?? null;
}

/** The lead behind the number in the path; a number that cannot be one is one that nobody has. */
async function leadOf({ db }: XobitoDeps, c: Context<EdgeEnv>): Promise<LeadRef> {
  const { workspaceId } = c.get("key");
  const id = c.req.param("id") ?? "";
  const leadId = /^\d{1,15}$/.test(id)
    ? await numbered(db, workspaceId, "contact", Number(id))
    : null;
  if (leadId === null) throw new GatewayError("lead_not_found");
  return { workspaceId, leadId };
}

const taken = (field: "phone" | "email"): FieldErrors => ({
  [field]: [`The ${field} has already been taken.`],
});

/**
 * Xobito: a phone number, however it is written, and an e-mail address belong to one contact each. What
 * `known` has already may stay.
 */
async function refuseTaken(
  { db }: XobitoDeps,
  workspaceId: string,
  change: { phone: string; email?: string | null | undefined },
  known: Lead | null,
): Promise<void> {
  const given = (["phone", "email"] as const).filter(
    (kind) => change[kind] && change[kind] !== known?.[kind],
  );
  const owners = await Promise.all(
    given.map((kind) => {
      const value = change[kind] ?? "";
      const spellings = kind === "phone" ? phoneVariants(value) : [value];
      return findLeads(
        db,
        workspaceId,
        spellings.map((one) => ({ kind, value: one })),
      );
    }),
  );
  const errors = given.flatMap((kind, i) =>
    owners[i]?.some((id) => id !== known?.id) ? [taken(kind)] : [],
  );
  if (errors.length > 0) throw invalid(Object.assign({}, ...errors));
}

/** Leads as contacts; those that are new here get their numbers in the order of their creation. */
async function viewsOf({ db }: XobitoDeps, workspaceId: string, leads: Lead[]) {
  const ids = leads.toSorted((a, b) => a.createdAt - b.createdAt).map(({ id }) => id);
  const groups = [...new Set(leads.flatMap(({ tags }) => tags))].sort();
  const [numbers, groupNumbers, optedOut] = await Promise.all([
    numbersOf(db, workspaceId, "contact", ids),
    numbersOf(db, workspaceId, "group", groups),
    optedOutLeads(db, workspaceId, "whatsapp", ids),
  ]);
  return leads.map((lead) =>
    contactView(lead, {
      id: numbers.get(lead.id) ?? 0,
      groupIds: lead.tags.flatMap((tag) => groupNumbers.get(tag) ?? []),
      isOptedOut: optedOut.has(lead.id),
    }),
  );
}
