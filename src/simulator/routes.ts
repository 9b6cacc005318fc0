// The simulator over HTTP: the providers for independent clients, the control API, the page. Everything
// it needs of the gateway comes in as verbs.
import { Hono } from "hono";
import { z } from "zod";
import { type ControlDeps, controlApi } from "./control.ts";
import { playedProviders } from "./faults.ts";
import { simulatorPage } from "./page.ts";
import { hosts, magic, originHeader } from "./simulator.ts";

export interface SimulatorRoutesDeps extends ControlDeps {
  isTestWorkspace(workspaceId: string): Promise<boolean>;
}

const provider = z.enum(playedProviders);

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
    const answer = await deps.simulator(workspaceId).fetch(request);
    const response = c.newResponse(answer.body, answer);
    // A fault may be any page under our name; whoever looks at it runs no script beside their own key.
    response.headers.set("content-security-policy", "default-src 'none'; sandbox");
    return response;
  });
  return routes;
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
