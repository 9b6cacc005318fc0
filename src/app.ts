// The Hono app: request id, headers of every answer, the mounts, and the last resort.
import { Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { adminRoutes } from "./admin/routes.ts";
import type { EdgeEnv } from "./dialects/context.ts";
import { dialects } from "./dialects/index.ts";
import { mount } from "./dialects/mount.ts";
import { encodeError } from "./dialects/public/encode.ts";
import { describeError } from "./lib/log.ts";
import { GatewayError } from "./model/errors.ts";
import { receiverRoutes } from "./receivers/routes.ts";
import { gateway } from "./wiring.ts";

const { edge, people, receivers, admin } = gateway;

/** The gateway without its simulator, which only the Worker's entry adds. */
export function createApp(extend: (app: Hono<EdgeEnv>) => void): Hono<EdgeEnv> {
  const app = new Hono<EdgeEnv>();

  app.use(async (c, next) => {
    const requestId = crypto.randomUUID();
    c.set("requestId", requestId);
    c.header("x-request-id", requestId);
    c.header("cache-control", "no-store");
    c.header("x-content-type-options", "nosniff");
    await next();
  });
  app.get("/healthz", (c) => c.json({ ok: true }));
  app.use(async (_, next) => {
    await gateway.ready();
    await next();
  });

  for (const { dialect, resources } of dialects) {
    app.route(dialect.basePath, mount(dialect, edge, resources({ ...edge, ...people })));
  }
  app.route("/api/admin", adminRoutes(admin));
  app.route("/hooks", receiverRoutes(receivers));
  extend(app);

  app.notFound((c) => answer(c.get("requestId"), new GatewayError("route_not_found")));
  app.onError((error, c) => {
    const requestId = c.get("requestId");
    if (error instanceof GatewayError) return answer(requestId, error);
    edge.log.error("unexpected", { requestId, ...describeError(error) });
    return answer(requestId, new GatewayError("internal"));
  });
  return app;

  function answer(requestId: string, error: GatewayError): Response {
    const { status, body } = encodeError(error.failure, { requestId, messageId: null });
    return Response.json(body, {
      status: status as ContentfulStatusCode,
      headers: { "x-request-id": requestId, "cache-control": "no-store" },
    });
  }
}
