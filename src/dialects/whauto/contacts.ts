import { Hono } from "hono";
import type { Clock } from "../../lib/clock.ts";
import { GatewayError } from "../../model/errors.ts";
import type { Database } from "../../store/db.ts";
import { listContacts } from "../../store/leads/list-contacts.ts";
import { addTags, removeTags } from "../../store/leads/tag-leads.ts";
import { getLead, updateLead, upsertLeads } from "../../store/leads.ts";
import { tagNames } from "../../store/tags.ts";
import { type AnnounceDeps, announce } from "../announce.ts";
import { type EdgeEnv, requireScope } from "../context.ts";
import { type ForgetDeps, forgetLead } from "../forget-lead.ts";
import { leadOfPath } from "../lead-path.ts";
import { readBody } from "./body.ts";
import { contactView, readContact, readContactFilter, readTags } from "./contact-schema.ts";
import { workspaceOf } from "./key-workspace.ts";
import { readListQuery } from "./query.ts";

export interface ContactDeps extends AnnounceDeps, ForgetDeps {
  clock: Clock;
}

export function contactRoutes(deps: ContactDeps): Hono<EdgeEnv> {
  const { db, clock } = deps;
  const app = new Hono<EdgeEnv>();
  const read = requireScope("leads.read");
  const write = requireScope("leads.write");

  app.get("/", read, async (c) => {
    const { workspaceId } = c.get("key");
    const page = readListQuery(c.req.query(), workspaceId);
    const filter = readContactFilter(c.req.queries("tags") ?? [], c.req.query("channel"));
    const workspace = await workspaceOf(db, c.get("key"));
    const tags = await tagNames(db, workspaceId, filter.tags);
    const found = await listContacts(db, workspaceId, { ...page, ...filter, tags });
    return c.json(found.map((lead) => contactView(lead, workspace)));
  });

  app.post("/", write, async (c) => {
    const body = await readBody(c.req.raw);
    const workspace = await workspaceOf(db, c.get("key"));
    const change = await named(db, workspace.id, readContact(body, workspace));
    const firstName = change.firstName ?? change.phone;
    if (!firstName) throw new GatewayError("field_invalid", { message: "name is required" });
    const given = Object.entries(change).filter(([, value]) => value !== null);
    const row = { ...Object.fromEntries(given), ...(change.firstName ? {} : { firstName }) };
    const [written] = await upsertLeads(db, workspace, [row], clock());
    if (!written?.ok) throw GatewayError.from(written?.error ?? { code: "internal" });
    await announce(deps, [written.value]);
    return c.json(contactView(written.value.lead, workspace));
  });

  app.get("/:id", read, async (c) => {
    const lead = await getLead(db, leadOfPath(c));
    if (!lead) throw new GatewayError("lead_not_found");
    return c.json(contactView(lead, await workspaceOf(db, c.get("key"))));
  });

  app.put("/:id", write, async (c) => {
    const ref = leadOfPath(c);
    const body = await readBody(c.req.raw);
    const workspace = await workspaceOf(db, c.get("key"));
    const change = await named(db, workspace.id, readContact(body, workspace));
    const written = await updateLead(db, ref, change, clock());
    if (!written.ok) throw GatewayError.from(written.error);
    await announce(deps, [written.value]);
    return c.json(contactView(written.value.lead, workspace));
  });

  app.delete("/:id", write, async (c) => {
    await forgetLead(deps, leadOfPath(c));
    return c.json({ success: true });
  });

  for (const [path, change] of [
    ["add", addTags],
    ["remove", removeTags],
  ] as const) {
    app.post(`/:id/tags/${path}`, write, async (c) => {
      const ref = leadOfPath(c);
      const given = readTags(await readBody(c.req.raw));
      const names = await tagNames(db, ref.workspaceId, given);
      const changed = await change(db, ref, names, clock());
      if (!changed.ok) throw GatewayError.from(changed.error);
      return c.json({ id: ref.leadId, tags: changed.value });
    });
  }

  return app;
}

type Change = ReturnType<typeof readContact>;

/** The change with names of tags where the caller wrote their ids. */
async function named(db: Database, workspaceId: string, change: Change): Promise<Change> {
  if (!change.tags) return change;
  return { ...change, tags: [...new Set(await tagNames(db, workspaceId, change.tags))] };
}
