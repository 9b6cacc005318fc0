import { Hono } from "hono";
import { listAccounts } from "../../store/accounts.ts";
import type { Database } from "../../store/db.ts";
import { type EdgeEnv, requireScope } from "../context.ts";

/** GET /api/agents: the accounts that call people. */
export function agentRoutes(deps: { db: Database }): Hono<EdgeEnv> {
  const app = new Hono<EdgeEnv>();
  app.get("/", requireScope("templates.read"), async (c) => {
    const accounts = await listAccounts(deps.db, c.get("key").workspaceId);
    const callers = accounts.filter(({ channel }) => channel === "call");
    return c.json(callers.map(({ id, name, active }) => ({ id, name, enabled: active })));
  });
  return app;
}
