// The simulator over HTTP: the providers for independent clients, the control API, the page. Everything
// it needs of the gateway comes in as verbs.
import { Hono } from "hono";
import { z } from "zod";
import { readJson } from "../lib/body.ts";
import { err, ok, type Result } from "../lib/result.ts";
import type { Fetcher } from "../lib/transport.ts";
import { pendingFaultSchema, playedProviders } from "./faults.ts";
import { webhookRequest } from "./meta/reply.ts";
import { type TemplateDefinition, templateSchema } from "./meta/template.ts";
import { simulatorPage } from "./page.ts";
import { hosts, magic, originHeader, type PersonReply } from "./simulator.ts";
import type { PendingFault } from "./state.ts";

/** The simulator of one workspace, near or far. */
export interface SimulatorStub {
  fetch(request: Request): Promise<Response>;
  view(): Promise<string>;
  receive(reply: PersonReply): Promise<{ id: string; webhook: string }>;
  addFault(fault: PendingFault): Promise<boolean>;
  addTemplate(template: TemplateDefinition): Promise<boolean>;
  forget(): Promise<void>;
}

export interface SimulatorRoutesDeps {
  /** The workspace of the request's test key; null for any other key. */
  authenticate(request: Request): Promise<{ workspaceId: string } | null>;
  isTestWorkspace(workspaceId: string): Promise<boolean>;
  simulator(workspaceId: string): SimulatorStub;
  /** Where the gateway takes the webhooks of a WhatsApp number; null when it has no such account. */
  subscription(
    workspaceId: string,
    phoneNumberId: string,
  ): Promise<{ hookPath: string; appSecret: string } | null>;
  /** Delivers a request to the gateway itself. */
  loopback: Fetcher;
}

const replySchema = z.strictObject({
  phone_number_id: z.string().regex(/^[\w.-]{1,64}$/),
  from: z.string().regex(/^\+?[1-9]\d{6,14}$/, "must be a number in E.164"),
  text: z.string().min(1).max(4096),
  profile_name: z.string().min(1).max(100).default("Simulated person"),
  at: z.iso
    .datetime({ offset: true })
    .transform((text) => Date.parse(text))
    .exactOptional(),
});

const provider = z.enum(playedProviders);

const maxBodyBytes = 1024 * 1024;

/** The body of a control request, or what is wrong with it. */
async function read<T>(
  request: Request,
  schema: z.ZodType<T>,
): Promise<Result<T, { error: string; message: string }>> {
  const body = await readJson(request, maxBodyBytes);
  if (!body.ok) return err({ error: "Validation error", message: body.error });
  const parsed = schema.safeParse(body.value);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  const path = issue?.path.join(".") || "body";
  return err({ error: "Validation error", message: `${path}: ${issue?.message ?? "not valid"}` });
}

/** Mount it under any path: `app.route("/simulator", simulatorRoutes(deps))`. */
export function simulatorRoutes(deps: SimulatorRoutesDeps): Hono {
  const routes = new Hono();
  routes.get("/", (c) => {
    const nonce = crypto.randomUUID();
    c.header("content-security-policy", pagePolicy(nonce));
    c.header("referrer-policy", "no-referrer");
    c.header("cache-control", "no-store");
    return c.html(simulatorPage(nonce, magic));
  });
  routes.route("/api", controlApi(deps));
  routes.all("/providers/:workspaceId/:provider/*", async (c) => {
    const workspaceId = c.req.param("workspaceId");
    const played = provider.safeParse(c.req.param("provider"));
    if (!played.success || !(await deps.isTestWorkspace(workspaceId))) {
      return c.json({ error: "Not found", message: "No such simulator" }, 404);
    }
    const url = new URL(c.req.url);
    const end = url.pathname.indexOf(`/${played.data}/`) + played.data.length + 1;
    const origin = url.origin + url.pathname.slice(0, end);
    const target = `https://${hosts[played.data]}${url.pathname.slice(end)}${url.search}`;
    const request = new Request(target, c.req.raw);
    request.headers.set(originHeader, origin);
    return deps.simulator(workspaceId).fetch(request);
  });
  return routes;
}

function controlApi(deps: SimulatorRoutesDeps) {
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
    const { phone_number_id: phoneNumberId, from, text, profile_name, at } = reply.value;
    const subscription = await deps.subscription(c.var.workspaceId, phoneNumberId);
    if (!subscription) {
      const message = `This workspace has no WhatsApp account with the phone_number_id ${phoneNumberId}`;
      return c.json({ error: "Not found", message }, 404);
    }
    const { id, webhook } = await c.var.simulator.receive({
      phoneNumberId,
      from,
      text,
      profileName: profile_name,
      ...(at === undefined ? {} : { at }),
    });
    const url = new URL(subscription.hookPath, c.req.url).href;
    const response = await deps.loopback(
      await webhookRequest(url, webhook, subscription.appSecret),
    );
    await response.body?.cancel();
    return c.json({ success: true, id, delivered: { status: response.status } });
  });
  return api;
}

/** Mail is shown in a frame without scripts: its own styles apply, and nothing is fetched from outside. */
const pagePolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    "style-src 'unsafe-inline'",
    "img-src data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
