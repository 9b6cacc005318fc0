import { Hono } from "hono";
import { expect, test } from "vitest";
import type { Log, LogFields } from "../src/lib/log.ts";
import { note } from "../src/lib/note.ts";
import { requestLog } from "../src/request-log.ts";

/** An app whose requests are logged; its clock moves only while a request waits. */
function observedApp(change: { sample?: number; chance?: number } = {}) {
  const lines: { event: string; fields: LogFields | undefined }[] = [];
  const write = (event: string, fields?: LogFields) => lines.push({ event, fields });
  const log: Log = { info: write, warn: write, error: write };
  let now = 0;
  const { sample = 1, chance = 0 } = change;
  const app = new Hono<{ Variables: { requestId: string } }>();
  app.use(async (c, next) => {
    c.set("requestId", "r1");
    await next();
  });
  app.use(requestLog({ log, clock: () => now, sample, random: () => chance }));
  app.get("/healthz", (c) => c.text("ok"));
  app.get("/things/:id", (c) => {
    now += 40;
    note(c, { channel: "sms" });
    note(c, { outcome: "sent" });
    return c.text("here");
  });
  app.get("/broken/:id", () => {
    throw new Error("broken");
  });
  app.onError((_, c) => c.text("broken", 500));
  return { app, lines };
}

const fields = { requestId: "r1", method: "GET", durationMs: 40 };

test("a line has the pattern, the answer, the time and what was noted", async () => {
  const { app, lines } = observedApp();
  await app.request("/things/secret?of=somebody");
  const line = { ...fields, route: "/things/:id", status: 200, channel: "sms", outcome: "sent" };
  expect(lines).toEqual([{ event: "request", fields: line }]);
});

test.each([
  { sample: 0, chance: 0, written: false },
  { sample: 0.25, chance: 0.24, written: true },
  { sample: 0.25, chance: 0.25, written: false },
  { sample: 1, chance: 0.999, written: true },
])("of a part of $sample, chance $chance is written: $written", async ({ written, ...change }) => {
  const { app, lines } = observedApp(change);
  await app.request("/things/1");
  expect(lines).toHaveLength(written ? 1 : 0);
  const shown = change.sample < 1 ? change.sample : undefined;
  for (const line of lines) expect(line.fields?.sample).toBe(shown);
});

test("what broke on our side is written however small the part is, and stands for itself", async () => {
  const { app, lines } = observedApp({ sample: 0, chance: 0.5 });
  await app.request("/broken/1");
  expect(lines).toEqual([
    { event: "request", fields: { ...fields, durationMs: 0, route: "/broken/:id", status: 500 } },
  ]);
});

test("what balancers ask is not written", async () => {
  const { app, lines } = observedApp();
  await app.request("/healthz");
  expect(lines).toEqual([]);
});
