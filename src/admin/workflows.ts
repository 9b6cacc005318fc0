import { Hono } from "hono";
import { z } from "zod";
import { isoTime } from "../lib/clock.ts";
import { uuidSchema } from "../lib/uuid.ts";
import { channelSchema } from "../model/channel.ts";
import { workflowDefaultsSchema } from "../model/workflow.ts";
import {
  createWorkflow,
  getWorkflowRecord,
  listWorkflows,
  updateWorkflow,
  type WorkflowRecord,
} from "../store/workflows.ts";
import { nameSchema, pathId, readBody, refuseUnknown } from "./body.ts";
import type { AdminDeps, AdminEnv } from "./deps.ts";

const defaults = workflowDefaultsSchema.strict();

/** The account that serves each channel; null takes the channel away. */
const assignments = z.partialRecord(channelSchema, uuidSchema.nullable());

const newWorkflowSchema = z.strictObject({
  id: uuidSchema.optional(),
  name: nameSchema,
  active: z.boolean().default(true),
  defaults: defaults.default({}),
  accounts: assignments.default({}),
});

const workflowChangeSchema = z.strictObject({
  name: nameSchema.optional(),
  active: z.boolean().optional(),
  /** Replaces what is stored. */
  defaults: defaults.optional(),
  /** Merged with what is stored. */
  accounts: assignments.optional(),
});

export function workflowRoutes(deps: AdminDeps): Hono<AdminEnv> {
  const { db, clock } = deps;
  const app = new Hono<AdminEnv>();

  app.post("/", async (c) => {
    const body = await readBody(c, newWorkflowSchema);
    const { id: workspaceId } = c.get("workspace");
    const workflow = await createWorkflow(db, workspaceId, body, clock());
    deps.configurationChanged(workspaceId);
    return c.json({ success: true, workflow: workflowView(workflow) }, 201);
  });

  app.get("/", async (c) => {
    const found = await listWorkflows(db, c.get("workspace").id);
    return c.json({ success: true, workflows: found.map(workflowView) });
  });

  app.get("/:workflow", async (c) => {
    const found = await getWorkflowRecord(db, c.get("workspace").id, pathId(c, "workflow"));
    return c.json({ success: true, workflow: workflowView(found ?? refuseUnknown("workflow")) });
  });

  app.patch("/:workflow", async (c) => {
    const id = pathId(c, "workflow");
    const body = await readBody(c, workflowChangeSchema);
    const { id: workspaceId } = c.get("workspace");
    const changed = await updateWorkflow(db, workspaceId, id, body, clock());
    deps.configurationChanged(workspaceId);
    return c.json({ success: true, workflow: workflowView(changed ?? refuseUnknown("workflow")) });
  });

  return app;
}

function workflowView({ accounts, ...workflow }: WorkflowRecord) {
  return {
    id: workflow.id,
    name: workflow.name,
    active: workflow.active,
    defaults: workflow.defaults,
    accounts: Object.fromEntries(
      Object.entries(accounts).map(([channel, account]) => [channel, account.id]),
    ),
    created_at: isoTime(workflow.createdAt),
    updated_at: isoTime(workflow.updatedAt),
  };
}
