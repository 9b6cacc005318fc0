// A job as the API shows it, its report, and an example of each.
import { z } from "zod";
import { lazy } from "../../lib/lazy.ts";
import { channelSchema } from "../../model/channel.ts";
import { jobOutcomes, jobStatuses } from "../../model/job.ts";
import { nextCursor, pagination, time, uuid } from "./answers.ts";
import { ids } from "./example-ids.ts";

const status = () =>
  z
    .enum(jobStatuses)
    .describe("`running` until every lead has its result; `stopped` and `finished` are over.");

const counts = lazy(() =>
  z
    .object({
      total: z.int().describe("Leads found so far."),
      pending: z.int().describe("Not handed over yet."),
      sent: z.int(),
      queued: z.int(),
      failed: z.int(),
      skipped: z.int(),
      unknown: z.int(),
    })
    .meta({ id: "JobCounts" }),
);

const hold = () =>
  z
    .object({
      reason: z.enum(["provider_busy", "credentials_refused", "outranked", "unavailable"]),
      until: time(),
      message: z.string().optional(),
    })
    .nullable()
    .describe("Why a running job does not get on, and until when.");

const job = lazy(() =>
  z
    .object({
      id: uuid(),
      name: z.string().nullable(),
      status: status(),
      channel: channelSchema,
      target: z
        .looseObject({ lead_ids: z.int().optional().describe("How many ids were given.") })
        .describe("Whom the job means, as it was said."),
      counts: counts(),
      complete: z
        .boolean()
        .describe("Whether all leads are found; until then `counts.total` still grows."),
      rate_per_second: z.number().nullable().describe("Messages a second, over the last minute."),
      estimated_end_at: time().nullable(),
      hold: hold(),
      created_at: time(),
      updated_at: time(),
      finished_at: time().nullable(),
    })
    .meta({ id: "Job" }),
);

export const jobAnswer = () => z.object({ success: z.literal(true), job: job() });

export const jobCounted = () =>
  z.object({
    success: z.literal(true),
    dry_run: z.literal(true),
    total: z.int().describe("How many leads the job would mean."),
  });

export const jobList = () =>
  z.object({
    success: z.literal(true),
    jobs: z.array(
      z.object({
        id: uuid(),
        name: z.string().nullable(),
        status: status(),
        counts: counts(),
        created_at: time(),
        updated_at: time(),
      }),
    ),
    pagination: pagination(),
    next_cursor: nextCursor(),
  });

export const jobResults = () =>
  z.object({
    success: z.literal(true),
    results: z.array(
      z.object({
        lead_id: uuid(),
        outcome: z
          .enum([...jobOutcomes, "pending"])
          .describe(
            "`pending` is not handed over yet. `skipped` was not to be sent, `failed` was definitely not; `code` says why. `unknown`: nobody can say yet whether it was sent.",
          ),
        code: z.string().nullable(),
        message: z.string().nullable(),
        message_id: uuid().nullable().describe("What `GET /messages/{id}` takes."),
        at: time().nullable(),
      }),
    ),
    pagination: pagination(),
    next_cursor: nextCursor(),
  });

const exampleCounts = {
  total: 1200,
  pending: 700,
  sent: 480,
  queued: 5,
  failed: 10,
  skipped: 5,
  unknown: 0,
};
const created_at = "2026-11-21T01:18:51.846Z";
const updated_at = "2026-11-21T01:19:07.120Z";

export const jobExample = {
  success: true,
  job: {
    id: ids.job,
    name: "Spring",
    status: "running",
    channel: "email",
    target: { filter: { field: "tags", operator: "contains", value: "Import 10/05/25" } },
    counts: exampleCounts,
    complete: true,
    rate_per_second: 31.4,
    estimated_end_at: "2026-11-21T01:19:30.000Z",
    hold: null,
    created_at,
    updated_at,
    finished_at: null,
  },
};

export const jobListExample = {
  success: true,
  jobs: [
    {
      id: ids.job,
      name: "Spring",
      status: "running",
      counts: exampleCounts,
      created_at,
      updated_at,
    },
  ],
  pagination: { limit: 50, has_more: false },
  next_cursor: null,
};

export const jobResultsExample = {
  success: true,
  results: [
    {
      lead_id: ids.john,
      outcome: "sent",
      code: null,
      message: null,
      message_id: ids.message,
      at: updated_at,
    },
    {
      lead_id: ids.carlos,
      outcome: "skipped",
      code: "recipient_opted_out",
      message: null,
      message_id: null,
      at: updated_at,
    },
  ],
  pagination: { limit: 50, has_more: false },
  next_cursor: null,
};
