import { Hono } from "hono";
import { z } from "zod";
import { isoTime } from "../lib/clock.ts";
import { uuidSchema } from "../lib/uuid.ts";
import { environmentSchema } from "../model/account.ts";
import { countrySchema } from "../model/address.ts";
import {
  createWorkspace,
  listWorkspaces,
  updateWorkspace,
  type Workspace,
} from "../store/workspaces.ts";
import { nameSchema, readBody } from "./body.ts";
import type { AdminDeps, AdminEnv } from "./deps.ts";

/** Days; null keeps for good. Providers report about a message for a week, so it stays longer than that. */
const retentionSchema = z.number().int().min(8).max(36_500);

const newWorkspaceSchema = z.strictObject({
  id: uuidSchema.optional(),
  name: nameSchema,
  environment: environmentSchema,
  default_country: countrySchema.nullish(),
  retention_days: retentionSchema.nullable().optional(),
});

const workspaceChangeSchema = z.strictObject({
  name: nameSchema.optional(),
  default_country: countrySchema.nullable().optional(),
  retention_days: retentionSchema.nullable().optional(),
});

export function workspaceRoutes({ db, clock }: AdminDeps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();

  app.post("/", async (c) => {
    const { default_country, retention_days, ...rest } = await readBody(c, newWorkspaceSchema);
    const workspace = await createWorkspace(
      db,
      { ...rest, defaultCountry: default_country ?? null, retentionDays: retention_days },
      clock(),
    );
    return c.json({ success: true, workspace: workspaceView(workspace) }, 201);
  });

  app.get("/", async (c) => {
    const found = await listWorkspaces(db);
    return c.json({ success: true, workspaces: found.map(workspaceView) });
  });

  app.get("/:workspace", (c) =>
    c.json({ success: true, workspace: workspaceView(c.get("workspace")) }),
  );

  app.patch("/:workspace", async (c) => {
    const { name, default_country, retention_days } = await readBody(c, workspaceChangeSchema);
    const change = { name, defaultCountry: default_country, retentionDays: retention_days };
    const workspace = await updateWorkspace(db, c.get("workspace"), change);
    return c.json({ success: true, workspace: workspaceView(workspace) });
  });

  return app;
}

function workspaceView(workspace: Workspace) {
  const { id, name, environment, defaultCountry, retentionDays, createdAt } = workspace;
  return {
    id,
    name,
    environment,
    default_country: defaultCountry,
    retention_days: retentionDays,
    created_at: isoTime(createdAt),
  };
}
