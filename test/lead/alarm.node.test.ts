// The alarm is the only thing that brings back what nobody waits for. Whatever goes wrong while it runs,
// and however it comes, late, twice or not at all, every message comes to its end, once.
import { expect, test } from "vitest";
import {
  type BusyObject,
  busyObject,
  expectAllEnded,
  expectAllWell,
  fireAlarm,
  live,
  sweepFor,
} from "./busy-object.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Every step of an alarm that finds something of everything to do. */
async function stepsOfAnAlarm(): Promise<string[]> {
  const w = await busyObject();
  const taken: string[] = [];
  w.step = (name) => void taken.push(name);
  await w.lead.current.alarm();
  return taken;
}

/** Lets the `from`th step from now go wrong, and those after it, `times` in all. */
function breakSteps(w: BusyObject, from: number, times = 1): void {
  let count = 0;
  w.step = (name) => {
    const n = count++;
    if (n >= from && n < from + times) throw new Error(`${name} goes wrong`);
  };
}

const steps = await stepsOfAnAlarm();

test("an alarm that finds something of everything to do takes every kind of step", async () => {
  const verbs = ["loadAccount", "deliver", "lookUp", "project"];
  const kinds = ["sql", "commit", "wakeAt", ...verbs, ...verbs.map((verb) => `${verb} done`)];
  expect([...new Set(steps)].toSorted()).toEqual(kinds.toSorted());
  const w = await busyObject();
  await live(w, hourMs);
  expectAllWell(w);
});

test("an error at any one step leaves the alarm set, and nothing lost, doubled or stuck", async () => {
  for (const [n, name] of steps.entries()) {
    const w = await busyObject();
    breakSteps(w, n);
    await fireAlarm(w);
    expect(w.alarmAt, `${n}: ${name}`).not.toBeNull();
    await live(w, dayMs + hourMs);
    expectAllEnded(w, `${n}: ${name}`);
  }
}, 60_000);

test("an error at any one step, and no alarm any more: the sweeper brings everything to its end", async () => {
  for (const [n, name] of steps.entries()) {
    const w = await busyObject();
    breakSteps(w, n);
    await fireAlarm(w);
    w.alarmAt = null;
    await sweepFor(w, 20 * minuteMs);
    await live(w, dayMs + hourMs);
    expectAllEnded(w, `${n}: ${name}`);
  }
}, 60_000);

test.each([8, 20])(
  "%s alarms in a row that can read nothing do not end the alarms",
  async (times) => {
    const w = await busyObject();
    w.step = (name) => {
      if (name === "sql") throw new Error("the disk is gone");
    };
    for (let n = 0; n < times; n++) {
      await fireAlarm(w);
      expect(w.alarmAt).toBeGreaterThan(w.now);
    }
    w.step = () => {};
    await live(w, hourMs);
    expectAllWell(w);
  },
);

test("an alarm that fails until the platform gives it up is replaced by the sweeper", async () => {
  const w = await busyObject();
  let runs = 0;
  w.step = (name) => {
    runs += name === "wakeAt" ? 1 : 0;
    throw new Error("no storage at all");
  };
  await fireAlarm(w);
  expect(runs).toBe(7);
  expect(w.alarmAt).toBeNull();
  w.step = () => {};
  await sweepFor(w, 20 * minuteMs);
  expect(w.alarmAt).not.toBeNull();
  await live(w, hourMs);
  expectAllWell(w);
});

test("an object that could not even start is brought back by the sweeper", async () => {
  const w = await busyObject();
  w.alarmAt = null;
  w.step = () => {
    throw new Error("a bad deployment");
  };
  expect(() => w.restart()).toThrow("a bad deployment");
  w.step = () => {};
  w.restart();
  await sweepFor(w, 20 * minuteMs);
  await live(w, hourMs);
  expectAllWell(w);
});

test("an alarm that is skipped, and only the sweeper comes, leaves nothing behind", async () => {
  const w = await busyObject();
  w.alarmAt = null;
  await sweepFor(w, 20 * minuteMs);
  await live(w, hourMs);
  expectAllWell(w);
});

test("two alarms and the sweeper at the same time send nothing twice", async () => {
  const w = await busyObject();
  const { deliver } = w;
  // The others come while the first one waits for its provider.
  w.deliver = async (delivered) => {
    await new Promise((resolve) => setImmediate(resolve));
    return deliver(delivered);
  };
  const { current } = w.lead;
  await Promise.all([current.alarm(), current.alarm(), current.wake(), current.alarm()]);
  await Promise.all([current.wake(), current.alarm()]);
  await live(w, hourMs);
  expectAllWell(w);
});

test("an alarm of an earlier life that rings once more finds nothing to do twice", async () => {
  const w = await busyObject();
  const earlier = w.lead.current;
  await Promise.all([earlier.alarm(), w.restart().alarm()]);
  await live(w, dayMs + hourMs);
  expectAllEnded(w, "two lives");
});

test.each([0, 1, 3, 22])(
  "an alarm that rings %s hours late sends what still may go",
  async (hours) => {
    const w = await busyObject();
    w.now += hours * hourMs;
    await fireAlarm(w);
    await live(w, hourMs);
    expectAllWell(w);
  },
);

test("an alarm that rings after more than a day sends what waits, and leaves the unknown to a person", async () => {
  const w = await busyObject();
  w.now += dayMs;
  await live(w, hourMs);
  expectAllEnded(w, "a day late");
  const { scheduled, retried, behind, lost, lostButTaken, repeated } = w.ids;
  const states = new Map(w.states().map(({ id, state }) => [id, state]));
  const found = [scheduled, retried, behind, lost, lostButTaken, repeated].map((id) =>
    states.get(id),
  );
  expect(found).toEqual(["sent", "sent", "sent", "unresolved", "unresolved", "unresolved"]);
});
