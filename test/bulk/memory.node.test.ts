// A job of 100,000 leads needs no more memory at its end than at its beginning.
import { DatabaseSync } from "node:sqlite";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { openJob } from "../../src/bulk/job.ts";
import { createPacer } from "../../src/bulk/pacer.ts";
import type { LeadPort, SendOrder, SendOutcome } from "../../src/lead/port.ts";
import type { SqlValue } from "../../src/lead/sql.ts";
import { workflow } from "../support/lead-harness.ts";
import { job, order, people, template } from "./job-world.ts";

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

const heapMb = (): number => {
  collect();
  return process.memoryUsage().heapUsed / 1024 / 1024;
};

test("the heap stays as large as it was, with 100,000 leads", async () => {
  const db = new DatabaseSync(":memory:");
  const leads = people(100_000);
  let [now, sent] = [Date.UTC(2026, 10, 21), 0];
  let alarmAt: number | null = null;
  const pacer = createPacer({ clock: () => now, save: () => {} }, null);
  const lead = {
    send: async ({ messageId }: SendOrder): Promise<SendOutcome> => {
      sent++;
      return {
        ok: true,
        replayed: false,
        receipt: {
          messageId,
          channel: "whatsapp",
          kind: "template",
          state: "sent",
          providerMessageId: `wamid.${sent}`,
          callStatus: null,
          scheduledAt: null,
        },
      };
    },
  } as unknown as LeadPort;
  const bulk = openJob({
    clock: () => now,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    wait: async (ms) => {
      now += ms;
    },
    selectTargets: async (_workspaceId, _target, { after, limit }) => {
      const from = after === null ? 0 : leads.indexOf(after) + 1;
      return leads.slice(from, from + limit);
    },
    routeOf: async () => ({ command: order().command, workflow, template }),
    messageId: async (_ref, seed) => `message-${seed}-${sent}`,
    leadOf: () => lead,
    limitsOf: () => ({ ratePerSecond: 1_000, pairMs: 0 }),
    pacingOf: () => ({
      lease: async (request) => pacer.lease(request),
      report: async (news, limits) => pacer.report(news, limits),
    }),
    list: async () => {},
    unlist: async () => {},
    sql: {
      all: <Row>(query: string, ...bindings: SqlValue[]) =>
        db.prepare(query).all(...bindings) as Row[],
      transaction: (work) => {
        db.exec("BEGIN");
        const result = work();
        db.exec("COMMIT");
        return result;
      },
    },
    wakeAt: (at) => {
      alarmAt = at;
    },
    wipe: async () => {},
  });
  await bulk.start(order());
  const heaps: number[] = [];
  let status = "running";
  for (let alarms = 0; status === "running" && alarms < 2_000; alarms++) {
    now = Math.max(now, alarmAt ?? now);
    await bulk.alarm();
    if (alarms % 50 === 5) heaps.push(heapMb());
    status = (await bulk.get(job))?.status ?? "gone";
  }
  expect(await bulk.get(job)).toMatchObject({
    status: "finished",
    counts: { total: leads.length, sent: leads.length, pending: 0 },
  });
  expect(sent).toBe(leads.length);
  const [first = 0] = heaps;
  expect(heaps.length).toBeGreaterThan(5);
  for (const heap of heaps) expect(heap).toBeLessThan(first * 1.2);
}, 120_000);
