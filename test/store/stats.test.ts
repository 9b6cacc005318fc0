import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import document from "../../docs/cost.md?raw";
import type { JobStatus } from "../../src/model/job.ts";
import { checkTime, type ProjectedMessage } from "../../src/model/message.ts";
import { openDatabase } from "../../src/store/db.ts";
import { saveJob } from "../../src/store/jobs.ts";
import { upsertLeads } from "../../src/store/leads.ts";
import { projectMessages } from "../../src/store/messages.ts";
import { readStats, type StatsQuery } from "../../src/store/stats.ts";
import type { Workspace } from "../../src/store/workspaces.ts";
import { db, newWorkspace } from "./support.ts";

const now = Date.now();
const hourMs = 3_600_000;

/** A workspace with one lead, to which messages are written as a test wants them. */
async function tenant() {
  const workspace: Workspace = await newWorkspace();
  const [written] = await upsertLeads(db, workspace, [{ firstName: "Ana" }], now);
  if (!written?.ok) throw new Error("no lead");
  const leadId = written.value.lead.id;
  const message = (change: Partial<ProjectedMessage> & { dueAt?: number }): ProjectedMessage => {
    const { dueAt = null, ...rest } = change;
    const { status = "sent", updatedAt = now } = rest;
    return {
      id: crypto.randomUUID(),
      workspaceId: workspace.id,
      leadId,
      direction: "outbound",
      channel: "whatsapp",
      kind: "text",
      status,
      providerMessageId: null,
      failureCode: null,
      createdAt: now,
      updatedAt,
      version: 1,
      checkAt: checkTime(status, { updatedAt, dueAt }),
      lagMs: null,
      ...rest,
    };
  };
  return {
    workspace,
    message,
    add: (...changes: Parameters<typeof message>[0][]) => projectMessages(db, changes.map(message)),
    job: (status: JobStatus, pending: number) =>
      saveJob(db, {
        workspaceId: workspace.id,
        id: crypto.randomUUID(),
        name: null,
        status,
        counts: { total: 9, pending, sent: 0, queued: 0, failed: 0, skipped: 0, unknown: 0 },
        createdAt: now,
        updatedAt: now,
        checkAt: status === "running" ? now : null,
      }),
    stats: (change: Partial<StatsQuery> = {}, limit?: number) =>
      readStats(
        db,
        { workspaceId: workspace.id, since: now - hourMs, now, ...change },
        ...(limit === undefined ? [] : [limit]),
      ),
  };
}

test("counts what messages of the period became, by channel, and why they failed", async () => {
  const { add, stats } = await tenant();
  await add(
    { status: "sent" },
    { status: "sent" },
    { status: "sent", createdAt: now - hourMs - 1 },
    { status: "failed", failureCode: "window_closed" },
    { status: "failed", channel: "email", failureCode: "recipient_unreachable" },
    { status: "received", direction: "inbound" },
  );
  const { outcomes, complete } = await stats();
  expect(outcomes).toEqual([
    { channel: "email", status: "failed", failureCode: "recipient_unreachable", count: 1 },
    { channel: "whatsapp", status: "failed", failureCode: "window_closed", count: 1 },
    { channel: "whatsapp", status: "received", failureCode: null, count: 1 },
    { channel: "whatsapp", status: "sent", failureCode: null, count: 2 },
  ]);
  expect(complete).toBe(true);
});

test("counts one workspace, or all of them", async () => {
  const [one, other] = [await tenant(), await tenant()];
  await one.add({ channel: "telegram" });
  await other.add({ channel: "telegram" }, { channel: "telegram" });
  await other.add({ channel: "telegram", status: "unknown" });
  const telegrams = async (workspaceId: string | null) => {
    const { outcomes, open } = await one.stats({ workspaceId });
    const sent = outcomes.find((row) => row.channel === "telegram" && row.status === "sent");
    return [sent?.count, open.unknown.count];
  };
  expect(await telegrams(one.workspace.id)).toEqual([1, 0]);
  expect(await telegrams(null)).toEqual([3, 1]);
});

test("gives the middle, the 95th of a hundred and the longest of how late reports came", async () => {
  const { add, stats } = await tenant();
  await add(...Array.from({ length: 100 }, (_, i) => ({ lagMs: (((i * 37) % 100) + 1) * 10 })));
  await add({ channel: "email", lagMs: 20_999 }, { channel: "email" }, { channel: "sms" });
  expect((await stats()).lags).toEqual([
    { channel: "email", count: 1, median: 20_000, p95: 20_000, max: 20_000 },
    { channel: "whatsapp", count: 100, median: 500, p95: 950, max: 1_000 },
  ]);
});

test("keeps the slowest of what was measured about a message", async () => {
  const { workspace, message, stats } = await tenant();
  const first = message({ lagMs: 40 });
  await projectMessages(db, [first]);
  await projectMessages(db, [{ ...first, version: 2, lagMs: 900 }]);
  await projectMessages(db, [{ ...first, version: 3, lagMs: 60 }]);
  await projectMessages(db, [{ ...first, version: 4, lagMs: null }]);
  const { lags } = await stats({ workspaceId: workspace.id });
  expect(lags).toMatchObject([{ count: 1, max: 900 }]);
});

test("tells what waits from what is due, and since when the longest has waited", async () => {
  const { add, stats } = await tenant();
  const longAgo = now - 30 * 24 * hourMs;
  await add(
    { status: "queued", updatedAt: now - 5_000 },
    { status: "queued", updatedAt: now - 9_000, dueAt: now + 60_000 },
    { status: "queued", updatedAt: now - 7_000, createdAt: longAgo },
    { status: "scheduled", updatedAt: longAgo, dueAt: now + hourMs },
    { status: "unknown", updatedAt: now - 1_000 },
    { status: "unknown", updatedAt: now - 3_000, createdAt: longAgo },
  );
  const { open } = await stats();
  expect(open).toEqual({
    queued: { count: 3, since: now - 9_000, due: 2, dueSince: now - 7_000 },
    scheduled: { count: 1, since: longAgo, due: 0, dueSince: null },
    unknown: { count: 2, since: now - 3_000, due: 2, dueSince: now - 3_000 },
  });
});

test("counts the jobs that are not over, with the leads that wait in them", async () => {
  const { job, stats } = await tenant();
  await job("running", 5);
  await job("running", 2);
  await job("paused", 4);
  await job("finished", 0);
  await job("stopped", 3);
  expect((await stats()).jobs).toEqual({
    running: { count: 2, pending: 7 },
    paused: { count: 1, pending: 4 },
  });
});

test("says so when there is more than it reads", async () => {
  const { add, stats } = await tenant();
  await add({}, {}, { status: "queued" });
  expect((await stats({}, 4)).complete).toBe(true);
  const { complete, outcomes } = await stats({}, 3);
  expect(complete).toBe(false);
  expect(outcomes.reduce((all, { count }) => all + count, 0)).toBe(3);
});

/** The plan of every statement that a question makes, and how many rows each read. */
async function watched(query: StatsQuery) {
  const statements: { text: string; values: unknown[] }[] = [];
  let rowsRead = 0;
  const seen = {
    prepare: (text: string) => ({
      bind: (...values: unknown[]) => {
        statements.push({ text, values });
        const bound = env.DB.prepare(text).bind(...values);
        return {
          all: async () => {
            const answer = await bound.all();
            rowsRead += answer.meta.rows_read;
            return answer;
          },
          raw: async () => {
            const { results, meta } = await bound.all<Record<string, unknown>>();
            rowsRead += meta.rows_read;
            return results.map((row) => Object.values(row));
          },
        };
      },
    }),
  };
  await readStats(openDatabase(seen as unknown as D1Database), query);
  const plans: string[] = [];
  for (const { text, values } of statements) {
    const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${text}`)
      .bind(...values)
      .all<{ detail: string }>();
    plans.push(results.map(({ detail }) => detail).join("\n"));
  }
  return { plans, rowsRead };
}

const recent = /SEARCH messages USING INDEX messages_recent \(workspace_id=\? AND created_at>\?\)/;

test.each([
  ["one workspace", "of-one", /INDEX messages_status \(workspace_id=\? AND status=\?\)/],
  ["all workspaces", null, /INDEX messages_check \(status=\? AND check_at>\?\)/],
])("finds what it counts of %s by indexes", async (_, workspaceId, open) => {
  const { plans } = await watched({ workspaceId, since: now - hourMs, now });
  expect(plans).toHaveLength(6);
  expect(plans.filter((plan) => recent.test(plan))).toHaveLength(1);
  expect(plans.filter((plan) => open.test(plan))).toHaveLength(3);
  expect(plans.filter((plan) => /INDEX jobs_(check|paused)/.test(plan))).toHaveLength(2);
  for (const plan of plans) expect(plan).not.toMatch(/SCAN (messages|jobs)(?! USING INDEX jobs_)/);
});

test("reads for each message what docs/cost.md says, and nothing of what is older and finished", async () => {
  const { workspace, add } = await tenant();
  const query = { workspaceId: workspace.id, since: now - hourMs, now };
  const many = async (message: Parameters<typeof add>[0]) => {
    const { rowsRead: before } = await watched(query);
    await add(...Array.from({ length: 1_000 }, () => message ?? {}));
    const { rowsRead } = await watched(query);
    return (Math.round((rowsRead - before) / 10) * 10).toLocaleString("en");
  };
  const old = { createdAt: now - 2 * hourMs };
  expect(await many(old)).toBe("0");
  const recent = await many({ lagMs: 5 });
  const open = await many({ ...old, status: "queued" });
  expect(document).toContain(
    `${recent} rows read for every 1,000 messages of its period, and ${open} for every 1,000`,
  );
});
