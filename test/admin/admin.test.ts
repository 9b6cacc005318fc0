import { env } from "cloudflare:workers";
import { Hono } from "hono";
import { expect, test } from "vitest";
import { z } from "zod";
import type { AdminDeps } from "../../src/admin/deps.ts";
import { adminRoutes } from "../../src/admin/routes.ts";
import { createLeads } from "../../src/dialects/public/leads.ts";
import { TtlCache } from "../../src/lib/cache.ts";
import type { Account, OpenAccount } from "../../src/model/account.ts";
import { keyEnvironment, newKeyText } from "../../src/model/key.ts";
import type { ListedTemplate, Provider } from "../../src/providers/provider.ts";
import { recordAccountEvent } from "../../src/store/account-health.ts";
import { keepInJournal } from "../../src/store/journal.ts";
import { findKey, keyHash } from "../../src/store/keys.ts";
import { suppressAddress } from "../../src/store/suppressions.ts";
import {
  db,
  deadDatabase,
  isolate,
  newWorkspace,
  pepper,
  sealKey,
  silentLog,
} from "../store/support.ts";

const adminToken = "an operator's token";

// biome-ignore lint/suspicious/noExplicitAny: answers are looked at as a client in JavaScript does
type Body = any;

/** A provider that shows what it was given. */
class Stand {
  opened: OpenAccount[] = [];
  templates: ListedTemplate[] = [];
  broken = false;
  readonly provider: Provider = {
    name: "meta",
    channel: "whatsapp",
    ratePerSecond: 80,
    settingsSchema: z.strictObject({
      phone_number_id: z.string(),
      base_url: z.string().default("https://graph.example"),
    }),
    credentialsSchema: z.strictObject({ access_token: z.string().min(3) }),
    dedupesForMs: null,
    receiver: {
      signedWith: { secrets: ["app_secret"] },
      verify: async () => false,
      parse: () => [],
      concerns: () => false,
    },
    prepare: () => "",
    deliver: async () => ({ kind: "accepted", providerMessageId: "1" }),
    check: async (account) => {
      this.opened.push(account);
      return { ok: true, facts: { number: "+1" } };
    },
    listTemplates: async (account) => {
      this.opened.push(account);
      if (this.broken) {
        return { ok: false, error: { name: "meta", code: 190, message: "Token expired" } };
      }
      return { ok: true, value: this.templates };
    },
  };
}

function operator(change: Partial<AdminDeps> = {}, token: string | null = adminToken) {
  const stand = new Stand();
  const email: Provider = { ...stand.provider, name: "email", channel: "email" };
  const changedWorkspaces: string[] = [];
  const people = {
    db,
    clock: Date.now,
    log: silentLog,
    profileChanged: async () => {},
    eraseLead: async () => {},
  };
  const deps: AdminDeps = {
    adminToken,
    db,
    kv: env.KEYS,
    keyCache: new TtlCache(Date.now),
    clock: Date.now,
    log: silentLog,
    secrets: async () => ({ pepper, seal: sealKey }),
    findProvider: (name, channel) =>
      [stand.provider, email].find((one) => one.name === name && one.channel === channel) ?? null,
    transportFor: (_account: Account) => async () => ({ kind: "no_answer", reason: "network" }),
    configurationChanged: (workspaceId) => void changedWorkspaces.push(workspaceId),
    credentialsChanged: async () => {},
    guessableSecrets: [],
    objectProbes: {},
    createLeads: (workspace, request) => createLeads(people, workspace, request),
    ...change,
  };
  const app = new Hono<{ Variables: { requestId: string } }>();
  app.use(async (c, next) => {
    c.set("requestId", "request");
    c.header("x-request-id", "request");
    await next();
  });
  app.route("/api/admin", adminRoutes(deps));
  return {
    stand,
    changedWorkspaces,
    async call(method: string, path: string, body?: unknown) {
      const response = await app.request(`/api/admin${path}`, {
        method,
        headers: token === null ? {} : { authorization: `Bearer ${token}` },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      expect(response.headers.get("x-request-id")).toBe("request");
      return { status: response.status, body: JSON.parse(text) as Body, text };
    },
  };
}

const account = {
  name: "Sales",
  provider: "meta",
  channel: "whatsapp",
  settings: { phone_number_id: "1001" },
  credentials: { access_token: "a very secret token" },
};

test("opens for the operator's token only", async () => {
  for (const token of [null, "", "wrong", `${adminToken}x`, adminToken.slice(1)]) {
    const { call } = operator({}, token);
    for (const path of ["/workspaces", "/nowhere", `/workspaces/${crypto.randomUUID()}/keys`]) {
      expect(await call("GET", path), String(token)).toMatchObject({
        status: 401,
        body: { error: "Invalid admin token", code: "key_invalid", request_id: "request" },
      });
    }
  }
});

test("creates and shows workspaces", async () => {
  const { call } = operator();
  const id = crypto.randomUUID();
  const given = { id, name: " Acme ", environment: "test", default_country: "de" };
  const { status, body } = await call("POST", "/workspaces", given);
  expect(status).toBe(201);
  expect(body).toEqual({
    success: true,
    workspace: {
      id,
      name: "Acme",
      environment: "test",
      default_country: "DE",
      slug: null,
      retention_days: 365,
      created_at: expect.stringMatching(/Z$/),
    },
  });
  expect((await call("GET", `/workspaces/${id.toUpperCase()}`)).body).toEqual(body);
  expect((await call("GET", "/workspaces")).body.workspaces).toContainEqual(body.workspace);
  expect(await call("POST", "/workspaces", given)).toMatchObject({
    status: 409,
    body: { code: "conflict" },
  });
});

test("refuses what it does not understand by naming the field", async () => {
  const { call } = operator();
  const { id } = await newWorkspace();
  for (const [path, body, field] of [
    ["/workspaces", { name: "A", environment: "prod" }, "environment"],
    ["/workspaces", { name: " ", environment: "live" }, "name"],
    ["/workspaces", { name: "A", environment: "live", default_country: "XX" }, "default_country"],
    [`/workspaces/${id}/keys`, { scopes: ["everything"] }, "scopes.0"],
    [`/workspaces/${id}/keys`, { expires_at: "2001-01-01T00:00:00Z" }, "expires_at"],
    [`/workspaces/${id}/keys`, { key: newKeyText("test") }, "key"],
    [`/workspaces/${id}/keys`, { key: `${newKeyText("live").slice(0, -1)}-` }, "key"],
    [`/workspaces/${id}/keys`, { rate_limit: 0 }, "rate_limit"],
    [`/workspaces/${id}/accounts`, { ...account, channel: "email" }, "channel"],
    [`/workspaces/${id}/accounts`, { ...account, settings: {} }, "settings.phone_number_id"],
    [`/workspaces/${id}/accounts`, { ...account, credentials: {} }, "credentials.access_token"],
    [`/workspaces/${id}/workflows`, { name: "W", accounts: { fax: id } }, "accounts"],
    [`/workspaces/${id}/workflows`, { name: "W", accounts: { call: id } }, "accounts.call"],
  ] as const) {
    expect(await call("POST", path, body), field).toMatchObject({
      status: 400,
      body: { code: "field_invalid", field, error: expect.stringContaining(`${field}: `) },
    });
  }
  for (const body of [{ name: "A", environment: "live", colour: "red" }, [], null, 7]) {
    expect((await call("POST", "/workspaces", body)).status).toBe(400);
  }
  expect((await call("POST", "/workspaces")).body.code).toBe("body_invalid");
});

test("answers absent and malformed ids alike, and knows no other paths", async () => {
  const { call } = operator();
  const { id } = await newWorkspace();
  for (const path of ["keys", "accounts", "workflows"]) {
    const there = `/workspaces/${id}/${path}`;
    expect((await call("GET", there)).body).toEqual({ success: true, [path]: [] });
    for (const workspace of [crypto.randomUUID(), "nonsense"]) {
      expect(await call("GET", `/workspaces/${workspace}/${path}`)).toMatchObject({
        status: 404,
        body: { error: "There is no such workspace.", code: "resource_not_found" },
      });
    }
    const method = path === "keys" ? "DELETE" : "PATCH";
    const [absent, malformed] = await Promise.all(
      [crypto.randomUUID(), "nonsense"].map((each) => call(method, `${there}/${each}`, {})),
    );
    expect(absent).toEqual(malformed);
    expect(absent).toMatchObject({ status: 404, body: { code: "resource_not_found" } });
  }
  expect(await call("GET", "/nowhere")).toMatchObject({ status: 404 });
  expect(await call("DELETE", `/workspaces/${id}`)).toMatchObject({ status: 404 });
});

test("creates a key, shows it once, and revokes it", async () => {
  const { call } = operator();
  const workspace = await newWorkspace();
  const path = `/workspaces/${workspace.id}/keys`;
  const { status, body } = await call("POST", path, {});
  expect(status).toBe(201);
  expect(keyEnvironment(body.secret)).toBe("live");
  expect(body.key).toEqual({
    id: expect.any(String),
    dialect: "public",
    name: "API key",
    hint: `nxr_live_...${body.secret.slice(-4)}`,
    scopes: ["messages.send", "messages.read", "leads.read", "leads.write", "templates.read"],
    rate_limit: 600,
    created_at: expect.any(String),
    expires_at: null,
    revoked_at: null,
  });
  const hash = await keyHash(pepper, body.secret);
  expect(await findKey(isolate(), hash)).toMatchObject({ workspaceId: workspace.id });

  const listed = await call("GET", path);
  expect(listed.body).toEqual({ success: true, keys: [body.key] });
  expect(listed.text).not.toContain(body.secret);

  const revoked = await call("DELETE", `${path}/${body.key.id}`);
  expect(revoked.body.key).toMatchObject({ revoked_at: expect.any(String) });
  expect(await call("DELETE", `${path}/${body.key.id}`)).toEqual(revoked);
  expect(await findKey(isolate(), hash)).toBeNull();
});

test("takes a key that the operator brings", async () => {
  const { call } = operator();
  const { id } = await newWorkspace("test");
  const key = newKeyText("test");
  const body = {
    key,
    name: "Demo",
    scopes: ["admin", "admin"],
    expires_at: "2999-01-01T00:00:00Z",
  };
  expect(await call("POST", `/workspaces/${id}/keys`, body)).toMatchObject({
    status: 201,
    body: { secret: key, key: { scopes: ["admin"], expires_at: "2999-01-01T00:00:00Z" } },
  });
  expect(await call("POST", `/workspaces/${id}/keys`, body)).toMatchObject({ status: 409 });
});

test("keeps an account's credentials to itself, and hands them to the provider alone", async () => {
  const { call, stand, changedWorkspaces } = operator();
  const { id } = await newWorkspace();
  const path = `/workspaces/${id}/accounts`;
  const made = await call("POST", path, account);
  expect(made.status).toBe(201);
  expect(made.body.account).toEqual({
    id: expect.any(String),
    name: "Sales",
    provider: "meta",
    channel: "whatsapp",
    active: true,
    is_default: false,
    settings: { phone_number_id: "1001", base_url: "https://graph.example" },
    hook_path: expect.stringMatching(/^\/hooks\/meta\/[0-9A-Za-z]{32}$/),
    health: null,
    created_at: expect.any(String),
    updated_at: expect.any(String),
  });
  const own = `${path}/${made.body.account.id}`;
  const answers = [
    made,
    await call("GET", path),
    await call("GET", own),
    await call("POST", `${own}/check`),
    await call("POST", path, { ...account, id: made.body.account.id }),
    await call("PATCH", own, { credentials: { access_token: "s" } }),
  ];
  for (const { text } of answers) expect(text).not.toContain("secret token");
  expect(answers.map(({ status }) => status)).toEqual([201, 200, 200, 200, 409, 400]);
  const check = { ok: true, facts: { number: "+1" } };
  expect(answers[3]?.body).toEqual({ success: true, check, health: null });
  expect(stand.opened).toEqual([
    {
      settings: { phone_number_id: "1001", base_url: "https://graph.example" },
      credentials: { access_token: "a very secret token" },
    },
  ]);
  expect(changedWorkspaces).toEqual([id]);
});

test("merges settings, replaces credentials, and switches an account off", async () => {
  const { call, stand } = operator();
  const { id } = await newWorkspace();
  const made = await call("POST", `/workspaces/${id}/accounts`, account);
  const path = `/workspaces/${id}/accounts/${made.body.account.id}`;
  const changed = await call("PATCH", path, {
    active: false,
    settings: { base_url: "http://localhost:9" },
    credentials: { access_token: "another" },
  });
  expect(changed.body.account).toMatchObject({
    name: "Sales",
    active: false,
    settings: { phone_number_id: "1001", base_url: "http://localhost:9" },
  });
  const reset = await call("PATCH", path, { settings: { base_url: null } });
  expect(reset.body.account.settings.base_url).toBe("https://graph.example");
  await call("POST", `${path}/check`);
  expect(stand.opened[0]?.credentials).toEqual({ access_token: "another" });
});

test("says what to do when stored credentials no longer open", async () => {
  const { call } = operator();
  const { id } = await newWorkspace();
  const made = await call("POST", `/workspaces/${id}/accounts`, account);
  await env.DB.prepare("UPDATE accounts SET sealed = 's1.x.y' WHERE id = ?")
    .bind(made.body.account.id)
    .run();
  const path = `/workspaces/${id}/accounts/${made.body.account.id}`;
  expect((await call("POST", `${path}/check`)).body.check).toMatchObject({
    ok: false,
    problem: expect.stringContaining("MASTER_SECRET"),
  });
  expect(await call("POST", `${path}/templates/sync`)).toMatchObject({
    status: 400,
    body: { code: "credentials_refused" },
  });
});

test("syncs templates, lists them, and passes a provider's refusal on", async () => {
  const { call, stand } = operator();
  const { id } = await newWorkspace();
  const made = await call("POST", `/workspaces/${id}/accounts`, account);
  const path = `/workspaces/${id}/accounts/${made.body.account.id}/templates`;
  stand.templates = [
    {
      providerTemplateId: "1",
      name: "greeting",
      language: "es",
      status: "APPROVED",
      category: "UTILITY",
      parameterFormat: "POSITIONAL",
      components: [{ type: "BODY", text: "Hola" }],
    },
  ];
  expect((await call("POST", `${path}/sync`)).body).toEqual({
    success: true,
    added: 1,
    updated: 0,
    removed: 0,
    total: 1,
  });
  expect((await call("GET", path)).body.templates).toMatchObject([{ name: "greeting" }]);
  stand.broken = true;
  expect(await call("POST", `${path}/sync`)).toMatchObject({
    status: 400,
    body: { error: "Token expired", code: "provider_refused", provider: { code: 190 } },
  });
  const mail = { ...account, provider: "email", channel: "email" };
  const other = await call("POST", `/workspaces/${id}/accounts`, mail);
  const otherPath = `/workspaces/${id}/accounts/${other.body.account.id}/templates/sync`;
  expect(await call("POST", otherPath)).toMatchObject({ status: 400 });
});

test("creates and changes workflows", async () => {
  const { call } = operator();
  const { id } = await newWorkspace();
  const made = await call("POST", `/workspaces/${id}/accounts`, account);
  const path = `/workspaces/${id}/workflows`;
  const workflow = await call("POST", path, {
    name: "Sales",
    defaults: { subject: "Hello" },
    accounts: { whatsapp: made.body.account.id },
  });
  expect(workflow.status).toBe(201);
  expect(workflow.body.workflow).toEqual({
    id: expect.any(String),
    name: "Sales",
    active: true,
    defaults: { subject: "Hello" },
    accounts: { whatsapp: made.body.account.id },
    created_at: expect.any(String),
    updated_at: expect.any(String),
  });
  const own = `${path}/${workflow.body.workflow.id}`;
  expect((await call("GET", own)).body).toEqual(workflow.body);
  expect((await call("GET", path)).body.workflows).toEqual([workflow.body.workflow]);
  const change = { active: false, defaults: { begin_message: "Hi" }, accounts: { whatsapp: null } };
  expect((await call("PATCH", own, change)).body.workflow).toMatchObject({
    name: "Sales",
    active: false,
    defaults: { begin_message: "Hi" },
    accounts: {},
  });
});

test("keeps what belongs to one workspace out of another's reach", async () => {
  const { call } = operator();
  const [ours, theirs] = [await newWorkspace(), await newWorkspace()];
  const key = await call("POST", `/workspaces/${theirs.id}/keys`, {});
  const made = await call("POST", `/workspaces/${theirs.id}/accounts`, account);
  const workflow = await call("POST", `/workspaces/${theirs.id}/workflows`, { name: "W" });
  for (const [method, path] of [
    ["DELETE", `keys/${key.body.key.id}`],
    ["GET", `accounts/${made.body.account.id}`],
    ["PATCH", `accounts/${made.body.account.id}`],
    ["POST", `accounts/${made.body.account.id}/check`],
    ["GET", `workflows/${workflow.body.workflow.id}`],
    ["PATCH", `workflows/${workflow.body.workflow.id}`],
  ] as const) {
    const body = method === "PATCH" ? { name: "Mine" } : undefined;
    expect((await call(method, `/workspaces/${ours.id}/${path}`, body)).status, path).toBe(404);
  }
});

test("imports leads exactly as the public API creates them", async () => {
  const { call } = operator();
  const { id } = await newWorkspace("live", "US");
  const path = `/workspaces/${id}/leads`;
  const row = { first_name: "John", phone: "202-555-0123", plan: "gold" };
  expect(await call("POST", path, [row, {}])).toMatchObject({
    status: 201,
    body: {
      success: true,
      created: 1,
      updated: 0,
      failed: 1,
      leads: [{ phone: "+12025550123", metadata: { plan: "gold" } }],
      errors: [{ index: 1, error: "first_name is required" }],
    },
  });
  expect(await call("POST", path, row)).toMatchObject({ status: 201, body: { existed: true } });
  expect(await call("POST", path, {})).toMatchObject({
    status: 400,
    body: { error: "first_name is required", code: "field_invalid", field: "first_name" },
  });
});

test("is unavailable, and says so, while D1 is", async () => {
  const { call } = operator({ db: deadDatabase });
  expect(await call("GET", "/workspaces")).toMatchObject({
    status: 503,
    body: { code: "unavailable", request_id: "request" },
  });
});

test("changes a workspace's name, country and retention", async () => {
  const { call } = operator();
  const { id } = await newWorkspace("live", "US");
  const change = async (body: unknown) => (await call("PATCH", `/workspaces/${id}`, body)).body;
  expect(await change({ retention_days: 30 })).toMatchObject({
    workspace: { name: "Acme", default_country: "US", retention_days: 30 },
  });
  const forever = { name: "Acme 2", default_country: null, retention_days: null };
  expect((await change(forever)).workspace).toMatchObject(forever);
  expect((await change({})).workspace).toMatchObject(forever);
  expect((await call("GET", `/workspaces/${id}`)).body.workspace).toMatchObject(forever);
  for (const retention_days of [0, 7, 1.5, -30, "30", 36_501]) {
    const { status, body } = await call("PATCH", `/workspaces/${id}`, { retention_days });
    expect([status, body.field]).toEqual([400, "retention_days"]);
  }
  expect((await call("PATCH", `/workspaces/${id}`, { environment: "test" })).status).toBe(400);
  const given = { name: "B", environment: "test", retention_days: null };
  expect((await call("POST", "/workspaces", given)).body.workspace.retention_days).toBeNull();
});

test("shows what the provider reported about an account, without what has run out", async () => {
  const { call } = operator();
  const { id } = await newWorkspace();
  const path = `/workspaces/${id}/accounts`;
  const { body } = await call("POST", path, account);
  expect(body.account.health).toBeNull();
  const details = {
    event: "ACCOUNT_RESTRICTION",
    restriction_info: [
      { restriction_type: "OVER", expiration: 1 },
      { restriction_type: "RESTRICTED_BIZ_INITIATED_MESSAGING", expiration: 32_503_680_000 },
    ],
  };
  await recordAccountEvent(db, body.account.id, "account_update", 1_000, details);
  const health = {
    quality: null,
    restrictions: [details.restriction_info[1]],
    events: [{ event: "account_update", at: "1970-01-01T00:00:01Z", details }],
  };
  expect((await call("GET", `${path}/${body.account.id}`)).body.account.health).toEqual(health);
  expect((await call("POST", `${path}/${body.account.id}/check`)).body).toMatchObject({
    check: { ok: true },
    health,
  });
});

test("shows the journal page by page, and an entry whole", async () => {
  const { call } = operator();
  const [ours, theirs] = [await newWorkspace(), await newWorkspace()];
  const about = { accountId: ours.id, provider: "meta" as const, reason: "an unknown field" };
  for (const n of [1, 2, 3]) {
    await keepInJournal(db, { ...about, workspaceId: ours.id, body: `{"n":${n}}` }, n * 1000);
  }
  const path = `/workspaces/${ours.id}/journal`;
  const first = await call("GET", `${path}?limit=2`);
  expect(first.body).toMatchObject({
    success: true,
    journal: [{ body: '{"n":3}' }, { body: '{"n":2}' }],
    pagination: { limit: 2, has_more: true },
  });
  const rest = await call("GET", `${path}?limit=2&cursor=${first.body.next_cursor}`);
  const [entry] = rest.body.journal;
  expect(entry).toEqual({
    id: expect.any(String),
    account_id: ours.id,
    provider: "meta",
    reason: "an unknown field",
    body: '{"n":1}',
    body_bytes: 7,
    received_at: "1970-01-01T00:00:01Z",
  });
  expect(rest.body).toMatchObject({ pagination: { has_more: false }, next_cursor: null });
  expect((await call("GET", `${path}/${entry.id}`)).body).toEqual({ success: true, entry });
  const foreign = `/workspaces/${theirs.id}/journal`;
  expect((await call("GET", foreign)).body.journal).toEqual([]);
  expect((await call("GET", `${foreign}/${entry.id}`)).status).toBe(404);
  for (const query of ["limit=0", "limit=101", "limit=x", "cursor=x"]) {
    expect(await call("GET", `${path}?${query}`)).toMatchObject({
      status: 400,
      body: { field: query.split("=")[0] },
    });
  }
});

test("lists suppressed addresses and lifts one", async () => {
  const { call } = operator();
  const { id } = await newWorkspace();
  await suppressAddress(db, id, "email", "ana+x@example.com", "bounced", 1_000);
  const path = `/workspaces/${id}/suppressions`;
  const suppression = {
    kind: "email",
    address: "ana+x@example.com",
    reason: "bounced",
    created_at: "1970-01-01T00:00:01Z",
  };
  expect((await call("GET", path)).body).toEqual({ success: true, suppressions: [suppression] });
  const one = `${path}/${encodeURIComponent("Ana+X@example.com")}`;
  expect((await call("DELETE", one)).body).toEqual({ success: true, suppression });
  expect((await call("DELETE", one)).status).toBe(404);
  expect((await call("GET", path)).body.suppressions).toEqual([]);
});
