import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { GatewayError } from "../src/model/errors.ts";
import { createReadiness } from "../src/readiness.ts";
import { request } from "./support/gateway.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Parts that a test plays, and how often they were asked. */
function played(d1: () => Promise<unknown>) {
  const state = { now: 1_000_000, asked: 0 };
  const ask = createReadiness({
    clock: () => state.now,
    parts: {
      d1: () => {
        state.asked++;
        return d1();
      },
      kv: async () => null,
    },
  });
  return { state, ask };
}

test("is ready when every part answers, whatever it answers", async () => {
  const { ask } = played(async () => null);
  expect(await ask()).toEqual({ ready: true, checks: { d1: "ok", kv: "ok" } });
});

test("is not when one fails, and tells a code and nothing of the error", async () => {
  const { ask } = played(() => Promise.reject(new Error("D1_ERROR: secret place")));
  expect(await ask()).toEqual({ ready: false, checks: { d1: "unavailable", kv: "ok" } });
  const refusal = new GatewayError("installation_mismatch", { message: "LEAD_OBJECTS differs" });
  const other = played(() => Promise.reject(refusal));
  expect(await other.ask()).toEqual({
    ready: false,
    checks: { d1: "installation_mismatch", kv: "ok" },
  });
});

test("is not when a part takes too long", async () => {
  const { ask } = played(() => new Promise(() => {}));
  const asked = ask();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await asked).toEqual({ ready: false, checks: { d1: "timeout", kv: "ok" } });
});

test("looks once in ten seconds, however many ask", async () => {
  const { ask, state } = played(async () => null);
  for (let i = 0; i < 5; i++) await ask();
  state.now += 9_999;
  await ask();
  expect(state.asked).toBe(1);
  state.now += 1;
  await ask();
  expect(state.asked).toBe(2);
});

test("tells what was seen before while one looks again", async () => {
  let answer = async (): Promise<unknown> => null;
  const { ask, state } = played(() => answer());
  await ask();
  answer = () => new Promise(() => {});
  state.now += 10_000;
  const first = ask();
  expect(await ask()).toMatchObject({ ready: true });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await first).toMatchObject({ ready: false });
  expect(await ask()).toMatchObject({ ready: false });
  expect(state.asked).toBe(2);
});

test("the gateway is ready, and says it of each part it stands on to anybody", async () => {
  vi.useRealTimers();
  const answer = await request("/readyz");
  expect(answer.status).toBe(200);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(await answer.json()).toEqual({
    ready: true,
    checks: { installation: "ok", d1: "ok", kv: "ok", objects: "ok" },
  });
});
