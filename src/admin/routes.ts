// How an operator sets the gateway up. One token opens all of it, so it is for machines and consoles of
// the operator, never for a workspace.

import { type Context, Hono, type MiddlewareHandler } from "hono";
import { bearerToken } from "../lib/bearer.ts";
import { secretsEqual } from "../lib/hmac.ts";
import { describeError } from "../lib/log.ts";
import { note } from "../lib/note.ts";
import { type ErrorCode, type Failure, GatewayError, httpStatus } from "../model/errors.ts";
import { failureOf } from "../store/db.ts";
import { getWorkspace } from "../store/workspaces.ts";
import { accountRoutes } from "./accounts.ts";
import { pathId, refuseUnknown } from "./body.ts";
import type { AdminDeps, AdminEnv } from "./deps.ts";
import { gatewayDoctor, workspaceDoctor } from "./doctor.ts";
import { journalRoutes } from "./journal.ts";
import { keyRoutes } from "./keys.ts";
import { statsRoutes } from "./stats.ts";
import { suppressionRoutes } from "./suppressions.ts";
import { workflowRoutes } from "./workflows.ts";
import { workspaceRoutes } from "./workspaces.ts";

/** The operator's API, to be mounted at `/api/admin`. Expects `requestId` in the context. */
export function adminRoutes(deps: AdminDeps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  app.use(requireAdmin(deps.adminToken));
  // Also runs for `/workspaces/:workspace` itself.
  app.use("/workspaces/:workspace/*", async (c, next) => {
    const workspace = await getWorkspace(deps.db, pathId(c, "workspace"));
    c.set("workspace", workspace ?? refuseUnknown("workspace"));
    await next();
  });

  app.route("/doctor", gatewayDoctor(deps));
  app.route("/stats", statsRoutes(deps));
  app.route("/workspaces", workspaceRoutes(deps));
  app.route("/workspaces/:workspace/keys", keyRoutes(deps));
  app.route("/workspaces/:workspace/accounts", accountRoutes(deps));
  app.route("/workspaces/:workspace/workflows", workflowRoutes(deps));
  app.route("/workspaces/:workspace/journal", journalRoutes(deps));
  app.route("/workspaces/:workspace/doctor", workspaceDoctor(deps));
  app.route("/workspaces/:workspace/suppressions", suppressionRoutes(deps));
  app.post("/workspaces/:workspace/leads", async (c) =>
    c.json(await deps.createLeads(c.get("workspace"), c.req.raw), 201),
  );
  app.all("*", () => {
    throw new GatewayError("route_not_found");
  });
  app.onError((error, c) => {
    if (!(error instanceof GatewayError)) {
      deps.log.error("unexpected", { requestId: c.get("requestId"), ...describeError(error) });
    }
    return answerFailure(c, failureOf(error));
  });
  return app;
}

function requireAdmin(adminToken: string): MiddlewareHandler<AdminEnv> {
  return async (c, next) => {
    const given = bearerToken(c.req.header("authorization"));
    const isAdmin = given !== null && (await secretsEqual(given, adminToken));
    if (!isAdmin) throw new GatewayError("key_invalid", { message: "Invalid admin token" });
    await next();
  };
}

/** Words for failures that arise without any. */
const words: Partial<Record<ErrorCode, string>> = {
  body_invalid: "Send a JSON object.",
  body_too_large: "The request body is too large.",
  route_not_found: "There is no such endpoint.",
  unavailable: "The database cannot be reached. Repeat the request.",
  internal: "Internal server error",
};

function answerFailure(c: Context<AdminEnv>, failure: Failure): Response {
  const { code, message, provider, details, retryAfterSeconds } = failure;
  note(c, { code });
  if (retryAfterSeconds !== undefined) c.header("retry-after", String(retryAfterSeconds));
  const body = {
    error: message ?? words[code] ?? code,
    ...details,
    code,
    ...(provider ? { provider } : {}),
    ...(retryAfterSeconds === undefined ? {} : { retry_after: retryAfterSeconds }),
    request_id: c.get("requestId"),
  };
  return c.json(body, httpStatus[code]);
}
