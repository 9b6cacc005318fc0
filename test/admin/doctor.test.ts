import { env } from "cloudflare:workers";
import { Hono } from "hono";
import { expect, test } from "vitest";
import type { AdminDeps } from "../../src/admin/deps.ts";
import { gatewayDoctor } from "../../src/admin/doctor.ts";
import { openDatabase } from "../../src/store/db.ts";
import { keepInJournal } from "../../src/store/journal.ts";
import { messages } from "../../src/store/schema.ts";
import { db, deadDatabase } from "../store/support.ts";
import { type Answer, admin, answerOf, workspace } from "../support/gateway.ts";

const parts = ["D1", "KV", "lead objects", "job objects", "account objects", "projector objects"];
const now = Date.parse("2026-11-20T10:00:00Z");

/** The doctor with parts that do as a test wants. */
async function ask(change: Partial<AdminDeps> = {}): Promise<Answer["body"]> {
  const deps = { db, kv: env.KEYS, clock: Date.now, guessableSecrets: [], objectProbes: {} };
  const app = new Hono().route("/", gatewayDoctor({ ...deps, ...change } as AdminDeps));
  return (await answerOf(await app.request("/"))).body;
}

async function accountIn(at: string, id: string): Promise<Answer["body"]> {
  const { body } = await admin("GET", `${at}/doctor`);
  return body.accounts.find((account: { id: string }) => account.id === id);
}

async function added(at: string, body: unknown): Promise<string> {
  return (await admin("POST", `${at}/accounts`, body)).body.account.id;
}

const inDatabase = (workspaceId: string, change: Partial<typeof messages.$inferInsert>) =>
  db.insert(messages).values({
    id: crypto.randomUUID(),
    workspaceId,
    leadId: crypto.randomUUID(),
    direction: "outbound",
    channel: "whatsapp",
    kind: "text",
    status: "sent",
    createdAt: now,
    updatedAt: now,
    version: 1,
    ...change,
  });

test("everything that the gateway stands on answers, and the database has what the code reads", async () => {
  const { status, body } = await admin("GET", "/doctor");
  expect(status).toBe(200);
  expect(body.probes.map(({ name, ok }: { name: string; ok: boolean }) => [name, ok])).toEqual(
    parts.map((name) => [name, true]),
  );
  expect(body).toMatchObject({ missing: [], guessable_secrets: [] });
  expect(body.migrations).toContain("0004_provider-message-id.sql");
  expect(Math.abs(Date.parse(body.now) - Date.now())).toBeLessThan(60_000);
});

test("a part that fails is named with its reason, and the others answer all the same", async () => {
  const { probes } = await ask({
    db: deadDatabase,
    objectProbes: { "lead objects": () => Promise.reject(new Error("no such class")) },
  });
  expect(probes).toEqual([
    expect.objectContaining({ name: "D1", ok: false, problem: expect.any(String) }),
    expect.objectContaining({ name: "KV", ok: true }),
    expect.objectContaining({ name: "lead objects", ok: false, problem: "no such class" }),
  ]);
});

test("KV that takes a value and does not give it back is found out", async () => {
  const kv = { put: async () => {}, get: async () => null, delete: async () => {} };
  const { probes } = await ask({ kv: kv as unknown as KVNamespace });
  expect(probes[1]).toMatchObject({ name: "KV", ok: false });
});

test("nothing of a probe stays in KV", async () => {
  await admin("GET", "/doctor");
  expect((await env.KEYS.list({ prefix: "probe:" })).keys).toEqual([]);
});

test("credentials are named where they are missing, and shown nowhere", async () => {
  const { at, accounts } = await workspace();
  expect(await accountIn(at, accounts.whatsapp)).toEqual({
    id: accounts.whatsapp,
    opens: true,
    missing_to_believe: [],
    missing_to_subscribe: [],
    last_report_at: null,
    channel_last_heard_at: null,
  });
  const mute = await added(at, {
    name: "mute",
    provider: "meta",
    channel: "whatsapp",
    settings: { phone_number_id: "1001", waba_id: "1002" },
    credentials: { access_token: "EAA-very-secret" },
  });
  const answer = await admin("GET", `${at}/doctor`);
  expect(answer.body.accounts).toContainEqual(
    expect.objectContaining({
      id: mute,
      missing_to_believe: ["app_secret"],
      missing_to_subscribe: ["verify_token"],
    }),
  );
  expect(JSON.stringify(answer.body)).not.toMatch(/EAA|verify-me|app-secret/);
});

test("credentials that were sealed with another secret do not open", async () => {
  const { at, accounts } = await workspace();
  await env.DB.prepare("UPDATE accounts SET sealed = 'v1.AAAA.AAAA' WHERE id = ?")
    .bind(accounts.email)
    .run();
  expect(await accountIn(at, accounts.email)).toMatchObject({ opens: false });
  expect(await accountIn(at, accounts.call)).toMatchObject({ opens: true });
});

test("what a provider said last is told per account and channel, and never of another workspace", async () => {
  const [mine, other] = [await workspace(), await workspace()];
  const { id: workspaceId, at, accounts } = mine;
  await inDatabase(workspaceId, { status: "delivered" });
  await inDatabase(workspaceId, { createdAt: now + 60_000 });
  await inDatabase(other.id, { status: "read", createdAt: now + 120_000 });
  const entry = { workspaceId, provider: "email", reason: "unknown", body: "{}" } as const;
  await keepInJournal(db, { ...entry, accountId: accounts.email }, now + 5_000);

  expect(await accountIn(at, accounts.whatsapp)).toMatchObject({
    last_report_at: null,
    channel_last_heard_at: "2026-11-20T10:00:00Z",
  });
  expect(await accountIn(at, accounts.email)).toMatchObject({
    last_report_at: "2026-11-20T10:00:05Z",
    channel_last_heard_at: null,
  });
});

// Last: the database of this file lacks them from here on.
test("tables and columns that the database lacks are named", async () => {
  await env.DB.prepare("DROP TABLE tags").run();
  await env.DB.prepare("ALTER TABLE accounts DROP COLUMN health").run();
  await env.DB.prepare("DROP TABLE d1_migrations").run();
  const { missing, migrations, probes } = await ask({ db: openDatabase(env.DB) });
  expect(missing.toSorted()).toEqual(["column accounts.health", "table tags"]);
  expect(migrations).toBeNull();
  expect(probes[0]).toMatchObject({ name: "D1", ok: true });
});
