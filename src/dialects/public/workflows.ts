import { Hono } from "hono";
import { toUuid } from "../../lib/uuid.ts";
import { channels } from "../../model/channel.ts";
import { GatewayError } from "../../model/errors.ts";
import type { Database } from "../../store/db.ts";
import { getWorkflowRecord, listWorkflows, type WorkflowRecord } from "../../store/workflows.ts";
import { type EdgeEnv, requireScope } from "../context.ts";

export function workflowRoutes(deps: { db: Database }): Hono<EdgeEnv> {
  const app = new Hono<EdgeEnv>();
  app.use(requireScope("templates.read"));

  app.get("/", async (c) => {
    const found = await listWorkflows(deps.db, c.get("key").workspaceId);
    return c.json({ success: true, workflows: found.map(workflowView) });
  });

  app.get("/:id", async (c) => {
    const id = toUuid(c.req.param("id"));
    const found = id && (await getWorkflowRecord(deps.db, c.get("key").workspaceId, id));
    if (!found) throw new GatewayError("workflow_not_found");
    return c.json({ success: true, workflow: workflowView(found) });
  });

  return app;
}

/** `channels` are those on which a send would find an active account. */
function workflowView({ id, name, active, accounts }: WorkflowRecord) {
  return {
    id,
    name,
    goal_type: null,
    is_active: active,
    channels: channels.filter((channel) => accounts[channel]?.active),
  };
}
