import { Hono } from "hono";
import { z } from "zod";
import { isoTime } from "../lib/clock.ts";
import { uuidSchema } from "../lib/uuid.ts";
import { parseOrRefuse } from "../model/errors.ts";
import { type Open, type Outcome, readStats } from "../store/stats.ts";
import { getWorkspace } from "../store/workspaces.ts";
import { refuseUnknown } from "./body.ts";
import type { AdminDeps, AdminEnv } from "./deps.ts";

const hourMs = 3_600_000;

const querySchema = z.object({
  /** A month at most. */
  hours: z.coerce.number().int().min(1).max(744).default(24),
  workspace: uuidSchema.optional(),
});

/** How the gateway does: what became of its messages, what waits, and how late providers report. */
export function statsRoutes({ db, clock }: Pick<AdminDeps, "db" | "clock">): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();

  app.get("/", async (c) => {
    const { hours, workspace = null } = parseOrRefuse(querySchema, c.req.query());
    if (workspace !== null && !(await getWorkspace(db, workspace))) refuseUnknown("workspace");
    const now = clock();
    const since = now - hours * hourMs;
    const stats = await readStats(db, { workspaceId: workspace, since, now });
    const { queued, scheduled, unknown } = stats.open;
    return c.json({
      success: true,
      now: isoTime(now),
      since: isoTime(since),
      workspace,
      complete: stats.complete,
      messages: sumOver(stats.outcomes, ({ channel, status }) => ({ channel, status })),
      failures: sumOver(
        stats.outcomes.filter(({ failureCode }) => failureCode !== null),
        ({ channel, status, failureCode }) => ({ channel, status, code: failureCode }),
      ),
      unknown: { count: unknown.count, since: timeOrNull(unknown.since) },
      queue: { queued: queueView(queued), scheduled: queueView(scheduled) },
      jobs: stats.jobs,
      lag: stats.lags.map(({ channel, count, median, p95, max }) => ({
        channel,
        count,
        median_ms: median,
        p95_ms: p95,
        max_ms: max,
      })),
    });
  });

  return app;
}

const timeOrNull = (at: number | null) => (at === null ? null : isoTime(at));

const queueView = ({ count, due, dueSince }: Open) => ({
  count,
  due,
  due_since: timeOrNull(dueSince),
});

/** One row for each of the groups that `groupOf` makes, with how many messages it has. */
function sumOver<G extends Record<string, unknown>>(
  outcomes: Outcome[],
  groupOf: (outcome: Outcome) => G,
): (G & { count: number })[] {
  const rows = new Map<string, G & { count: number }>();
  for (const outcome of outcomes) {
    const group = groupOf(outcome);
    const name = JSON.stringify(group);
    rows.set(name, { ...group, count: (rows.get(name)?.count ?? 0) + outcome.count });
  }
  return [...rows.values()];
}
