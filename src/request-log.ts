// One line per request, with what a view of metrics needs and nothing about anybody: the pattern of the route
// instead of the path, our own codes and words, times.
import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import type { Clock } from "./lib/clock.ts";
import type { Log } from "./lib/log.ts";
import { notesOf } from "./lib/note.ts";

export interface RequestLogDeps {
  log: Log;
  clock: Clock;
  /** Which part of the requests gets a line, from 0 to 1. What failed on our side always does. */
  sample: number;
  /** From 0 to below 1. */
  random(): number;
}

/** Balancers ask these every few seconds. */
const unnoticed = new Set(["/healthz", "/readyz"]);

/** Writes the line once the answer is known. `requestId` is expected in the context. */
export function requestLog(deps: RequestLogDeps): MiddlewareHandler<{
  Variables: { requestId: string };
}> {
  return async (c, next) => {
    const startedAt = deps.clock();
    await next();
    const route = routePath(c);
    const { status } = c.res;
    const { sample } = deps;
    if (status < 500 && (unnoticed.has(route) || deps.random() >= sample)) return;
    deps.log.info("request", {
      requestId: c.get("requestId"),
      method: c.req.method,
      route,
      status,
      durationMs: deps.clock() - startedAt,
      ...notesOf(c),
      ...(sample < 1 && status < 500 ? { sample } : {}),
    });
  };
}
