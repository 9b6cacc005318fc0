// One message to many leads: a job, answered when it is over, or with the counts so far when it takes longer.
import type { Jobs } from "../../bulk/port.ts";
import { uuidOf } from "../../lib/uuid.ts";
import type { JobOrder, JobView, Target } from "../../model/job.ts";
import type { SendContext, Wire } from "../dialect.ts";
import { contentOf } from "./content.ts";
import { parseWire, refuse, valueError } from "./problems.ts";
import { type RouteDeps, routeOf } from "./route.ts";
import { type BulkBody, bulkSchema } from "./schema.ts";

/** How long a request waits for its job. */
export const bulkWaitMs = 25_000;

export interface BulkDeps extends RouteDeps {
  jobs: Pick<Jobs, "start" | "wait">;
}

/** Null when the body asks for no bulk. */
export async function sendBulk(
  deps: BulkDeps,
  body: unknown,
  context: SendContext,
  idempotencyKey: string | null,
): Promise<Wire | null> {
  if (!asksForBulk(body)) return null;
  const order = await orderOf(deps, body, context, idempotencyKey);
  const job = await deps.jobs.start(order);
  const ref = { workspaceId: order.workspaceId, jobId: job.id };
  return encodeJob((await deps.jobs.wait(ref, bulkWaitMs)) ?? job);
}

const asksForBulk = (body: unknown): boolean =>
  body !== null &&
  typeof body === "object" &&
  "bulk_settings" in body &&
  body.bulk_settings !== null &&
  body.bulk_settings !== undefined;

async function orderOf(
  deps: BulkDeps,
  body: unknown,
  context: SendContext,
  idempotencyKey: string | null,
): Promise<JobOrder> {
  const { workspaceId } = context.key;
  const wire = parseWire(bulkSchema, body, ["body"]);
  const target = targetOf(wire.bulk_settings);
  const route = await routeOf(deps, context, wire);
  const { message_data, message_type, priority } = wire;
  return {
    workspaceId,
    // The same key asks for the same job.
    id:
      idempotencyKey === null
        ? crypto.randomUUID()
        : await uuidOf(`votel ${workspaceId} ${idempotencyKey}`),
    name: null,
    command: {
      ...route,
      workflowId: null,
      content: contentOf(route.channel, message_data),
      metadata: message_data.metadata ?? {},
      ...(message_type ? { messageType: message_type } : {}),
      ...(priority ? { priority } : {}),
    },
    target,
  };
}

/** An empty list means nobody; a filter without conditions, or a blank keyword, asks nothing. */
function targetOf(settings: BulkBody["bulk_settings"]): Target {
  const { lead_ids, filters, search_keyword, assignees } = settings;
  const target: Target = {
    ...(lead_ids ? { leadIds: [...new Set(lead_ids)] } : {}),
    ...(filters ? { filter: filters } : {}),
    ...(search_keyword ? { search: search_keyword } : {}),
    ...(assignees ? { assignees } : {}),
  };
  if (Object.keys(target).length > 0) return target;
  const wanted = "give lead_ids, filters, search_keyword or assignees";
  return refuse([valueError(["body", "bulk_settings"], wanted, settings)]);
}

/** What the contract does not know is told only where it is not nothing. */
function encodeJob({ id, status, counts }: JobView): Wire {
  const { total, sent, failed, skipped, queued, unknown, pending } = counts;
  const rest = { skipped, queued, unknown, pending };
  const isOver = status === "finished";
  return {
    status: isOver ? 200 : 202,
    body: {
      total_leads: total,
      messages_sent: sent,
      messages_failed: failed,
      success_rate: total === 0 ? 0 : Math.round((sent / total) * 10_000) / 100,
      ...Object.fromEntries(
        Object.entries(rest).flatMap(([name, count]) =>
          count > 0 ? [[`messages_${name}`, count]] : [],
        ),
      ),
      ...(isOver ? {} : { job_id: id, status }),
    },
  };
}
