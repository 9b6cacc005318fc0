// Bulk sends over HTTP. One job is asked of its own object, so it shows every message as soon as it is
// known; the list is D1's, and lags by seconds.
import { type Context, Hono } from "hono";
import type { JobChange, Jobs } from "../../bulk/port.ts";
import { readJson } from "../../lib/body.ts";
import { toUuid } from "../../lib/uuid.ts";
import { GatewayError } from "../../model/errors.ts";
import type { JobRef } from "../../model/job.ts";
import { idempotencyKey } from "../../send/idempotency.ts";
import { cursorText } from "../../store/cursor.ts";
import type { Database } from "../../store/db.ts";
import { listJobs } from "../../store/jobs.ts";
import { type EdgeEnv, requireScope } from "../context.ts";
import {
  decodeJob,
  jobView,
  listedJobView,
  readJobQuery,
  readResultQuery,
  resultView,
} from "./job-schema.ts";

export interface JobRouteDeps {
  db: Database;
  jobs: Jobs;
}

/** Room for 100,000 ids of leads. */
const maxBytes = 5 * 1024 * 1024;

export function jobRoutes({ db, jobs }: JobRouteDeps): Hono<EdgeEnv> {
  const app = new Hono<EdgeEnv>();
  const send = requireScope("messages.send");
  const read = requireScope("messages.read");

  app.post("/", send, async (c) => {
    const { workspaceId } = c.get("key");
    const keyText = idempotencyKey(c.req.raw.headers.get("idempotency-key"));
    const body = await readJson(c.req.raw, maxBytes);
    if (!body.ok) throw new GatewayError(body.error);
    const { order, isDryRun } = await decodeJob(body.value, workspaceId, keyText);
    if (isDryRun) {
      return c.json({ success: true, dry_run: true, total: await jobs.count(order) });
    }
    return c.json({ success: true, job: jobView(await jobs.start(order)) }, 202);
  });

  app.get("/", read, async (c) => {
    const query = readJobQuery(c.req.query());
    const { rows, next } = await listJobs(db, c.get("key").workspaceId, query);
    return c.json({
      success: true,
      jobs: rows.map(listedJobView),
      pagination: { limit: query.limit, has_more: next !== null },
      next_cursor: next && cursorText(next),
    });
  });

  app.get("/:id", read, async (c) => {
    const job = await jobs.get(refOf(c));
    if (!job) throw new GatewayError("resource_not_found");
    return c.json({ success: true, job: jobView(job) });
  });

  app.get("/:id/results", read, async (c) => {
    const query = readResultQuery(c.req.query());
    const page = await jobs.results(refOf(c), query);
    if (!page) throw new GatewayError("resource_not_found");
    return c.json({
      success: true,
      results: page.results.map(resultView),
      pagination: { limit: query.limit, has_more: page.next !== null },
      next_cursor: page.next === null ? null : String(page.next),
    });
  });

  app.post("/:id/pause", send, async (c) => c.json(changed(await jobs.pause(refOf(c)))));
  app.post("/:id/resume", send, async (c) => c.json(changed(await jobs.resume(refOf(c)))));
  app.post("/:id/stop", send, async (c) => c.json(changed(await jobs.stop(refOf(c)))));

  return app;
}

function changed(change: JobChange) {
  if (!change.ok) throw GatewayError.from(change.failure);
  return { success: true, job: jobView(change.job) };
}

/** The job that the path names; an id that cannot be one is one that nobody has. */
function refOf(c: Context<EdgeEnv>): JobRef {
  const jobId = toUuid(c.req.param("id") ?? "");
  if (jobId === null) throw new GatewayError("resource_not_found");
  return { workspaceId: c.get("key").workspaceId, jobId };
}
