import { Hono } from "hono";
import { isoTime } from "../lib/clock.ts";
import { liftSuppression, listSuppressions, type Suppression } from "../store/suppressions.ts";
import { refuseUnknown } from "./body.ts";
import type { AdminDeps, AdminEnv } from "./deps.ts";

/** Addresses that take nothing more. Lifting one takes effect within a minute. */
export function suppressionRoutes({ db }: Pick<AdminDeps, "db">): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();

  app.get("/", async (c) => {
    const found = await listSuppressions(db, c.get("workspace").id);
    return c.json({ success: true, suppressions: found.map(suppressionView) });
  });

  app.delete("/:email", async (c) => {
    const lifted = await liftSuppression(db, c.get("workspace").id, "email", c.req.param("email"));
    const suppression = suppressionView(lifted ?? refuseUnknown("suppression"));
    return c.json({ success: true, suppression });
  });

  return app;
}

const suppressionView = ({ kind, value, reason, createdAt }: Suppression) => ({
  kind,
  address: value,
  reason,
  created_at: isoTime(createdAt),
});
