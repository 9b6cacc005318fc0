import { Hono } from "hono";
import { z } from "zod";
import { isoTime } from "../lib/clock.ts";
import { uuidSchema } from "../lib/uuid.ts";
import { environmentSchema } from "../model/account.ts";
import { countrySchema } from "../model/address.ts";
import { createWorkspace, listWorkspaces, type Workspace } from "../store/workspaces.ts";
import { nameSchema, readBody } from "./body.ts";
import type { AdminDeps, AdminEnv } from "./deps.ts";

const newWorkspaceSchema = z.strictObject({
  id: uuidSchema.optional(),
  name: nameSchema,
  environment: environmentSchema,
  default_country: countrySchema.nullish(),
});

export function workspaceRoutes({ db, clock }: AdminDeps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();

  app.post("/", async (c) => {
    const { default_country = null, ...rest } = await readBody(c, newWorkspaceSchema);
    const workspace = await createWorkspace(
      db,
      { ...rest, defaultCountry: default_country },
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

  return app;
}

function workspaceView({ id, name, environment, defaultCountry, createdAt }: Workspace) {
  return {
    id,
    name,
    environment,
    default_country: defaultCountry,
    created_at: isoTime(createdAt),
  };
}
