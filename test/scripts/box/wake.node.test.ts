import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { startRuntime } from "../../../scripts/box/runtime.ts";
import { wake } from "../../../scripts/box/wake.ts";
import { freePort } from "../../../scripts/gateway.ts";

const code = `export default {
  scheduled({ cron, scheduledTime }) {
    if (cron !== "*/5 * * * *") throw new Error("no run for it");
    console.log(cron + " at " + new Date(scheduledTime).toISOString());
  },
};`;
const at = new Date("2026-03-01T03:15:00Z");

describe("the Worker is woken for a cron", () => {
  const state = mkdtempSync(join(tmpdir(), "leadwire-wake-"));
  let runtime: Awaited<ReturnType<typeof startRuntime>>;
  const logged = vi.spyOn(console, "log").mockImplementation(() => {});
  const lines = () => logged.mock.calls.map(([line]) => String(line));

  beforeAll(async () => {
    const worker = { compatibilityDate: "2026-10-23" };
    const place = { name: "woken", host: "127.0.0.1", port: await freePort(), state };
    runtime = await startRuntime({ ...place, code, worker, bindings: {} });
  }, 30_000);
  beforeEach(() => logged.mockClear());
  afterAll(async () => {
    await runtime.dispose();
    rmSync(state, { recursive: true, force: true });
  });

  it("with its text and its time", async () => {
    await wake(runtime, "*/5 * * * *", at);
    await vi.waitFor(() => expect(lines()).toEqual(["*/5 * * * * at 2026-03-01T03:15:00.000Z"]));
  });

  it("and a run that fails is in the log", async () => {
    await wake(runtime, "17 3 * * *", at);
    await vi.waitFor(() =>
      expect(lines().join("\n")).toContain('"event":"cron_failed","cron":"17 3 * * *"'),
    );
  });
});
