// What D1's list is told of a message, and how often: every write costs, and what the list does not know of,
// nobody looks after.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { accepted, call, order, world } from "../support/lead-harness.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Sends one message whose provider takes its time, and gives what the list was told in 15 seconds. */
async function listedWhen(providerMs: number): Promise<string[]> {
  const w = world();
  w.deliver = () =>
    new Promise((resolve) => {
      setTimeout(() => resolve(accepted()), providerMs);
    });
  const writes: string[] = [];
  w.step = (name) => {
    if (name === "project done") writes.push(w.projected.at(-1)?.status ?? "");
  };
  const answered = w.lead.current.send(order(call));
  for (let elapsed = 0; elapsed < 15_000; elapsed += 100) {
    await vi.advanceTimersByTimeAsync(100);
    w.now += 100;
  }
  await answered;
  return writes;
}

test.each([0, 300, 900, 1_800])("a send whose provider takes %s ms is one write", async (ms) => {
  expect(await listedWhen(ms)).toEqual(["sent"]);
});

test("a message is in the list while its provider is still at it", async () => {
  expect(await listedWhen(9_000)).toEqual(["queued", "sent"]);
});
