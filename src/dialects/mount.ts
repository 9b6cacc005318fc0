// A dialect -> a Hono sub-app. Authentication, limits and errors live inside the sub-app, so that every
// answer under its path is in the dialect's own words.
import { type Context, Hono, type MiddlewareHandler } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { SendOutcome } from "../lead/port.ts";
import { readJson } from "../lib/body.ts";
import { describeError, type LogFields } from "../lib/log.ts";
import { note } from "../lib/note.ts";
import { type Quota, type RateWindow, rateLimitFields } from "../lib/rate-window.ts";
import { type Failure, GatewayError } from "../model/errors.ts";
import { authenticate } from "../send/authenticate.ts";
import type { KeyDeps, SendDeps } from "../send/deps.ts";
import { idempotencyKey } from "../send/idempotency.ts";
import { send } from "../send/send.ts";
import { failureOf } from "../store/db.ts";
import { type EdgeEnv, requireScope } from "./context.ts";
import type { Dialect, SendRoute } from "./dialect.ts";

export interface EdgeDeps extends KeyDeps, SendDeps {
  limits: RateWindow;
}

/** Failed authentications one client address may make per minute. */
const anonymousLimit = 300;

/** Routes of a dialect besides its sends; they run authenticated and throw GatewayError. */
export type Resources = (app: Hono<EdgeEnv>) => void;

export function mount(dialect: Dialect, deps: EdgeDeps, resources: Resources): Hono<EdgeEnv> {
  const app = new Hono<EdgeEnv>();
  const { prefixes = ["*"] } = dialect;

  const guard: MiddlewareHandler<EdgeEnv> = async (c, next) => {
    note(c, { dialect: dialect.name });
    const quota = await admit(dialect, deps, c);
    for (const [name, value] of Object.entries(rateLimitFields(quota))) c.header(name, value);
    if (!quota.allowed) {
      throw new GatewayError("rate_limited", { retryAfterSeconds: quota.resetSeconds });
    }
    if (!c.get("key")) throw c.get("refusal") ?? new GatewayError("key_invalid");
    await next();
  };
  for (const prefix of prefixes) app.use(prefix, guard);

  for (const route of dialect.sends) {
    app.post(route.path, requireScope("messages.send"), (c) => handleSend(dialect, deps, route, c));
  }
  resources(app);
  for (const route of dialect.sends) {
    const methods = app.routes.filter(({ path }) => path === route.path).map((r) => r.method);
    const allow = [...new Set(methods)].filter((method) => method !== "ALL").toSorted();
    app.all(route.path, (c) => {
      c.header("allow", allow.join(", "));
      throw new GatewayError("method_not_allowed");
    });
  }
  for (const prefix of prefixes) {
    app.all(prefix, () => {
      throw new GatewayError("route_not_found");
    });
  }

  app.onError((error, c) => {
    if (!(error instanceof GatewayError)) {
      deps.log.error("unexpected", { requestId: c.get("requestId"), ...describeError(error) });
    }
    return answerFailure(dialect, c, failureOf(error), null);
  });
  return app;
}

/** Counts the request: against its key's limit, or against its address when it has no valid key. */
async function admit(dialect: Dialect, deps: EdgeDeps, c: Context<EdgeEnv>): Promise<Quota> {
  try {
    const key = await authenticate(deps, dialect.name, dialect.credential(c.req.raw.headers));
    c.set("key", key);
    note(c, { workspaceId: key.workspaceId });
    return deps.limits.take("key", key.id, key.rateLimit);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    c.set("refusal", error);
    const address = c.req.header("cf-connecting-ip") ?? "unknown";
    return deps.limits.take("anonymous", address, anonymousLimit);
  }
}

async function handleSend(
  dialect: Dialect,
  deps: EdgeDeps,
  route: SendRoute,
  c: Context<EdgeEnv>,
): Promise<Response> {
  const keyText = idempotencyKey(c.req.raw.headers.get("idempotency-key"));
  const body = await (route.read ?? readJson)(c.req.raw, route.maxBytes);
  if (!body.ok) throw new GatewayError(body.error);
  const context = { key: c.get("key"), params: c.req.param(), query: c.req.query() };
  const other = await route.instead?.(body.value, context, keyText);
  if (other) return c.json(other.body, other.status as ContentfulStatusCode);
  const draft = await route.decode(body.value, context);
  const { outcome, ...rest } = await send(deps, {
    key: context.key,
    draft,
    idempotencyKey: keyText,
  });
  note(c, sendNotes(outcome));
  if (outcome.replayed) c.header("idempotent-replayed", "true");
  if (!outcome.ok) return answerFailure(dialect, c, outcome.failure, outcome.messageId);
  c.header("x-message-id", outcome.receipt.messageId);
  const retrySafe = keyText !== null;
  const wire = await dialect.encode(outcome.receipt, { ...context, ...rest, draft, retrySafe });
  return c.json(wire.body, wire.status as ContentfulStatusCode);
}

function sendNotes(outcome: SendOutcome): LogFields {
  if (outcome.replayed) return { outcome: "replayed" };
  if (!outcome.ok) {
    const { messageId } = outcome;
    return { outcome: "refused", ...(messageId === null ? {} : { messageId }) };
  }
  const { state, channel, messageId, providerMs } = outcome.receipt;
  return {
    outcome: state,
    channel,
    messageId,
    ...(providerMs === undefined ? {} : { providerMs }),
  };
}

function answerFailure(
  dialect: Dialect,
  c: Context<EdgeEnv>,
  failure: Failure,
  messageId: string | null,
): Response {
  note(c, { code: failure.code });
  const wire = dialect.encodeError(failure, { requestId: c.get("requestId"), messageId });
  if (messageId !== null) c.header("x-message-id", messageId);
  if (failure.retryAfterSeconds !== undefined) {
    c.header("retry-after", String(failure.retryAfterSeconds));
  }
  return c.json(wire.body, wire.status as ContentfulStatusCode);
}
