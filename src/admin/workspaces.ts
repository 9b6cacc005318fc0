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

/** A name for paths, as in a host name: what Xobito calls a subdomain. */
const slugSchema = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    "must be lower-case letters, digits and hyphens, at most 63",
  );

const newWorkspaceSchema = z.strictObject({
  id: uuidSchema.optional(),
  name: nameSchema,
  environment: environmentSchema,
  default_country: countrySchema.nullish(),
  slug: slugSchema.nullish(),
  retention_days: retentionSchema.nullable().optional(),
});

const workspaceChangeSchema = z.strictObject({
  name: nameSchema.optional(),
  default_country: countrySchema.nullable().optional(),
  slug: slugSchema.nullable().optional(),
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
    const { name, default_country, slug, retention_days } = await readBody(
      c,
      workspaceChangeSchema,
    );
    const change = { name, defaultCountry: default_country, slug, retentionDays: retention_days };
    const workspace = await updateWorkspace(db, c.get("workspace"), change);
    return c.json({ success: true, workspace: workspaceView(workspace) });
  });

  return app;
}

function workspaceView(workspace: Workspace) {
  const { id, name, environment, defaultCountry, slug, retentionDays, createdAt } = workspace;
  return {
    id,
    name,
    environment,
    default_country: defaultCountry,
    slug,
    retention_days: retentionDays,
    created_at: isoTime(createdAt),
  };
}
