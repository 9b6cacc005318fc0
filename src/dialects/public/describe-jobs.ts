// One message to many leads, as the document shows it.
import { z } from "zod";
import { lazy } from "../../lib/lazy.ts";
import { uuidSchema } from "../../lib/uuid.ts";
import { conditionSchema, filterLimits } from "../../model/filter.ts";
import { described } from "../openapi-described.ts";
import type { Operation } from "../operation.ts";
import { uuid } from "./answers.ts";
import { notACursor, pageTexts } from "./describe-messages.ts";
import { contentTexts } from "./describe-send.ts";
import { ids } from "./example-ids.ts";
import {
  jobAnswer,
  jobCounted,
  jobExample,
  jobList,
  jobListExample,
  jobResults,
  jobResultsExample,
} from "./job-answers.ts";
import { jobBodySchema, jobQuerySchema, resultQuerySchema } from "./job-schema.ts";
import { messageBodySchema } from "./schema.ts";
import { contentFailures } from "./send-failures.ts";

/** A tree of conditions. The route counts on the way down what no schema can. */
const filter = lazy((): z.ZodType => {
  const group = z.array(z.lazy(filter)).min(1).max(filterLimits.conditions);
  return z
    .union([
      z.object({ all: group.describe("Every one of these holds.") }),
      z.object({ any: group.describe("At least one of these holds.") }),
      described(conditionSchema, {
        field: "A field of the lead, or `metadata.` and a key.",
        value: "A text, a number, true or false, or a list of these, of which any may hold.",
      }),
    ])
    .meta({
      id: "Filter",
      description: `A condition on leads, or a group of them: at most ${filterLimits.depth} groups deep, ${filterLimits.conditions} conditions in all.`,
    });
});

/** A message without what only one has, and whom the job means. */
const jobRequest = () => {
  const { lead_id, to, contact, scheduled_at, workflow_id, ...content } = messageBodySchema.shape;
  const whole = z.object({
    workflow_id: workflow_id.nullish(),
    account_id: uuidSchema.nullish(),
    ...content,
    ...jobBodySchema.shape,
    filter: filter().nullish(),
  });
  return described(whole, {
    workflow_id: "What carries it: this, or `account_id`.",
    account_id: "What carries it, instead of `workflow_id`.",
    ...contentTexts,
    message_type:
      "Which job goes first; `NOTIFICATION` unless given. `MARKETING` passes over who opted out of it.",
    id: "The job's own id. Else it follows from the `Idempotency-Key`; without both it is new each time.",
    name: "For people.",
    dry_run: "True counts and sends nothing.",
    lead_ids: "Leads by their ids; those that are nobody's are passed over.",
    filter: "Leads that satisfy this.",
    search: "Leads with this in name, e-mail, company or phone.",
    assignees: "Leads whose `assigned_to` is one of these.",
  });
};

const params = () => z.object({ id: uuid().describe("Of a job.") });

const change = (verb: "pause" | "resume" | "stop", description: string): Operation => ({
  id: `${verb}Job`,
  method: "post",
  path: `/jobs/:id/${verb}`,
  group: "Jobs",
  summary: `${verb.charAt(0).toUpperCase()}${verb.slice(1)} a job`,
  description,
  scope: "messages.send",
  params,
  answers: {
    200: {
      description: "The job after it.",
      schema: jobAnswer,
      examples: { job: { value: jobExample } },
    },
  },
  failures: ["resource_not_found", { code: "job_not_changeable", details: { status: "finished" } }],
});

export const jobOperations: readonly Operation[] = [
  {
    id: "startJob",
    method: "post",
    path: "/jobs",
    group: "Jobs",
    summary: "Send one message to many leads",
    description: `Takes what \`POST /messages\` takes, says whom it means instead of \`lead_id\`, and answers at once. The job goes on by itself, whatever becomes of the caller: every lead gets at most one message.

At least one of \`lead_ids\`, \`filter\`, \`search\` and \`assignees\`; a lead must satisfy all that are given. The same \`id\` or \`Idempotency-Key\` with the same body is the same job.`,
    scope: "messages.send",
    headers: () =>
      z.object({
        "Idempotency-Key": z
          .string()
          .min(1)
          .max(255)
          .optional()
          .describe("Stands for the job's id where the body has none: a repeat is the same job."),
      }),
    body: {
      schema: jobRequest,
      examples: {
        filter: {
          summary: "An e-mail to who has a tag",
          value: {
            name: "Spring",
            workflow_id: ids.workflow,
            channel: "email",
            subject: "Spring is here",
            content: "Come and see.",
            message_type: "MARKETING",
            filter: { all: [{ field: "tags", operator: "contains", value: "Import 10/05/25" }] },
          },
        },
        leads: {
          summary: "An SMS to leads by their ids",
          value: {
            workflow_id: ids.workflow,
            channel: "sms",
            content: "We open at nine today.",
            lead_ids: [ids.john, ids.carlos],
          },
        },
        dry_run: {
          summary: "Only count",
          value: {
            workflow_id: ids.workflow,
            channel: "sms",
            content: "We open at nine today.",
            search: "acme",
            dry_run: true,
          },
        },
      },
    },
    answers: {
      200: {
        description: "With `dry_run`: how many leads are meant.",
        schema: jobCounted,
        examples: { counted: { value: { success: true, dry_run: true, total: 1200 } } },
      },
      202: {
        description: "The job runs.",
        schema: jobAnswer,
        examples: { job: { value: jobExample } },
      },
    },
    failures: [
      "idempotency_key_invalid",
      "idempotency_key_reused",
      "channel_invalid",
      {
        code: "field_invalid",
        message: "lead_ids: say whom the job means: lead_ids, filter, search or assignees",
        details: { field: "lead_ids" },
      },
      {
        code: "field_invalid",
        message: "scheduled_at: is for a single message; a job has lead_ids",
        details: { field: "scheduled_at" },
      },
      "account_not_found",
      ...contentFailures,
    ],
  },
  {
    id: "listJobs",
    method: "get",
    path: "/jobs",
    group: "Jobs",
    summary: "List jobs",
    description: "The newest first. The list lags by seconds.",
    scope: "messages.read",
    query: () => described(jobQuerySchema, { status: "Those with one status.", ...pageTexts }),
    answers: {
      200: {
        description: "A page of jobs.",
        schema: jobList,
        examples: { jobs: { value: jobListExample } },
      },
    },
    failures: [notACursor],
  },
  {
    id: "getJob",
    method: "get",
    path: "/jobs/:id",
    group: "Jobs",
    summary: "Show how far a job is",
    scope: "messages.read",
    params,
    answers: {
      200: {
        description: "The job.",
        schema: jobAnswer,
        examples: { job: { value: jobExample } },
      },
    },
    failures: ["resource_not_found"],
  },
  {
    id: "listJobResults",
    method: "get",
    path: "/jobs/:id/results",
    group: "Jobs",
    summary: "Read a job's report",
    description: "One line per lead, in the order of their ids.",
    scope: "messages.read",
    params,
    query: () => described(resultQuerySchema, { outcome: "Those with one outcome.", ...pageTexts }),
    answers: {
      200: {
        description: "A page of the report.",
        schema: jobResults,
        examples: { results: { value: jobResultsExample } },
      },
    },
    failures: ["resource_not_found", notACursor],
  },
  change("pause", "Nothing more is handed over until it is resumed."),
  change("resume", "Goes on where it was paused."),
  change("stop", "Leads that are pending get nothing; what was handed over is not called back."),
];
