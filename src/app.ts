// The Hono app: request id, headers of every answer, the mounts, and the last resort.
import { type Context, Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { version } from "../package.json";
import { adminRoutes } from "./admin/routes.ts";
import type { EdgeEnv } from "./dialects/context.ts";
import { dialects } from "./dialects/index.ts";
import { mount } from "./dialects/mount.ts";
import { encodeError } from "./dialects/public/encode.ts";
import { referenceRoutes } from "./dialects/reference.ts";
import { describeError } from "./lib/log.ts";
import { note } from "./lib/note.ts";
import { type Failure, GatewayError } from "./model/errors.ts";
import { receiverRoutes } from "./receivers/routes.ts";
import { requestLog } from "./request-log.ts";
import { failureOf } from "./store/db.ts";
import { admin, edge, media, observed, people, ready } from "./wiring.ts";
import { channelVerbs } from "./wiring-channels.ts";
import { receivers } from "./wiring-incoming.ts";
import { jobs } from "./wiring-jobs.ts";
import { providerVerbs } from "./wiring-providers.ts";
import { readyForRequests } from "./wiring-readiness.ts";

/** The gateway without its simulator, which only the Worker's entry adds. */
export function createApp(extend: (app: Hono<EdgeEnv>) => void): Hono<EdgeEnv> {
  const app = new Hono<EdgeEnv>();

  app.use(async (c, next) => {
    const requestId = crypto.randomUUID();
    c.set("requestId", requestId);
    c.header("x-request-id", requestId);
    c.header("cache-control", "no-store");
    c.header("x-content-type-options", "nosniff");
    c.header("strict-transport-security", "max-age=31536000");
    await next();
  });
  app.use(requestLog(observed));
  app.get("/healthz", (c) => c.json({ ok: true }));
  app.get("/readyz", async (c) => {
    const readiness = await readyForRequests();
    return c.json(readiness, readiness.ready ? 200 : 503);
  });
  app.route("/", referenceRoutes(version));
  app.use(async (_, next) => {
    await ready();
    await next();
  });

  app.route("/api/admin", adminRoutes(admin));
  for (const speak of dialects) {
    const { dialect, resources } = speak({
      ...edge,
      ...people,
      ...media,
      ...providerVerbs,
      ...channelVerbs,
      jobs,
    });
    app.route(dialect.basePath, mount(dialect, edge, resources));
  }
  app.route("/hooks", receiverRoutes(receivers));
  extend(app);

  const answer = (c: Context<EdgeEnv>, failure: Failure): Response => {
    note(c, { code: failure.code });
    const context = { requestId: c.get("requestId"), messageId: null };
    const { status, body } = encodeError(failure, context);
    if (failure.retryAfterSeconds !== undefined) {
      c.header("retry-after", String(failure.retryAfterSeconds));
    }
    return c.json(body, status as ContentfulStatusCode);
  };
  app.notFound((c) => answer(c, { code: "route_not_found" }));
  app.onError((error, c) => {
    if (!(error instanceof GatewayError)) {
      edge.log.error("unexpected", { requestId: c.get("requestId"), ...describeError(error) });
    }
    return answer(c, failureOf(error));
  });
  return app;
}
