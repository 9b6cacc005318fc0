import { expect, test } from "vitest";
import { backoff } from "../../src/lib/backoff.ts";
import { TtlCache } from "../../src/lib/cache.ts";
import { RateWindow, rateLimitFields } from "../../src/lib/rate-window.ts";

test("a cache forgets at its time and drops the oldest beyond its capacity", () => {
  let now = 0;
  const cache = new TtlCache<number>(() => now, 2);
  cache.set("a", 1, 100);
  cache.set("b", 2, 100);
  cache.set("c", 3, 100);
  expect([cache.get("a"), cache.get("b"), cache.get("c")]).toEqual([undefined, 2, 3]);
  now = 100;
  expect(cache.get("b")).toBeUndefined();
});

test("concurrent misses load once; a failed load is not kept", async () => {
  const cache = new TtlCache<number>(() => 0);
  let loads = 0;
  const load = async () => {
    loads++;
    if (loads === 1) throw new Error("not yet");
    return loads;
  };
  const first = await Promise.allSettled([
    cache.through("a", load, () => 10),
    cache.through("a", load, () => 10),
  ]);
  expect(first.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(loads).toBe(1);
  expect(await cache.through("a", load, () => 10)).toBe(2);
  expect(await cache.through("a", load, () => 10)).toBe(2);
});

test("what was deleted while it loaded is not kept", async () => {
  const cache = new TtlCache<string>(() => 0);
  let finish: (value: string) => void = () => {};
  const loading = cache.through(
    "a",
    () =>
      new Promise<string>((resolve) => {
        finish = resolve;
      }),
    () => 10,
  );
  cache.delete("a");
  finish("stale");
  expect(await loading).toBe("stale");
  expect(cache.get("a")).toBeUndefined();
});

test("counts each subject by itself and starts anew every minute", () => {
  let now = 30_000;
  const limits = new RateWindow(() => now);
  expect(limits.take("key", "a", 2)).toMatchObject({
    remaining: 1,
    resetSeconds: 30,
    allowed: true,
  });
  expect(limits.take("key", "a", 2)).toMatchObject({ remaining: 0, allowed: true });
  const over = limits.take("key", "a", 2);
  expect(over).toMatchObject({ remaining: 0, allowed: false });
  expect(rateLimitFields(over)).toEqual({
    "ratelimit-policy": '"key";q=2;w=60',
    ratelimit: '"key";r=0;t=30',
  });
  expect(limits.take("key", "b", 2)).toMatchObject({ allowed: true });
  now = 60_000;
  expect(limits.take("key", "a", 2)).toMatchObject({ remaining: 1, allowed: true });
});

test("waits twice as long each time, within its bounds", () => {
  const bounds = { baseMs: 1_000, maxMs: 5_000 };
  expect([1, 2, 3, 4].map((attempt) => backoff(attempt, bounds, 0))).toEqual([
    500, 1000, 2000, 2500,
  ]);
  expect(backoff(3, bounds, 0.999999)).toBe(4_000);
});
