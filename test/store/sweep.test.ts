import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import { checkTime, type ProjectedMessage } from "../../src/model/message.ts";
import { openDatabase } from "../../src/store/db.ts";
import { upsertLeads } from "../../src/store/leads.ts";
import { projectMessages } from "../../src/store/messages.ts";
import { type SweepDeps, sweep } from "../../src/store/sweep.ts";
import { db, newWorkspace, silentLog } from "./support.ts";

const now = Date.UTC(2026, 3, 5, 14, 30);
const minuteMs = 60_000;

// The sweeper looks at all workspaces: each test has the list for itself.
beforeEach(async () => {
  await env.DB.prepare("DELETE FROM messages").run();
});

/** A lead, and the means to write messages of it into the list: `[status, when it last changed, when it was due]`. */
async function lead() {
  const workspace = await newWorkspace();
  const leadId = crypto.randomUUID();
  await upsertLeads(db, workspace, [{ id: leadId, firstName: "Ana" }], now);
  return async (
    ...rows: [status: ProjectedMessage["status"], updatedAt: number, dueAt?: number][]
  ): Promise<string[]> => {
    const listed = rows.map(
      ([status, updatedAt, dueAt = updatedAt]): ProjectedMessage => ({
        id: crypto.randomUUID(),
        workspaceId: workspace.id,
        leadId,
        direction: "outbound",
        channel: "whatsapp",
        kind: "text",
        status,
        providerMessageId: null,
        failureCode: null,
        createdAt: 1,
        updatedAt,
        version: 1,
        checkAt: checkTime(status, { updatedAt, dueAt }),
        lagMs: null,
      }),
    );
    await projectMessages(db, listed);
    return listed.map(({ id }) => id);
  };
}

/** A sweeper for whom every message is in an object of its own, and what it woke. */
function sweeper(change: Partial<SweepDeps> = {}) {
  const woken: string[] = [];
  const wake = async (object: string) => void woken.push(object);
  const deps: SweepDeps = { db, log: silentLog, objectOf: (id) => id, wake, ...change };
  return { woken, run: (at: number) => sweep(deps, at) };
}

test("wakes what is open and was left alone for ten minutes, and nothing else", async () => {
  const list = await lead();
  const tenAgo = now - 10 * minuteMs;
  const overdue = await list(
    ["queued", tenAgo],
    ["unknown", tenAgo],
    ["scheduled", now - 1_000 * minuteMs, tenAgo],
  );
  await list(
    ["queued", tenAgo + 1],
    ["queued", tenAgo - 1_000, now],
    ["unknown", tenAgo + 1],
    ["scheduled", now - 1_000 * minuteMs, tenAgo + 1],
    ["sent", 1],
    ["delivered", 1],
    ["read", 1],
    ["failed", 1],
    ["cancelled", 1],
    ["not_sent", 1],
    ["unresolved", 1],
    ["received", 1],
  );
  const { woken, run } = sweeper();
  expect(await run(now)).toEqual({ messages: 3, objects: 3, failed: 0 });
  expect(woken.toSorted()).toEqual(overdue.toSorted());
});

test("wakes an object once, however many of its messages are overdue", async () => {
  const list = await lead();
  await list(
    ...Array.from({ length: 70 }, (): ["queued", number] => ["queued", 1]),
    ...Array.from({ length: 70 }, (): ["unknown", number] => ["unknown", 1]),
  );
  const { woken, run } = sweeper({ objectOf: (id) => (id < "8" ? "left" : "right") });
  expect(await run(now)).toEqual({ messages: 140, objects: 2, failed: 0 });
  expect(woken.toSorted()).toEqual(["left", "right"]);
});

test("passes over an id that is none of ours", async () => {
  const list = await lead();
  await list(["queued", 1]);
  const { woken, run } = sweeper({ objectOf: () => null });
  expect(await run(now)).toEqual({ messages: 1, objects: 0, failed: 0 });
  expect(woken).toEqual([]);
});

test("thousands that stay unknown hold back nobody, and each has its turn", async () => {
  const list = await lead();
  const unknown = await list(
    ...Array.from({ length: 1_200 }, (_, i): ["unknown", number] => ["unknown", i]),
  );
  const { woken, run } = sweeper();
  await run(now);
  expect(woken.toSorted()).toEqual(unknown.slice(0, 500).toSorted());
  const [stuck] = await list(["queued", now - 10 * minuteMs]);
  for (const minutes of [5, 10, 15]) await run(now + minutes * minuteMs);
  expect(woken[500]).toBe(stuck);
  const visits = (id: string) => woken.filter((other) => other === id).length;
  expect(unknown.map(visits)).toEqual(unknown.map(() => 1));
  await run(now + 60 * minuteMs);
  expect(visits(unknown[0] ?? "")).toBe(2);
});

test("an object that cannot be woken keeps nobody waiting and is tried again ten minutes later", async () => {
  const list = await lead();
  const [broken = "", sound = ""] = await list(["queued", 1], ["queued", 2]);
  const tried: string[] = [];
  const { run } = sweeper({
    wake: async (object) => {
      tried.push(object);
      if (object === broken) throw new Error("the object is broken");
    },
  });
  expect(await run(now)).toEqual({ messages: 2, objects: 2, failed: 1 });
  expect(tried).toEqual([broken, sound]);
  await run(now + 10 * minuteMs - 1);
  expect(tried).toHaveLength(2);
  await run(now + 10 * minuteMs);
  expect(tried.slice(2)).toContain(broken);
});

test("runs that overlap share no message", async () => {
  const list = await lead();
  const overdue = await list(
    ...Array.from({ length: 300 }, (_, i): ["queued", number] => ["queued", i]),
  );
  const [one, two] = [sweeper(), sweeper()];
  await Promise.all([one.run(now), two.run(now)]);
  expect([...one.woken, ...two.woken].toSorted()).toEqual(overdue.toSorted());
});

test("a new state of a message counts anew", async () => {
  const list = await lead();
  const [id = ""] = await list(["queued", 1]);
  const row = await env.DB.prepare("SELECT workspace_id, lead_id FROM messages WHERE id = ?")
    .bind(id)
    .first<{ workspace_id: string; lead_id: string }>();
  await projectMessages(db, [
    {
      id,
      workspaceId: row?.workspace_id ?? "",
      leadId: row?.lead_id ?? "",
      direction: "outbound",
      channel: "whatsapp",
      kind: "text",
      status: "sent",
      providerMessageId: "wamid.1",
      failureCode: null,
      createdAt: 1,
      updatedAt: 2,
      version: 2,
      checkAt: checkTime("sent", { updatedAt: 2, dueAt: 3 }),
      lagMs: null,
    },
  ]);
  const { woken, run } = sweeper();
  expect(await run(now)).toMatchObject({ messages: 0 });
  expect(woken).toEqual([]);
});

test("finds the overdue by an index of what is open, without sorting", async () => {
  const statements: string[] = [];
  const watched = openDatabase({
    prepare(query: string) {
      statements.push(query);
      return env.DB.prepare(query);
    },
  } as unknown as D1Database);
  await sweeper({ db: watched }).run(now);
  expect(statements).toHaveLength(3);
  for (const statement of statements) {
    const bound = env.DB.prepare(`EXPLAIN QUERY PLAN ${statement}`).bind(now, "queued", now, 50);
    const plan = (await bound.all<{ detail: string }>()).results.map(({ detail }) => detail);
    expect(plan.join("\n")).toContain("INDEX messages_check (status=? AND check_at<?)");
    expect(plan.join("\n")).not.toMatch(/SCAN messages|TEMP B-TREE/);
  }
});
