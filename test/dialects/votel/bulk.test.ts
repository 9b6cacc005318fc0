import { expect, test } from "vitest";
import { bulkAnswer, bulkSoFarAnswer } from "../../../src/dialects/votel/answers.ts";
import { bulkWaitMs } from "../../../src/dialects/votel/bulk.ts";
import {
  type JobCounts,
  type JobOrder,
  type JobView,
  maxLeadIds,
  noCounts,
} from "../../../src/model/job.ts";
import { channelId, examples, jobView, refusalOf, votelOver, workspaceId } from "./support.ts";

/** A dialect whose jobs end as the test says, and what it asked of them. */
function withJobs(fields: Partial<JobView> = { status: "finished" }) {
  const orders: JobOrder[] = [];
  const waits: unknown[] = [];
  const votel = votelOver({
    channelOf: async () => "whatsapp",
    jobs: {
      start: async (order) => {
        orders.push(order);
        return jobView(order);
      },
      wait: async (ref, ms) => {
        waits.push([ref, ms]);
        const order = orders.at(-1);
        return order ? jobView(order, fields) : null;
      },
    },
  });
  return { ...votel, orders, waits };
}

const counts = (some: Partial<JobCounts>): JobCounts => ({ ...noCounts, ...some });

const filterOfExample = {
  any: [
    {
      all: [
        { field: "first_name", operator: "contains", value: "st" },
        { field: "tags", operator: "contains", value: ["Import 10/05/25"] },
      ],
    },
  ],
};

test.each<[keyof typeof examples, string, object]>([
  ["byIds", "email", { leadIds: examples.byIds.bulk_settings.lead_ids }],
  ["bySearch", "sms", { search: "enterprise customers" }],
  ["byFilters", "email", { filter: filterOfExample }],
  ["byAssignees", "email", { assignees: ["user-uuid-1", "user-uuid-2"] }],
])("reads the example %s", async (name, channel, target) => {
  const votel = withJobs();
  await votel.instead(examples[name]);
  expect(votel.orders).toMatchObject([{ workspaceId, name: null, target, command: { channel } }]);
  expect(votel.orders[0]?.target).toEqual(target);
  expect(votel.waits).toEqual([[{ workspaceId, jobId: votel.orders[0]?.id }, bulkWaitMs]]);
});

test("makes of a bulk the command that every lead gets", async () => {
  const votel = withJobs();
  await votel.instead(examples.byIds);
  expect(votel.orders[0]?.command).toEqual({
    workflowId: null,
    channel: "email",
    content: {
      kind: "email",
      subject: "Special Offer - 50% Off!",
      text: "Limited time offer just for you!",
      senderName: "Marketing Team",
    },
    metadata: {},
    messageType: "MARKETING",
    priority: "NORMAL",
  });
});

test("takes all criteria together", async () => {
  const votel = withJobs();
  const bulk_settings = {
    ...examples.byIds.bulk_settings,
    ...examples.bySearch.bulk_settings,
    ...examples.byFilters.bulk_settings,
    ...examples.byAssignees.bulk_settings,
  };
  await votel.instead({ ...examples.byIds, bulk_settings });
  expect(Object.keys(votel.orders[0]?.target ?? {}).toSorted()).toEqual([
    "assignees",
    "filter",
    "leadIds",
    "search",
  ]);
});

test("is no bulk without bulk_settings", async () => {
  expect(await withJobs().instead(examples.email)).toBeNull();
  expect(await withJobs().instead({ ...examples.email, bulk_settings: null })).toBeNull();
  expect(await withJobs().instead([])).toBeNull();
});

test("needs no recipient where the channel is named", async () => {
  const votel = withJobs();
  const { bulk_settings } = examples.bySearch;
  const message_data = { content: "Hi" };
  await votel.instead({ bulk_settings, message_data, sender_type: "sms" });
  await votel.instead({ bulk_settings, message_data, sender_identifier: channelId });
  expect(votel.orders.map(({ command }) => [command.channel, command.accountId])).toEqual([
    ["sms", undefined],
    ["whatsapp", channelId],
  ]);
  expect(await refusalOf(() => votel.instead({ bulk_settings, message_data }))).toMatchObject({
    status: 422,
    body: { detail: [{ type: "missing", loc: ["body", "message_data", "recipient"] }] },
  });
});

test("answers a job that is over with the contract's four numbers", async () => {
  const votel = withJobs({
    status: "finished",
    counts: counts({ total: 150, sent: 148, failed: 2 }),
  });
  expect(await votel.instead(examples.byIds)).toEqual({
    status: 200,
    body: { total_leads: 150, messages_sent: 148, messages_failed: 2, success_rate: 98.67 },
  });
});

test("answers nobody with a rate of nothing", async () => {
  expect(await withJobs().instead(examples.byIds)).toEqual({
    status: 200,
    body: { total_leads: 0, messages_sent: 0, messages_failed: 0, success_rate: 0 },
  });
});

test("tells what was neither sent nor failed", async () => {
  const votel = withJobs({
    status: "finished",
    counts: counts({ total: 7, sent: 1, failed: 1, skipped: 2, queued: 2, unknown: 1 }),
  });
  const answer = await votel.instead(examples.byIds);
  expect(answer).toEqual({
    status: 200,
    body: {
      total_leads: 7,
      messages_sent: 1,
      messages_failed: 1,
      success_rate: 14.29,
      messages_skipped: 2,
      messages_queued: 2,
      messages_unknown: 1,
    },
  });
  expect(bulkAnswer().parse(answer?.body)).toEqual(answer?.body);
});

test.each<[string, JobView["status"]]>([
  ["takes longer", "running"],
  ["was paused", "paused"],
  ["was stopped", "stopped"],
])("answers a job that %s with the counts so far", async (_, status) => {
  const votel = withJobs({ status, counts: counts({ total: 10, pending: 6, sent: 4 }) });
  const answer = await votel.instead(examples.byIds);
  expect(answer).toEqual({
    status: 202,
    body: {
      total_leads: 10,
      messages_sent: 4,
      messages_failed: 0,
      success_rate: 40,
      messages_pending: 6,
      job_id: votel.orders[0]?.id,
      status,
    },
  });
  expect(bulkSoFarAnswer().parse(answer?.body)).toEqual(answer?.body);
});

test("makes one job of one Idempotency-Key", async () => {
  const votel = withJobs();
  await votel.instead(examples.byIds, "key-1");
  await votel.instead(examples.byIds, "key-1");
  await votel.instead(examples.byIds, "key-2");
  await votel.instead(examples.byIds);
  await votel.instead(examples.byIds);
  const ids = votel.orders.map(({ id }) => id);
  expect(ids[0]).toBe(ids[1]);
  expect(new Set(ids).size).toBe(4);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
});

const bulk = (bulk_settings: unknown) => ({ ...examples.byIds, bulk_settings });
const condition = (fields: object) => ({
  filters: {
    conditions: [{ conditions: [{ field: "tags", operator: "contains", value: "x", ...fields }] }],
  },
});
const at = (...rest: (string | number)[]) => ["body", "bulk_settings", ...rest];
const atCondition = (...rest: string[]) => at("filters", "conditions", 0, "conditions", 0, ...rest);

test.each<[string, unknown, object]>([
  ["no criteria", {}, { type: "value_error", loc: at() }],
  [
    "criteria that ask nothing",
    { filters: { conditions: [{ conditions: [] }] }, search_keyword: " " },
    { type: "value_error", loc: at() },
  ],
  ["a text for criteria", "x", { type: "model_attributes_type", loc: at() }],
  [
    "a criterion that nobody knows",
    { exclude: ["x"] },
    { type: "extra_forbidden", loc: at("exclude"), input: ["x"] },
  ],
  [
    "an id that is none",
    { lead_ids: [contact(), "550e"] },
    { type: "uuid_parsing", loc: at("lead_ids", 1), input: "550e" },
  ],
  [
    "a number for an id",
    { lead_ids: [7] },
    {
      type: "uuid_type",
      loc: at("lead_ids", 0),
      msg: "UUID input should be a string, bytes or UUID object",
      input: 7,
    },
  ],
  [
    "too many ids",
    { lead_ids: Array(maxLeadIds + 1).fill("") },
    { type: "too_long", loc: at("lead_ids") },
  ],
  [
    "a number for a keyword",
    { search_keyword: 7 },
    { type: "string_type", loc: at("search_keyword") },
  ],
  [
    "a field that nobody knows",
    condition({ field: "password" }),
    { type: "enum", loc: atCondition("field"), input: "password" },
  ],
  [
    "an operator that nobody knows",
    condition({ operator: "regex" }),
    { type: "enum", loc: atCondition("operator"), input: "regex" },
  ],
  [
    "no operator",
    condition({ operator: undefined }),
    { type: "missing", loc: atCondition("operator") },
  ],
  [
    "an operator that does not fit",
    condition({ operator: ">" }),
    { type: "value_error", loc: atCondition("operator") },
  ],
  [
    "a value that does not fit",
    condition({ value: { a: 1 } }),
    { type: "value_error", loc: atCondition("value") },
  ],
  ["no value", condition({ value: undefined }), { type: "value_error", loc: atCondition("value") }],
  [
    "a time that is none",
    condition({ field: "created_at", operator: "after", value: "soon" }),
    { type: "value_error", loc: atCondition("value") },
  ],
  [
    "what a condition does not have",
    condition({ not: true }),
    { type: "extra_forbidden", loc: atCondition("not") },
  ],
])("refuses %s where it stands", async (_, settings, problem) => {
  const votel = withJobs();
  const { status, body } = await refusalOf(() => votel.instead(bulk(settings)));
  expect(status).toBe(422);
  expect(body).toEqual({ detail: [expect.objectContaining(problem)] });
  expect(votel.orders).toEqual([]);
});

test("points at a condition behind an empty group", async () => {
  const filters = {
    conditions: [
      { conditions: [] },
      {
        conditions: [
          { field: "tags", operator: "is_empty" },
          { field: "tags", operator: "eq", value: "" },
        ],
      },
    ],
  };
  const { body } = await refusalOf(() => withJobs().instead(bulk({ filters })));
  expect(body).toMatchObject({
    detail: [{ loc: at("filters", "conditions", 1, "conditions", 1, "value") }],
  });
});

test.each([
  ["is", "equals"],
  ["!=", "not_equals"],
  ["does not contain", "not_contains"],
  ["begins-with", "starts_with"],
  ["IN", "in"],
  ["not_in", "not_in"],
  ["is_null", "is_empty"],
  ["exists", "is_not_empty"],
])("understands the operator %s", async (operator, ours) => {
  const votel = withJobs();
  await votel.instead(bulk(condition({ operator })));
  expect(votel.orders[0]?.target.filter).toMatchObject({ any: [{ all: [{ operator: ours }] }] });
});

test.each([
  ["full_name", "name"],
  ["phone_number", "phone"],
  ["assignee", "assigned_to"],
  ["custom_fields.Plan", "metadata.Plan"],
  ["First_Name", "first_name"],
])("understands the field %s", async (field, ours) => {
  const votel = withJobs();
  await votel.instead(bulk(condition({ field })));
  expect(votel.orders[0]?.target.filter).toMatchObject({ any: [{ all: [{ field: ours }] }] });
});

test("takes 100,000 ids, each once", async () => {
  const votel = withJobs();
  const ids = Array.from({ length: maxLeadIds - 1 }, () => crypto.randomUUID());
  await votel.instead(bulk({ lead_ids: [...ids, ids[0]?.toUpperCase()] }));
  expect(votel.orders[0]?.target.leadIds).toEqual(ids);
});

test("names a few of many wrong ids", async () => {
  const lead_ids = Array(maxLeadIds).fill(7);
  const { body } = await refusalOf(() => withJobs().instead(bulk({ lead_ids })));
  expect((body["detail"] as unknown[]).length).toBeLessThan(100);
});

test("means nobody by an empty list", async () => {
  const votel = withJobs();
  await votel.instead(bulk({ lead_ids: [], search_keyword: "x" }));
  expect(votel.orders[0]?.target).toEqual({ leadIds: [], search: "x" });
});

function contact(): string {
  return "550e8400-e29b-41d4-a716-446655440001";
}
