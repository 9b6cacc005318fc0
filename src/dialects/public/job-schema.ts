// The wire of /api/public/jobs. A job says what every lead gets as a message does, and whom it means.
import { z } from "zod";
import { isoTime } from "../../lib/clock.ts";
import { uuidOf, uuidSchema } from "../../lib/uuid.ts";
import { GatewayError, parseOrRefuse } from "../../model/errors.ts";
import { filterSchema } from "../../model/filter.ts";
import {
  type JobCommand,
  type JobHold,
  type JobOrder,
  type JobResult,
  type JobView,
  jobNameSchema,
  jobOutcomes,
  jobStatuses,
  maxLeadIds,
  type Target,
} from "../../model/job.ts";
import { parseCursor } from "../../store/cursor.ts";
import type { ListedJob } from "../../store/jobs.ts";
import { decodeMessage } from "./decode.ts";

const maxSearchChars = 200;
const maxAssignees = 1_000;

export const jobBodySchema = z.object({
  id: uuidSchema.nullish(),
  name: jobNameSchema.nullish(),
  dry_run: z.boolean().nullish(),
  lead_ids: z.array(uuidSchema).max(maxLeadIds).nullish(),
  filter: filterSchema.nullish(),
  search: z.string().trim().min(1).max(maxSearchChars).nullish(),
  assignees: z.array(z.string().min(1).max(200)).max(maxAssignees).nullish(),
});

export interface JobRequest {
  order: JobOrder;
  isDryRun: boolean;
}

/**
 * Reads the body of POST /jobs. Throws GatewayError.
 *
 * @param idempotencyKey stands for the job's id when the body has none
 */
export async function decodeJob(
  body: unknown,
  workspaceId: string,
  idempotencyKey: string | null,
): Promise<JobRequest> {
  if (body === null || typeof body !== "object" || Array.isArray(body)) {
    throw new GatewayError("body_invalid");
  }
  const given = body as Record<string, unknown>;
  const { id, name, dry_run, ...said } = parseOrRefuse(jobBodySchema, given);
  const target: Target = {
    ...(said.lead_ids ? { leadIds: said.lead_ids } : {}),
    ...(said.filter ? { filter: said.filter } : {}),
    ...(said.search ? { search: said.search } : {}),
    ...(said.assignees ? { assignees: said.assignees } : {}),
  };
  if (Object.keys(target).length === 0) {
    refuse("lead_ids", "say whom the job means: lead_ids, filter, search or assignees");
  }
  const named = idempotencyKey && (await uuidOf(`job:${workspaceId}:${idempotencyKey}`));
  const order = {
    workspaceId,
    id: id ?? (named || crypto.randomUUID()),
    name: name ?? null,
    command: commandOf(given),
    target,
  };
  return { order, isDryRun: dry_run ?? false };
}

/** Stands where a message names a lead, or a workflow that the job does without. */
const nobody = "00000000-0000-0000-0000-000000000000";
/** What only one message has. */
const ofOneLead = ["lead_id", "to", "contact", "scheduled_at"];

function commandOf(given: Record<string, unknown>): JobCommand {
  const one = ofOneLead.find((name) => given[name] !== undefined && given[name] !== null);
  if (one !== undefined) refuse(one, "is for a single message; a job has lead_ids");
  const isMissing = (name: string) =>
    given[name] === undefined || given[name] === null || given[name] === "";
  if (isMissing("channel")) refuse("channel", "is required");
  const accountId = isMissing("account_id")
    ? null
    : parseOrRefuse(uuidSchema, given["account_id"], { body: "account_id" });
  if (accountId === null && isMissing("workflow_id")) {
    refuse("workflow_id", "is required, or account_id");
  }
  if (accountId !== null && !isMissing("workflow_id")) {
    refuse("account_id", "must not stand beside workflow_id");
  }
  const workflowId = accountId === null ? given["workflow_id"] : nobody;
  const draft = decodeMessage({ ...given, lead_id: nobody, workflow_id: workflowId });
  const { scheduledAt: _, ...command } = draft;
  const { leadId: __, ...rest } = "leadId" in command ? command : { ...command, leadId: nobody };
  return accountId === null ? rest : { ...rest, workflowId: null, accountId };
}

const refuse = (field: string, message: string): never => {
  throw new GatewayError("field_invalid", { message: `${field}: ${message}`, details: { field } });
};

export const jobQuerySchema = z.object({
  status: z.enum(jobStatuses).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().optional(),
});

/** Reads the query of GET /jobs. Throws `field_invalid`. */
export function readJobQuery(query: Record<string, string>) {
  const { cursor, ...rest } = parseOrRefuse(jobQuerySchema, query);
  const after = cursor === undefined ? null : parseCursor(cursor);
  if (cursor !== undefined && after === null) refuse("cursor", notACursor);
  return { ...rest, cursor: after };
}

const notACursor = "must be a next_cursor of an earlier answer";

export const resultQuerySchema = z.object({
  outcome: z.enum([...jobOutcomes, "pending"]).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z
    .string()
    .regex(/^\d{1,9}$/, { message: notACursor })
    .transform(Number)
    .optional(),
});

/** Reads the query of GET /jobs/{id}/results. Throws `field_invalid`. */
export function readResultQuery(query: Record<string, string>) {
  const { outcome = null, limit, cursor = null } = parseOrRefuse(resultQuerySchema, query);
  return { outcome, limit, after: cursor };
}

const time = (at: number | null) => (at === null ? null : isoTime(at));

export function jobView(job: JobView) {
  const { leadIdCount, ...target } = job.target;
  return {
    id: job.id,
    name: job.name,
    status: job.status,
    channel: job.channel,
    target: { ...(leadIdCount === undefined ? {} : { lead_ids: leadIdCount }), ...target },
    counts: job.counts,
    complete: job.complete,
    rate_per_second: job.ratePerSecond === null ? null : Math.round(job.ratePerSecond * 10) / 10,
    estimated_end_at: time(job.estimatedEndAt),
    hold: job.hold && holdView(job.hold),
    created_at: isoTime(job.createdAt),
    updated_at: isoTime(job.updatedAt),
    finished_at: time(job.finishedAt),
  };
}

const holdView = (hold: JobHold) => ({ ...hold, until: isoTime(hold.until) });

/** A job as the list shows it: how far it was a few seconds ago. */
export const listedJobView = ({ id, name, status, counts, createdAt, updatedAt }: ListedJob) => ({
  id,
  name,
  status,
  counts,
  created_at: isoTime(createdAt),
  updated_at: isoTime(updatedAt),
});

export const resultView = ({ leadId, outcome, code, message, messageId, at }: JobResult) => ({
  lead_id: leadId,
  outcome,
  code,
  message,
  message_id: messageId,
  at: time(at),
});
