// Leads over HTTP. Cadences are not ours: a `workflow_id` must exist, and is otherwise not acted upon.
import { type Context, Hono } from "hono";
import type { LeadPort } from "../../lead/port.ts";
import { parseJsonBytes, readBytes } from "../../lib/body.ts";
import type { Clock } from "../../lib/clock.ts";
import { isoTime } from "../../lib/clock.ts";
import { err, ok, type Result } from "../../lib/result.ts";
import { toUuid } from "../../lib/uuid.ts";
import { type Failure, GatewayError } from "../../model/errors.ts";
import type { LeadRef } from "../../model/lead.ts";
import { listAccounts } from "../../store/accounts.ts";
import { cursorText } from "../../store/cursor.ts";
import type { Database } from "../../store/db.ts";
import { searchLeads } from "../../store/leads/search-leads.ts";
import type { WrittenLead } from "../../store/leads/write-leads.ts";
import { getLead, loadProfile, updateLead, upsertLeads } from "../../store/leads.ts";
import { knownWorkflows } from "../../store/workflows.ts";
import { getWorkspace, type Workspace } from "../../store/workspaces.ts";
import { type AnnounceDeps, announce } from "../announce.ts";
import { type EdgeEnv, requireScope } from "../context.ts";
import { type ForgetDeps, forgetLead } from "../forget-lead.ts";
import { leadOfPath } from "../lead-path.ts";
import { historyOf } from "./history.ts";
import {
  changedLeadView,
  fullLeadView,
  type LeadRow,
  leadView,
  readLeadChange,
  readLeadQuery,
  readLeadRow,
} from "./lead-schema.ts";
import { windowsOf } from "./window.ts";

export interface PeopleDeps extends AnnounceDeps, ForgetDeps {
  clock: Clock;
}

export interface LeadDeps extends PeopleDeps {
  /** The lead's own object. */
  leadAt(ref: LeadRef): Promise<Pick<LeadPort, "history" | "windows">>;
}

const maxBytes = 64 * 1024;
const maxBulkBytes = 2 * 1024 * 1024;
export const maxRows = 1_000;

export function leadRoutes(deps: LeadDeps): Hono<EdgeEnv> {
  const app = new Hono<EdgeEnv>();
  const read = requireScope("leads.read");
  const write = requireScope("leads.write");
  const readMessages = requireScope("messages.read");

  app.post("/", write, async (c) => {
    const workspace = await workspaceOf(deps.db, c);
    return c.json(await createLeads(deps, workspace, c.req.raw), 201);
  });

  app.get("/", read, async (c) => {
    const query = readLeadQuery(c.req.query());
    const page = await searchLeads(deps.db, c.get("key").workspaceId, query);
    const { total, next } = page;
    const { limit, offset } = query;
    return c.json({
      success: true,
      leads: page.leads.map((lead) => ({
        ...fullLeadView(lead),
        last_history_at: lead.lastMessageAt === null ? null : isoTime(lead.lastMessageAt),
      })),
      pagination: { total, limit, offset, has_more: next !== null },
      next_cursor: next && cursorText(next),
    });
  });

  app.get("/:id", read, async (c) => {
    const lead = await getLead(deps.db, leadOfPath(c));
    if (!lead) throw new GatewayError("lead_not_found");
    return c.json({ success: true, lead: fullLeadView(lead), variables: {} });
  });

  app.get("/:id/history", readMessages, async (c) => {
    const ref = leadOfPath(c);
    const lead = await getLead(deps.db, ref);
    if (!lead) throw new GatewayError("lead_not_found");
    const { origin } = new URL(c.req.url);
    return c.json(await historyOf(await deps.leadAt(ref), lead, c.req.query(), origin));
  });

  app.get("/:id/window", readMessages, async (c) => {
    const ref = leadOfPath(c);
    const profile = await loadProfile(deps.db, ref);
    if (!profile) throw new GatewayError("lead_not_found");
    const accounts = await listAccounts(deps.db, ref.workspaceId);
    return c.json(await windowsOf(await deps.leadAt(ref), ref, profile, accounts));
  });

  app.on(["PUT", "PATCH"], "/:id", write, async (c) => {
    const ref = leadOfPath(c);
    const { value } = await readBody(c.req.raw);
    const workspace = await workspaceOf(deps.db, c);
    const change = readLeadChange(value, workspace.defaultCountry);
    const result = await updateLead(deps.db, ref, change, deps.clock());
    if (!result.ok) throw GatewayError.from(result.error);
    await announce(deps, [result.value]);
    return c.json({ success: true, lead: changedLeadView(result.value.lead) });
  });

  app.delete("/:id", write, async (c) => {
    await forgetLead(deps, leadOfPath(c));
    return c.json({ success: true });
  });

  return app;
}

/**
 * POST /leads for a workspace: one lead, or up to 1,000 of which each is created or refused by itself.
 * Gives the body of a 201. Throws GatewayError.
 */
export async function createLeads(
  deps: PeopleDeps,
  workspace: Workspace,
  request: Request,
): Promise<Record<string, unknown>> {
  const { value, size } = await readBody(request);
  if (!Array.isArray(value) && size > maxBytes) throw new GatewayError("body_too_large");
  const given: unknown[] = Array.isArray(value) ? value : [value];
  if (given.length > maxRows) {
    throw new GatewayError("field_invalid", { message: `Send at most ${maxRows} leads at a time` });
  }
  const results = await takeRows(deps, workspace, given);
  if (Array.isArray(value)) return bulkView(results);

  const [result] = results;
  if (!result?.ok) throw GatewayError.from(result?.error ?? { code: "body_invalid" });
  const { lead, existed } = result.value;
  return { success: true, ...(existed ? { existed } : {}), lead: leadView(lead) };
}

async function takeRows(
  deps: PeopleDeps,
  workspace: Workspace,
  given: unknown[],
): Promise<Result<WrittenLead, Failure>[]> {
  const rows = given.map((value) => attempt(() => readLeadRow(value, workspace.defaultCountry)));
  const accepted = await refuseUnknownWorkflows(deps.db, workspace.id, rows);
  const changes = accepted.flatMap((row) => (row.ok ? [row.value.change] : []));
  const written = await upsertLeads(deps.db, workspace, changes, deps.clock());
  await announce(
    deps,
    written.flatMap((result) => (result.ok ? [result.value] : [])),
  );
  const next = written.values();
  return accepted.map((row) => (row.ok ? (next.next().value ?? err({ code: "internal" })) : row));
}

async function refuseUnknownWorkflows(
  db: Database,
  workspaceId: string,
  rows: Result<LeadRow, Failure>[],
): Promise<Result<LeadRow, Failure>[]> {
  const isNamed = (id: unknown) => id !== undefined && id !== null && id !== "";
  const asId = (id: unknown) => (typeof id === "string" ? toUuid(id) : null);
  const named = rows.flatMap((row) => (row.ok ? (asId(row.value.workflowId) ?? []) : []));
  const known = named.length === 0 ? new Set() : await knownWorkflows(db, workspaceId, named);
  return rows.map((row) => {
    if (!row.ok || !isNamed(row.value.workflowId)) return row;
    if (known.has(asId(row.value.workflowId))) return row;
    const message = "Workflow not found or does not belong to your account";
    return err({ code: "workflow_not_found", message });
  });
}

function bulkView(results: Result<WrittenLead, Failure>[]) {
  const done = results.flatMap((result) => (result.ok ? [result.value] : []));
  const errors = results.flatMap((result, index) =>
    result.ok ? [] : [{ index, error: result.error.message ?? result.error.code }],
  );
  const updated = done.filter(({ existed }) => existed).length;
  return {
    success: true,
    created: done.length - updated,
    updated,
    failed: errors.length,
    leads: done.map(({ lead, existed }) => ({
      ...leadView(lead),
      ...(existed ? { existed } : {}),
    })),
    errors,
  };
}

async function readBody(request: Request): Promise<{ value: unknown; size: number }> {
  const bytes = await readBytes(request.body, maxBulkBytes);
  if (!bytes.ok) throw new GatewayError(bytes.error);
  const value = parseJsonBytes(bytes.value);
  if (value === undefined) throw new GatewayError("body_invalid");
  return { value, size: bytes.value.length };
}

function attempt<T>(read: () => T): Result<T, Failure> {
  try {
    return ok(read());
  } catch (error) {
    if (error instanceof GatewayError) return err(error.failure);
    throw error;
  }
}

async function workspaceOf(db: Database, c: Context<EdgeEnv>): Promise<Workspace> {
  const workspace = await getWorkspace(db, c.get("key").workspaceId);
  if (!workspace) throw new GatewayError("key_invalid");
  return workspace;
}
