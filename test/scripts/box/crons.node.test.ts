import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parseCron, startCrons } from "../../../scripts/box/crons.ts";

const at = (time: string) => new Date(`2026-03-01T${time}Z`);

describe("a cron", () => {
  it.each([
    ["17 3 * * *", ["03:17"], ["03:16", "15:17"]],
    ["*/5 * * * *", ["00:00", "23:55"], ["00:04", "23:59"]],
    ["0,30 9-17 * * *", ["09:00", "17:30"], ["09:15", "18:00"]],
    ["0 0 */2 3 *", ["00:00"], ["00:01"]],
    ["0 0 2 * *", [], ["00:00"]],
  ])("%s is due at %j and not at %j", (cron, due, not) => {
    const isDue = parseCron(cron);
    expect(due.filter((time) => !isDue(at(time)))).toEqual([]);
    expect(not.filter((time) => isDue(at(time)))).toEqual([]);
  });

  it.each(["0 0 * * 1", "0 0 * * MON", "0 0 * *", "@daily", "*/0 * * * *", "60- * * * *"])(
    "is refused rather than misunderstood: %s",
    (cron) => {
      expect(() => parseCron(cron)).toThrow("no cron that a gateway on one machine understands");
    },
  );

  it("of wrangler.toml is understood", () => {
    const [, list = ""] = /^crons = (\[.*\])$/m.exec(readFileSync("wrangler.toml", "utf8")) ?? [];
    const crons = JSON.parse(list) as string[];
    expect(crons.length).toBeGreaterThan(0);
    expect(() => crons.map(parseCron)).not.toThrow();
  });
});

describe("the crons", () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: at("03:14:30") });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("run at their minutes until they are stopped", async () => {
    const ran: string[] = [];
    const stop = startCrons(["17 3 * * *", "*/5 * * * *"], async (cron, time) => {
      ran.push(`${cron} ${time.toISOString().slice(11, 16)}`);
    });
    await vi.advanceTimersByTimeAsync(11 * 60_000);
    stop();
    await vi.advanceTimersByTimeAsync(11 * 60_000);
    expect(ran).toEqual([
      "*/5 * * * * 03:15",
      "17 3 * * * 03:17",
      "*/5 * * * * 03:20",
      "*/5 * * * * 03:25",
    ]);
  });

  it("are not started again while they still run", async () => {
    let running = 0;
    const stop = startCrons(["* * * * *"], () => {
      running += 1;
      return new Promise(() => {});
    });
    await vi.advanceTimersByTimeAsync(5 * 60_000);
    stop();
    expect(running).toBe(1);
  });
});
