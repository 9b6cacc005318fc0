// What D1's list is told of a message, and how often: every write costs, and what the list does not know of,
// nobody looks after.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  accepted,
  call,
  order,
  ref,
  report,
  startedAt,
  text,
  world,
  wrote,
} from "../support/lead-harness.ts";

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

/** A sent message, in the list, with nothing measured about it. */
async function sent() {
  const w = world();
  const { lead } = w;
  await lead.current.receive(ref, wrote(startedAt));
  const { messageId } = order(text("hi"), {});
  await lead.current.send(order(text("hi"), { messageId }));
  await vi.advanceTimersByTimeAsync(5_000);
  const lagsOf = () => w.projected.filter(({ id }) => id === messageId).map(({ lagMs }) => lagMs);
  expect(lagsOf()).toEqual([null]);
  /** Meta reports something that happened `lateMs` ago. */
  const reports = (name: Parameters<typeof report>[1], lateMs: number) => {
    const receivedAt = w.now;
    return lead.current.report({ ...report(messageId, name, w.now - lateMs), receivedAt }, null);
  };
  return { w, reports, lagsOf, messageId };
}

test("the list is told how late the slowest of the reports was that it has not heard of yet", async () => {
  const { w, reports, lagsOf } = await sent();
  w.now += 60_000;
  await reports("sent", 3_000);
  await reports("delivered", 1_000);
  await vi.advanceTimersByTimeAsync(5_000);
  await reports("read", 20);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(lagsOf()).toEqual([null, 3_000, 20]);
});

test("a report that came before, and one without a time of its own, measure nothing", async () => {
  const { w, reports, lagsOf } = await sent();
  w.now += 60_000;
  await reports("delivered", 0);
  await vi.advanceTimersByTimeAsync(5_000);
  await reports("delivered", 0);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(lagsOf()).toEqual([null, null]);
});

test("a provider whose clock is ahead is not late", async () => {
  const { reports, lagsOf } = await sent();
  await reports("delivered", -2_000);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(lagsOf()).toEqual([null, 0]);
});

test("what was measured waits for the list", async () => {
  const { w, reports, lagsOf } = await sent();
  w.projectionDown = true;
  await reports("delivered", 700);
  await vi.advanceTimersByTimeAsync(5_000);
  w.projectionDown = false;
  await w.ring();
  expect(lagsOf()).toEqual([null, 700]);
});

test("a person's message tells how late it came", async () => {
  const w = world();
  await w.lead.current.receive(ref, { ...wrote(startedAt - 4_000), receivedAt: startedAt });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(w.projected.map(({ lagMs }) => lagMs)).toEqual([4_000]);
});
