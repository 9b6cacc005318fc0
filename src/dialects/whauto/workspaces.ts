import { Hono } from "hono";
import type { Database } from "../../store/db.ts";
import type { Workspace } from "../../store/workspaces.ts";
import type { EdgeEnv } from "../context.ts";
import { workspaceOf } from "./key-workspace.ts";
import { readListQuery } from "./query.ts";
import { refuseForeignWorkspace } from "./workspace-id.ts";

/** A key opens one workspace, so the list has one row at most. */
export function workspaceRoutes({ db }: { db: Database }): Hono<EdgeEnv> {
  const app = new Hono<EdgeEnv>();

  app.get("/", async (c) => {
    const { text, offset } = readListQuery(c.req.query(), c.get("key").workspaceId);
    const own = workspaceView(await workspaceOf(db, c.get("key")));
    const isFound = own.title.toLowerCase().includes((text ?? "").toLowerCase());
    return c.json(isFound && offset === 0 ? [own] : []);
  });

  app.get("/:id", async (c) => {
    refuseForeignWorkspace(c.req.param("id"), c.get("key").workspaceId);
    return c.json(workspaceView(await workspaceOf(db, c.get("key"))));
  });

  return app;
}

export const workspaceView = ({ id, name }: Workspace) => ({ id, title: name });
