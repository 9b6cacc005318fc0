import { Hono } from "hono";
import { expect, test } from "vitest";
import type { EdgeEnv } from "../../src/dialects/context.ts";
import { encodeError } from "../../src/dialects/public/encode.ts";
import { type LeadDeps, leadRoutes } from "../../src/dialects/public/leads.ts";
import { templateRoutes } from "../../src/dialects/public/templates.ts";
import { workflowRoutes } from "../../src/dialects/public/workflows.ts";
import type { Key, Scope } from "../../src/model/key.ts";
import { createAccount } from "../../src/store/accounts.ts";
import { failureOf } from "../../src/store/db.ts";
import { syncTemplates } from "../../src/store/templates.ts";
import { createWorkflow } from "../../src/store/workflows.ts";
import type { Workspace } from "../../src/store/workspaces.ts";
import { db, deadDatabase, newWorkspace, sealKey, silentLog } from "../store/support.ts";

const now = Date.now();

// biome-ignore lint/suspicious/noExplicitAny: answers are looked at as a client in JavaScript does
type Body = any;

interface Client {
  workspace: Workspace;
  /** What the leads' objects were told. */
  told: string[];
  call(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: Body; text: string }>;
}

function client(
  workspace: Workspace,
  {
    scopes = ["leads.read", "leads.write", "templates.read"] as Scope[],
    ...change
  }: Partial<LeadDeps & { scopes: Scope[] }> = {},
): Client {
  const told: string[] = [];
  const key: Key = {
    id: "key",
    workspaceId: workspace.id,
    dialect: "public",
    slug: null,
    environment: workspace.environment,
    scopes,
    rateLimit: 600,
    expiresAt: null,
  };
  const deps: LeadDeps = {
    db,
    clock: () => now,
    log: silentLog,
    profileChanged: async ({ leadId }) => void told.push(`changed ${leadId}`),
    eraseLead: async ({ leadId }) => void told.push(`erased ${leadId}`),
    leadAt: () => Promise.reject(new Error("nobody asks a lead's object here")),
    ...change,
  };
  const app = new Hono<EdgeEnv>();
  app.use(async (c, next) => {
    c.set("requestId", "request");
    c.set("key", key);
    await next();
  });
  app.route("/leads", leadRoutes(deps));
  app.route("/templates", templateRoutes(deps));
  app.route("/workflows", workflowRoutes(deps));
  app.onError((error, c) => {
    const wire = encodeError(failureOf(error), { requestId: c.get("requestId"), messageId: null });
    return Response.json(wire.body, { status: wire.status });
  });
  return {
    workspace,
    told,
    async call(method, path, body) {
      const raw = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
      const response = await app.request(path, {
        method,
        ...(raw === undefined ? {} : { body: raw }),
      });
      const text = await response.text();
      return { status: response.status, body: JSON.parse(text), text };
    },
  };
}

const notFound = {
  error: "Not found",
  message: "Lead not found or does not belong to your account",
};

test("creates a lead with exactly the documented answer", async () => {
  const { call } = client(await newWorkspace("live", "US"));
  const { status, body } = await call("POST", "/leads", {
    first_name: " John ",
    last_name: "Doe",
    email: "John@Example.com",
    phone: "(202) 555-0123",
    plan: "gold",
    score: 1,
    metadata: { score: 2 },
  });
  expect(status).toBe(201);
  expect(body).toEqual({
    success: true,
    lead: {
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      first_name: "John",
      last_name: "Doe",
      email: "john@example.com",
      phone: "+12025550123",
      source: "api",
      company: null,
      title: null,
      metadata: { plan: "gold", score: 2 },
      created_at: expect.stringMatching(/Z$/),
    },
  });
});

test("shows a lead in the new form", async () => {
  const { call } = client(await newWorkspace());
  const made = await call("POST", "/leads", {
    first_name: "Ann",
    external_id: "crm-1",
    campaign_id: "c1",
    tags: ["a"],
  });
  const { status, body } = await call("GET", `/leads/${made.body.lead.id.toUpperCase()}`);
  expect(status).toBe(200);
  expect(body).toEqual({
    success: true,
    lead: {
      ...made.body.lead,
      external_id: "crm-1",
      tags: ["a"],
      assigned_to: null,
      psid: null,
      igsid: null,
      telegram_chat_id: null,
      campaign: { id: "c1", name: null },
      active_workflow_run: null,
      updated_at: made.body.lead.created_at,
    },
    variables: {},
  });
});

test("matches an existing lead, says so, and keeps what the row leaves out", async () => {
  const { call, told } = client(await newWorkspace());
  const row = { first_name: "Ann", email: "ann@example.com", company: "Acme" };
  const made = await call("POST", "/leads", row);
  expect(made.body).not.toHaveProperty("existed");
  const again = await call("POST", "/leads", {
    first_name: "Ann",
    email: "ANN@example.com",
    company: null,
    phone: "",
    last_name: "Lee",
  });
  expect(again).toMatchObject({
    status: 201,
    body: { existed: true, lead: { id: made.body.lead.id, company: "Acme", last_name: "Lee" } },
  });
  expect(told).toEqual([`changed ${made.body.lead.id}`]);
});

test("does the good rows of a bulk and names the bad ones", async () => {
  const workspace = await newWorkspace();
  const { call } = client(workspace);
  await call("POST", "/leads", { first_name: "Old", email: "old@example.com" });
  const { status, body } = await call("POST", "/leads", [
    { first_name: "New" },
    { last_name: "Nobody" },
    { first_name: "Old", email: "old@example.com" },
    { first_name: "X", email: "not an address" },
    { first_name: "X", phone: "12" },
    "text",
    null,
    { first_name: "X", id: "no uuid" },
    { first_name: "X", workflow_id: crypto.randomUUID() },
    { first_name: "a\u0000b" },
    { first_name: 7 },
  ]);
  expect(status).toBe(201);
  expect(body).toMatchObject({ success: true, created: 1, updated: 1, failed: 9 });
  expect(body.leads.map((lead: Body) => [lead.first_name, lead.existed])).toEqual([
    ["New", undefined],
    ["Old", true],
  ]);
  expect(body.errors).toEqual([
    { index: 1, error: "first_name is required" },
    { index: 3, error: "email: must be one e-mail address such as name@example.com" },
    { index: 4, error: "phone: must be a phone number with its country, such as +12025550123" },
    { index: 5, error: "must be a JSON object" },
    { index: 6, error: "must be a JSON object" },
    { index: 7, error: "id: must be a UUID" },
    { index: 8, error: "Workflow not found or does not belong to your account" },
    { index: 9, error: "first_name: must not contain control characters or lone surrogates" },
    { index: 10, error: expect.stringMatching(/^first_name: /) },
  ]);
});

test("takes a thousand leads at a time and not one more", async () => {
  const { call } = client(await newWorkspace());
  const rows = Array.from({ length: 1_000 }, (_, i) => ({
    first_name: `L${i}`,
    email: `l${i}@example.com`,
  }));
  const { body } = await call("POST", "/leads", rows);
  expect(body).toMatchObject({ created: 1_000, updated: 0, failed: 0 });
  expect(await call("POST", "/leads", [...rows, { first_name: "one more" }])).toMatchObject({
    status: 400,
  });
});

test("accepts what steers a cadence, without acting on it", async () => {
  const { call, workspace } = client(await newWorkspace());
  const workflow = await createWorkflow(
    db,
    workspace.id,
    { name: "W", active: true, defaults: {}, accounts: {} },
    now,
  );
  const { status, body } = await call("POST", "/leads", {
    first_name: "Ann",
    workflow_id: workflow.id,
    force_first_message: { channel: "email", content: "Hi" },
    force_first_channel: "email",
    skip_first_message: true,
  });
  expect(status).toBe(201);
  expect(body.lead.metadata).toEqual({});
});

test("refuses workflows that are absent, foreign or malformed with one answer", async () => {
  const theirs = await newWorkspace();
  const { id } = await createWorkflow(
    db,
    theirs.id,
    { name: "W", active: true, defaults: {}, accounts: {} },
    now,
  );
  const { call } = client(await newWorkspace());
  const answers = await Promise.all(
    [id, crypto.randomUUID(), "nonsense", 7].map((workflow_id) =>
      call("POST", "/leads", { first_name: "Ann", workflow_id }),
    ),
  );
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  expect(answers[0]).toMatchObject({
    status: 404,
    body: {
      error: "Not found",
      message: "Workflow not found or does not belong to your account",
    },
  });
});

test("changes a lead by PUT and PATCH alike", async () => {
  const { call, told } = client(await newWorkspace("live", "US"));
  const made = await call("POST", "/leads", {
    first_name: "Ann",
    phone: "2025550123",
    metadata: { a: 1, b: 1 },
  });
  const path = `/leads/${made.body.lead.id}`;
  const changed = await call("PATCH", path, {
    last_name: "Lee",
    phone: null,
    campaign_id: "c9",
    metadata: { b: 2 },
    created_at: "ignored",
  });
  expect(changed).toMatchObject({ status: 200 });
  expect(changed.body).toEqual({
    success: true,
    lead: {
      ...made.body.lead,
      last_name: "Lee",
      phone: null,
      campaign_id: "c9",
      metadata: { a: 1, b: 2 },
    },
  });
  await call("PUT", path, { last_name: null });
  expect((await call("GET", path)).body.lead).toMatchObject({ last_name: null, first_name: "Ann" });
  expect(told).toEqual([`changed ${made.body.lead.id}`, `changed ${made.body.lead.id}`]);
});

test("refuses changes that would leave a lead without a name", async () => {
  const { call } = client(await newWorkspace());
  const made = await call("POST", "/leads", { first_name: "Ann" });
  const path = `/leads/${made.body.lead.id}`;
  for (const body of [{ first_name: null }, { first_name: "  " }, { source: null }, [], "{", "7"]) {
    expect(await call("PATCH", path, body), JSON.stringify(body)).toMatchObject({ status: 400 });
  }
  expect((await call("GET", path)).body.lead.first_name).toBe("Ann");
});

test("deletes a lead, then its object, and finishes a broken deletion on repeat", async () => {
  const workspace = await newWorkspace();
  const broken = client(workspace, { eraseLead: () => Promise.reject(new Error("unreachable")) });
  const working = client(workspace);
  const made = await working.call("POST", "/leads", { first_name: "Ann" });
  const path = `/leads/${made.body.lead.id}`;
  expect(await broken.call("DELETE", path)).toMatchObject({ status: 503 });
  expect(await working.call("DELETE", path)).toMatchObject({ status: 404, body: notFound });
  expect(working.told).toEqual([`erased ${made.body.lead.id}`]);

  const other = await working.call("POST", "/leads", { first_name: "Bob" });
  const answer = await working.call("DELETE", `/leads/${other.body.lead.id}`);
  expect(answer).toMatchObject({ status: 200, body: { success: true } });
});

test("answers absent, foreign and malformed leads byte for byte the same", async () => {
  const theirs = client(await newWorkspace());
  const ours = client(await newWorkspace());
  const { id } = (await theirs.call("POST", "/leads", { first_name: "Theirs" })).body.lead;
  const ids = [id, crypto.randomUUID(), "nonsense", "..", "%00", "__proto__"].filter(
    (text) => text !== "..",
  );
  for (const [method, body] of [
    ["GET", undefined],
    ["PUT", { first_name: "X" }],
    ["PATCH", { first_name: "X" }],
    ["DELETE", undefined],
  ] as const) {
    const answers = await Promise.all(ids.map((each) => ours.call(method, `/leads/${each}`, body)));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size, method).toBe(1);
    expect(answers[0]).toMatchObject({ status: 404, body: notFound });
  }
  expect((await theirs.call("GET", `/leads/${id}`)).body.lead.first_name).toBe("Theirs");
});

test("lists leads with totals, and pages by cursor or offset", async () => {
  const { call } = client(await newWorkspace());
  await call(
    "POST",
    "/leads",
    Array.from({ length: 5 }, (_, i) => ({ first_name: `L${i}` })),
  );
  const first = await call("GET", "/leads?limit=2&workflow_id=ignored");
  expect(first.body).toMatchObject({
    success: true,
    pagination: { total: 5, limit: 2, offset: 0, has_more: true },
    next_cursor: expect.any(String),
  });
  expect(first.body.leads[0]).toMatchObject({ phone: null, tags: [], last_history_at: null });
  const second = await call("GET", `/leads?limit=3&cursor=${first.body.next_cursor}`);
  expect(second.body).toMatchObject({ pagination: { has_more: false }, next_cursor: null });
  const ids = [...first.body.leads, ...second.body.leads].map((lead: Body) => lead.id);
  expect(new Set(ids).size).toBe(5);
  const byOffset = await call("GET", "/leads?limit=3&offset=2");
  expect(byOffset.body.leads.map((lead: Body) => lead.id)).toEqual(ids.slice(2));
});

test("refuses a query that makes no sense", async () => {
  const { call } = client(await newWorkspace());
  for (const query of [
    "limit=0",
    "limit=201",
    "limit=x",
    "offset=-1",
    "offset=1.5",
    "cursor=x",
    "search=%00",
    `search=${"x".repeat(201)}`,
  ]) {
    expect(await call("GET", `/leads?${query}`), query).toMatchObject({
      status: 400,
      body: { error: "Validation error", code: "field_invalid" },
    });
  }
});

test("has an answer below 500 for hostile bodies", async () => {
  const { call } = client(await newWorkspace());
  const deep = `{"first_name":"A","metadata":${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}}`;
  const bodies: [string, number][] = [
    ["", 400],
    ["null", 400],
    ["7", 400],
    ["[", 400],
    ["{}", 400],
    ['{"first_name":"A","first_name":["x"]}', 400],
    ['{"first_name":"A","metadata":[]}', 400],
    ['{"first_name":"\\ud800"}', 400],
    ['{"first_name":"A\\r\\nB"}', 400],
    [deep, 400],
    [`{"first_name":"A","x":${"[".repeat(20_000)}${"]".repeat(20_000)}}`, 400],
    [`{"first_name":"${"x".repeat(70_000)}"}`, 413],
    [`[${" ".repeat(2_100_000)}]`, 413],
    ['{"first_name":"A","__proto__":{"polluted":true},"constructor":1}', 201],
    ['{"first_name":"A","metadata":{"__proto__":1,"$":"%","a.b":"\\u0000\\ud800"}}', 201],
  ];
  for (const [body, status] of bodies) {
    expect((await call("POST", "/leads", body)).status, body.slice(0, 60)).toBe(status);
  }
  expect(({} as Body).polluted).toBeUndefined();
});

test("lets a key do only what its scopes name", async () => {
  const workspace = await newWorkspace();
  const reader = client(workspace, { scopes: ["leads.read"] });
  const writer = client(workspace, { scopes: ["leads.write"] });
  const sender = client(workspace, { scopes: ["messages.send"] });
  const denied = { status: 403, body: { code: "scope_missing" } };
  expect(await reader.call("POST", "/leads", { first_name: "A" })).toMatchObject(denied);
  expect(await writer.call("GET", "/leads")).toMatchObject(denied);
  expect(await reader.call("GET", "/leads")).toMatchObject({ status: 200 });
  expect(await writer.call("POST", "/leads", { first_name: "A" })).toMatchObject({ status: 201 });
  for (const path of ["/templates", "/workflows", `/workflows/${crypto.randomUUID()}`]) {
    expect(await sender.call("GET", path), path).toMatchObject(denied);
  }
});

test("is unavailable, and says so, while D1 is", async () => {
  const { call } = client(await newWorkspace(), { db: deadDatabase });
  for (const answer of [
    await call("GET", "/leads"),
    await call("POST", "/leads", { first_name: "A" }),
    await call("GET", `/leads/${crypto.randomUUID()}`),
  ]) {
    expect(answer).toMatchObject({ status: 503, body: { code: "unavailable" } });
  }
});

test("goes on when a lead's object cannot be told of a change", async () => {
  const { call } = client(await newWorkspace(), {
    profileChanged: () => Promise.reject(new Error("overloaded")),
  });
  const made = await call("POST", "/leads", { first_name: "Ann" });
  const changed = await call("PATCH", `/leads/${made.body.lead.id}`, { first_name: "Bea" });
  expect(changed).toMatchObject({ status: 200, body: { lead: { first_name: "Bea" } } });
});

async function withConfiguration() {
  const workspace = await newWorkspace();
  const account = await createAccount(
    { db, sealKey },
    workspace,
    { name: "A", provider: "meta", channel: "whatsapp", settings: {}, credentials: {} },
    now,
  );
  const body = { type: "BODY", text: "Hola {{1}}, soy {{2}}" };
  await syncTemplates(
    db,
    account,
    [
      {
        providerTemplateId: "1",
        name: "greeting",
        language: "es",
        status: "APPROVED",
        category: "UTILITY",
        parameterFormat: "POSITIONAL",
        components: [body],
      },
      {
        providerTemplateId: "2",
        name: "plain",
        language: "es",
        status: "PENDING",
        category: "MARKETING",
        parameterFormat: "POSITIONAL",
        components: [{ type: "BODY", text: "Hola" }],
      },
    ],
    now,
  );
  const workflow = await createWorkflow(
    db,
    workspace.id,
    { name: "Sales", active: true, defaults: {}, accounts: { whatsapp: account.id } },
    now,
  );
  return { ...client(workspace), workflow, body };
}

test("lists templates with their variables in the documented shape", async () => {
  const { call, body } = await withConfiguration();
  const answer = await call("GET", "/templates?status=APPROVED");
  expect(answer.body).toEqual({
    success: true,
    templates: [
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        name: "greeting",
        language: "es",
        category: "UTILITY",
        status: "APPROVED",
        components: [body],
        variables: [
          { name: "1", position: 1, component: "BODY" },
          { name: "2", position: 2, component: "BODY" },
        ],
      },
    ],
  });
  const pending = await call("GET", "/templates?category=MARKETING");
  expect(pending.body.templates).toMatchObject([{ name: "plain", variables: null }]);
  expect((await call("GET", "/templates")).body.templates).toHaveLength(2);
  for (const query of ["status=approved", "status=DELETED", "category=X"]) {
    expect(await call("GET", `/templates?${query}`)).toMatchObject({ status: 400 });
  }
});

test("lists workflows and shows one", async () => {
  const { call, workflow } = await withConfiguration();
  const view = {
    id: workflow.id,
    name: "Sales",
    goal_type: null,
    is_active: true,
    channels: ["whatsapp"],
  };
  expect((await call("GET", "/workflows")).body).toEqual({ success: true, workflows: [view] });
  expect((await call("GET", `/workflows/${workflow.id}`)).body).toEqual({
    success: true,
    workflow: view,
  });
  const stranger = client(await newWorkspace());
  const foreign = await stranger.call("GET", `/workflows/${workflow.id}`);
  const absent = await stranger.call("GET", `/workflows/${crypto.randomUUID()}`);
  expect(foreign).toEqual(absent);
  expect(foreign.status).toBe(404);
});
