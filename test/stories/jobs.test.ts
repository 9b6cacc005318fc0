// Bulk sends over HTTP, through the real objects and to the simulator.
import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { takeForgottenJobs } from "../../src/store/jobs.ts";
import { db } from "../../src/wiring.ts";
import { type Answer, type Person, type Workspace, workspace } from "../support/gateway.ts";

let acme: Workspace;
let crowd: Person[];

beforeAll(async () => {
  acme = await workspace();
  crowd = [];
  for (let i = 0; i < 12; i++) {
    const tags = [i < 6 ? "north" : "south"];
    crowd.push(await acme.person({ tags, assigned_to: i % 2 === 0 ? "anna" : "ben" }));
  }
});

const ids = (people: Person[]) => people.map(({ id }) => id);

const post = (body: Record<string, unknown>, headers: Record<string, string> = {}) =>
  acme.call("POST", "/api/public/jobs", body, headers);

/** An e-mail needs no window and no template. */
const greeting = () => ({ workflow_id: acme.workflowId, channel: "email", content: "Hello." });

async function jobOf(answer: Answer): Promise<Answer["body"]> {
  expect(answer.status).toBe(202);
  return answer.body.job;
}

async function untilOver(id: string): Promise<Answer["body"]> {
  for (let i = 0; i < 250; i++) {
    const { job } = (await acme.call("GET", `/api/public/jobs/${id}`)).body;
    if (job.status === "finished") return job;
    await scheduler.wait(100);
  }
  throw new Error("the job does not end");
}

test("a job reaches everybody it means, once, and tells what became of each", async () => {
  const { templates } = (await acme.call("GET", "/api/public/templates")).body;
  const template = templates.find(({ name }: { name: string }) => name === "hello_world");
  const job = await jobOf(
    await post({
      ...{ name: "Welcome", workflow_id: acme.workflowId, channel: "whatsapp" },
      ...{ template_id: template.id, lead_ids: ids(crowd), message_type: "transactional" },
    }),
  );
  expect(job).toMatchObject({
    name: "Welcome",
    status: "running",
    channel: "whatsapp",
    target: { lead_ids: 12 },
    finished_at: null,
  });
  const over = await untilOver(job.id);
  expect(over.counts).toEqual({
    ...{ total: 12, pending: 0, sent: 12, queued: 0, failed: 0, skipped: 0, unknown: 0 },
  });
  const { results, next_cursor } = (
    await acme.call("GET", `/api/public/jobs/${job.id}/results?limit=200`)
  ).body;
  expect(next_cursor).toBeNull();
  expect(results.map((one: { lead_id: string }) => one.lead_id)).toEqual(ids(crowd).toSorted());
  for (const { message_id, outcome } of results) {
    expect(outcome).toBe("sent");
    const { message } = (await acme.call("GET", `/api/public/messages/${message_id}`)).body;
    expect(message.type).toBe("template");
  }
  const { phone } = await acme.state();
  for (const person of crowd) {
    const got = phone.filter(
      (one: Answer["body"]) => one.direction === "received" && one.request.to === person.phone,
    );
    expect(got).toHaveLength(1);
  }
});

test("dry_run counts and sends nothing", async () => {
  const before = (await acme.state()).mailbox.length;
  const filter = { all: [{ field: "tags", operator: "contains", value: "north" }] };
  const whom = { filter, assignees: ["anna"], lead_ids: ids(crowd) };
  const answer = await post({ ...greeting(), ...whom, dry_run: true });
  expect(answer).toMatchObject({ status: 200, body: { success: true, dry_run: true, total: 3 } });
  expect((await acme.state()).mailbox).toHaveLength(before);
});

test("every part of a target narrows it", async () => {
  const filter = { field: "tags", operator: "contains", value: "south" };
  const body = { ...greeting(), filter, assignees: ["ben"], search: crowd[7]?.email };
  const job = await untilOver((await jobOf(await post(body))).id);
  expect(job.counts).toMatchObject({ total: 1, sent: 1 });
});

test("the same Idempotency-Key is the same job; with another body it is refused", async () => {
  const headers = { "idempotency-key": "spring" };
  const body = { ...greeting(), lead_ids: ids(crowd.slice(0, 2)) };
  const first = await jobOf(await post(body, headers));
  const again = await jobOf(await post({ ...body, lead_ids: body.lead_ids.toReversed() }, headers));
  expect(again.id).toBe(first.id);
  await untilOver(first.id);
  const after = await post(body, headers);
  expect(after.body.job).toMatchObject({ id: first.id, status: "finished" });
  const other = await post({ ...body, content: "Bye." }, headers);
  expect(other).toMatchObject({ status: 422, body: { code: "idempotency_key_reused" } });
});

test("leads who opted out are skipped with the reason; others' failures have their code", async () => {
  const quiet = await acme.person({ email: null });
  const out = await acme.person();
  await acme.call("PUT", `/api/public/leads/${out.id}/opt-outs/email`, { scope: "marketing" });
  const job = await jobOf(
    await post({
      ...greeting(),
      ...{ message_type: "MARKETING", lead_ids: [quiet.id, out.id, crowd[0]?.id] },
    }),
  );
  await untilOver(job.id);
  const { results } = (await acme.call("GET", `/api/public/jobs/${job.id}/results`)).body;
  const of = (id: string) => results.find((one: { lead_id: string }) => one.lead_id === id);
  expect(of(quiet.id)).toMatchObject({ outcome: "failed", code: "email_missing" });
  expect(of(crowd[0]?.id ?? "")).toMatchObject({ outcome: "sent", code: null });
  expect(of(out.id)).toMatchObject({
    outcome: "skipped",
    code: "recipient_opted_out",
    message: "told us",
  });
  const skipped = await acme.call("GET", `/api/public/jobs/${job.id}/results?outcome=skipped`);
  expect(skipped.body.results).toHaveLength(1);
});

test("a job can be paused, outlives its object, goes on, and can be stopped", async () => {
  const job = await jobOf(await post({ ...greeting(), lead_ids: ids(crowd) }));
  const at = `/api/public/jobs/${job.id}`;
  expect(await acme.call("POST", `${at}/pause`)).toMatchObject({
    status: 200,
    body: { success: true, job: { status: "paused" } },
  });
  const object = env.JOB.getByName(`${acme.id}:${job.id}`);
  await runDurableObjectAlarm(object);
  await evictDurableObject(object);
  const paused = (await acme.call("GET", at)).body.job;
  expect(paused.status).toBe("paused");
  expect(paused.counts.pending).toBe(paused.counts.total - paused.counts.sent);
  expect((await acme.call("POST", `${at}/resume`)).body.job.status).toBe("running");
  expect((await acme.call("POST", `${at}/stop`)).body.job.status).toBe("stopped");
  const refused = await acme.call("POST", `${at}/resume`);
  expect(refused).toMatchObject({ status: 409, body: { code: "job_not_changeable" } });
});

test("refused credentials hold a job back, lose nobody, and are forgotten with new ones", async () => {
  const inc = await workspace();
  const people = [await inc.person(), await inc.person(), await inc.person()];
  await inc.fault("email", {
    kind: "status",
    status: 401,
    body: '{"message":"API key is invalid"}',
  });
  const order = { workflow_id: inc.workflowId, channel: "email", content: "Hello." };
  const answer = await inc.call("POST", "/api/public/jobs", { ...order, lead_ids: ids(people) });
  const { id } = await jobOf(answer);
  const job = async () => (await inc.call("GET", `/api/public/jobs/${id}`)).body.job;
  await expect
    .poll(async () => (await job()).hold, { timeout: 10_000 })
    .toMatchObject({ reason: "credentials_refused", until: expect.stringMatching(/Z$/) });
  expect((await job()).counts).toMatchObject({ pending: 3, failed: 0 });
  const credentials = {
    api_key: "re_other",
    webhook_secret: `whsec_${btoa("another secret of it")}`,
  };
  await inc.admin("PATCH", `/accounts/${inc.accounts.email}`, { credentials });
  await runDurableObjectAlarm(env.JOB.getByName(`${inc.id}:${id}`));
  await expect
    .poll(async () => (await job()).counts, { timeout: 15_000 })
    .toMatchObject({ pending: 0, sent: 3 });
});

test("the list of jobs shows them, the newest first", async () => {
  const first = await jobOf(await post({ ...greeting(), name: "one", lead_ids: [] }));
  const second = await jobOf(await post({ ...greeting(), name: "two", lead_ids: [] }));
  await untilOver(first.id);
  await untilOver(second.id);
  const page = (await acme.call("GET", "/api/public/jobs?limit=2&status=finished")).body;
  expect(page.jobs.map(({ id }: { id: string }) => id)).toEqual([second.id, first.id]);
  expect(page.pagination).toEqual({ limit: 2, has_more: true });
  const next = await acme.call("GET", `/api/public/jobs?limit=2&cursor=${page.next_cursor}`);
  expect(next.body.jobs[0].id).not.toBe(first.id);
});

test("a running job that nothing happened to is looked after, each by one run", async () => {
  const job = await jobOf(await post({ ...greeting(), lead_ids: ids(crowd) }));
  for (let i = 0; i < 50; i++) {
    const { jobs } = (await acme.call("GET", "/api/public/jobs?limit=1")).body;
    if (jobs[0]?.id === job.id) break;
    await scheduler.wait(100);
  }
  const later = Date.now() + 3_600_000;
  const taken = await takeForgottenJobs(db, later);
  expect(taken).toContainEqual({ workspaceId: acme.id, jobId: job.id });
  expect(await takeForgottenJobs(db, later)).toEqual([]);
  await env.JOB.getByName(`${acme.id}:${job.id}`).wake();
  await acme.call("POST", `/api/public/jobs/${job.id}/stop`);
});

test.each([
  ["nobody", {}, 400, "field_invalid"],
  [
    "an unknown field of a filter",
    { filter: { field: "x", operator: "equals", value: 1 } },
    400,
    "field_invalid",
  ],
  ["an id that is none", { lead_ids: ["1"] }, 400, "field_invalid"],
  ["a single lead", { lead_ids: [], lead_id: crypto.randomUUID() }, 400, "field_invalid"],
  ["a time", { lead_ids: [], scheduled_at: "2030-01-01T00:00:00Z" }, 400, "field_invalid"],
  ["no workflow", { lead_ids: [], workflow_id: null }, 400, "field_invalid"],
  [
    "an unknown workflow",
    { lead_ids: [], workflow_id: crypto.randomUUID() },
    404,
    "workflow_not_found",
  ],
  [
    "an unknown account",
    { lead_ids: [], workflow_id: null, account_id: crypto.randomUUID() },
    404,
    "account_not_found",
  ],
  ["an unknown channel", { lead_ids: [], channel: "fax" }, 400, "channel_invalid"],
  ["no content", { lead_ids: [], content: "" }, 400, "content_missing"],
  ["a channel without account", { lead_ids: [], channel: "sms" }, 400, "account_missing"],
  [
    "an unknown template",
    { lead_ids: [], channel: "whatsapp", template_id: crypto.randomUUID() },
    400,
    "template_not_found",
  ],
])("refuses %s before anything is sent", async (_, rest, status, code) => {
  const answer = await post({ ...greeting(), ...rest });
  expect(answer).toMatchObject({ status, body: { code } });
});

test("a job may go over an account instead of a workflow", async () => {
  const { workflow_id: _, ...rest } = greeting();
  const body = { ...rest, account_id: acme.accounts.email, lead_ids: ids(crowd.slice(0, 1)) };
  const job = await untilOver((await jobOf(await post(body))).id);
  expect(job.counts.sent).toBe(1);
});

test("another workspace's job, an absent one and nonsense are the same 404", async () => {
  const job = await jobOf(await post({ ...greeting(), lead_ids: [] }));
  const other = await workspace();
  const answers = [];
  for (const id of [job.id, crypto.randomUUID(), "nonsense"]) {
    for (const [method, path] of [
      ["GET", ""],
      ["GET", "/results"],
      ["POST", "/pause"],
      ["POST", "/resume"],
      ["POST", "/stop"],
    ] as const) {
      const { status, body } = await other.call(method, `/api/public/jobs/${id}${path}`);
      answers.push(JSON.stringify({ status, ...body, request_id: null }));
    }
  }
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toContain('"status":404');
});

test("two workspaces may use one id for different jobs", async () => {
  const id = crypto.randomUUID();
  const mine = await jobOf(await post({ ...greeting(), id, name: "mine", lead_ids: [] }));
  const other = await workspace();
  const theirs = await other.call("POST", "/api/public/jobs", {
    ...{ id, name: "theirs", workflow_id: other.workflowId, channel: "call", lead_ids: [] },
  });
  expect(theirs).toMatchObject({ status: 202, body: { job: { id, name: "theirs" } } });
  expect((await acme.call("GET", `/api/public/jobs/${mine.id}`)).body.job.name).toBe("mine");
});
