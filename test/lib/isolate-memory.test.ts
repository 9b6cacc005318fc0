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

test("nobody waits for another's load; a failed load is not kept", async () => {
  const cache = new TtlCache<number>(() => 0);
  let loads = 0;
  const load = async () => {
    loads++;
    if (loads === 1) throw new Error("not yet");
    return loads;
  };
  const ask = () => cache.through("a", load, () => 10);
  const first = await Promise.allSettled([ask(), ask()]);
  expect(first.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
  expect(await ask()).toBe(2);
  expect(loads).toBe(2);
});

test("while one request loads an expired value anew, the others go on with it, for a second", async () => {
  let now = 0;
  const cache = new TtlCache<string>(() => now);
  let finish: (value: string) => void = () => {};
  const load = () =>
    new Promise<string>((resolve) => {
      finish = resolve;
    });
  const ask = (loading = load) => cache.through("a", loading, () => 100);
  cache.set("a", "old", 100);
  now = 100;
  const renewing = ask();
  expect(await ask()).toBe("old");
  now = 1_100;
  expect(await ask(async () => "mine")).toBe("mine");
  finish("new");
  expect(await renewing).toBe("new");
});

test("an expired value serves while nobody can say, for as long as it is told to, and to all who ask", async () => {
  let now = 0;
  let down = false;
  const cache = new TtlCache<string>(() => now);
  const load = async () => {
    if (down) throw new Error("down");
    return `as of ${now}`;
  };
  const ask = (staleForMs?: number) => cache.through("a", load, () => 10, staleForMs);
  expect(await ask()).toBe("as of 0");
  down = true;
  now = 100;
  expect(await Promise.all([ask(200), ask(200)])).toEqual(["as of 0", "as of 0"]);
  await expect(ask()).rejects.toThrow("down");
  now = 210;
  await expect(ask(200)).rejects.toThrow("down");
  down = false;
  expect(await ask(200)).toBe("as of 210");
  cache.delete("a");
  down = true;
  await expect(ask(200)).rejects.toThrow("down");
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
