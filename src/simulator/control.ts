// The control API: what tests and the page may see, say and set. Everything is of the key's workspace.
import { Hono } from "hono";
import { z } from "zod";
import { readJson } from "../lib/body.ts";
import { isDeeperThan } from "../lib/json.ts";
import { err, ok, type Result } from "../lib/result.ts";
import { type Act, actSchema } from "./acts.ts";
import { pendingFaultSchema } from "./faults.ts";
import { type PersonReply, replySchema } from "./meta/reply.ts";
import { type TemplateDefinition, templateSchema } from "./meta/template.ts";
import type { Delivered } from "./simulator.ts";
import type { PendingFault } from "./state.ts";
import { type Switches, switchesSchema } from "./switches.ts";
import { type Word, wordSchema } from "./word.ts";

/** The simulator of one workspace, near or far. */
export interface SimulatorStub {
  fetch(request: Request): Promise<Response>;
  view(): Promise<string>;
  receive(reply: PersonReply): Promise<{ id: string; delivered: Delivered } | null>;
  tapProblem(reply: PersonReply): Promise<string | null>;
  say(word: Word): Promise<{ id: string; delivered: Delivered } | null>;
  act(done: Act): Promise<{ ok: true; delivered: Delivered } | { ok: false; reason: string }>;
  set(switches: Switches): Promise<void>;
  advance(seconds: number): Promise<string>;
  addFault(fault: PendingFault): Promise<boolean>;
  addTemplate(template: TemplateDefinition): Promise<boolean>;
  forget(): Promise<void>;
}

export interface ControlDeps {
  /** The workspace of the request's test key; null for any other key. */
  authenticate(request: Request): Promise<{ workspaceId: string } | null>;
  simulator(workspaceId: string): SimulatorStub;
  /** Makes the gateway's side of the workspace live through the same jump. */
  clockJumped(workspaceId: string, seconds: number): Promise<void>;
}

const maxBodyBytes = 1024 * 1024;
/** Deeper than anything that a provider says; what is kept and shown is written by `JSON.stringify`. */
const maxDepth = 30;
const yearSeconds = 366 * 24 * 60 * 60;
const clockSchema = z.strictObject({ advance_seconds: z.int().min(1).max(yearSeconds) });

/** The body of a control request, or what is wrong with it. */
async function read<T>(
  request: Request,
  schema: z.ZodType<T>,
): Promise<Result<T, { error: string; message: string }>> {
  const body = await readJson(request, maxBodyBytes);
  if (!body.ok) return err({ error: "Validation error", message: body.error });
  if (isDeeperThan(body.value, maxDepth)) {
    const message = `body: must not be nested deeper than ${maxDepth} levels`;
    return err({ error: "Validation error", message });
  }
  const parsed = schema.safeParse(body.value);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  const path = issue?.path.join(".") || "body";
  return err({ error: "Validation error", message: `${path}: ${issue?.message ?? "not valid"}` });
}

export function controlApi(deps: ControlDeps) {
  const api = new Hono<{ Variables: { workspaceId: string; simulator: SimulatorStub } }>();
  api.use(async (c, next) => {
    const workspace = await deps.authenticate(c.req.raw);
    if (!workspace) {
      const message = "The simulator takes a test key (nxr_test_…) in the X-API-Key header";
      return c.json({ error: "Invalid API key", message }, 401);
    }
    c.set("workspaceId", workspace.workspaceId);
    c.set("simulator", deps.simulator(workspace.workspaceId));
    await next();
    c.header("cache-control", "no-store");
    return undefined;
  });
  api.get("/state", async (c) => {
    return c.body(await c.var.simulator.view(), 200, { "content-type": "application/json" });
  });
  api.delete("/state", async (c) => {
    await c.var.simulator.forget();
    return c.json({ success: true });
  });
  api.post("/faults", async (c) => {
    const fault = await read(c.req.raw, pendingFaultSchema);
    if (!fault.ok) return c.json(fault.error, 400);
    if (await c.var.simulator.addFault(fault.value)) return c.json({ success: true }, 201);
    return c.json({ error: "Too many faults", message: "Use some up, or DELETE the state" }, 409);
  });
  api.post("/templates", async (c) => {
    const template = await read(c.req.raw, templateSchema);
    if (!template.ok) return c.json(template.error, 400);
    if (await c.var.simulator.addTemplate(template.value)) {
      return c.json({ success: true, id: template.value.id }, 201);
    }
    return c.json({ error: "Too many templates", message: "An account has at most 250" }, 409);
  });
  api.post("/replies", async (c) => {
    const reply = await read(c.req.raw, replySchema);
    if (!reply.ok) return c.json(reply.error, 400);
    const problem = reply.value.reply_to ? await c.var.simulator.tapProblem(reply.value) : null;
    if (problem !== null) return c.json({ error: "Validation error", message: problem }, 400);
    const received = await c.var.simulator.receive(reply.value);
    if (received) return c.json({ success: true, ...received });
    const message = `This workspace has no WhatsApp account with the phone_number_id ${reply.value.phone_number_id}`;
    return c.json({ error: "Not found", message }, 404);
  });
  api.post("/words", async (c) => {
    const word = await read(c.req.raw, wordSchema);
    if (!word.ok) return c.json(word.error, 400);
    const said = await c.var.simulator.say(word.value);
    if (said) return c.json({ success: true, ...said });
    const message = `This workspace has no ${word.value.channel} account ${word.value.to}`;
    return c.json({ error: "Not found", message }, 404);
  });
  api.post("/events", async (c) => {
    const done = await read(c.req.raw, actSchema);
    if (!done.ok) return c.json(done.error, 400);
    const result = await c.var.simulator.act(done.value);
    if (result.ok) return c.json({ success: true, delivered: result.delivered });
    return result.reason === "too_late"
      ? c.json({ error: "Too late", message: "The call is answered or over" }, 409)
      : c.json({ error: "Not found", message: "Nothing was received under this id" }, 404);
  });
  api.put("/switches", async (c) => {
    const switches = await read(c.req.raw, switchesSchema);
    if (!switches.ok) return c.json(switches.error, 400);
    await c.var.simulator.set(switches.value);
    return c.json({ success: true, switches: switches.value });
  });
  api.post("/clock", async (c) => {
    const clock = await read(c.req.raw, clockSchema);
    if (!clock.ok) return c.json(clock.error, 400);
    // The gateway first: what comes due by the jump must find it there already.
    await deps.clockJumped(c.var.workspaceId, clock.value.advance_seconds);
    return c.json({
      success: true,
      now: await c.var.simulator.advance(clock.value.advance_seconds),
    });
  });
  return api;
}
