import fc from "fast-check";
import { expect, test } from "vitest";
import { isWindowOpen, laterInbound, windowMs } from "../../src/model/window.ts";

const at = Date.UTC(2026, 3, 5, 14, 30);

test.each([
  ["never", null, false],
  ["now", at, true],
  ["one millisecond less than 24 hours ago", at - windowMs + 1, true],
  ["exactly 24 hours ago", at - windowMs, false],
  ["a day and a second ago", at - windowMs - 1_000, false],
])("written %s", (_, lastInboundAt, open) => {
  expect(isWindowOpen(lastInboundAt, at)).toBe(open);
});

test("the order in which messages are delivered does not matter", () => {
  const times = fc.array(fc.integer({ min: at - 3 * windowMs, max: at }), { minLength: 1 });
  fc.assert(
    fc.property(times, (events) => {
      const latest = (order: number[]) =>
        order.reduce<number | null>((last, event) => laterInbound(last, event, at), null);
      expect(latest(events)).toBe(Math.max(...events));
      expect(latest(events.toReversed())).toBe(Math.max(...events));
    }),
  );
});

test("a time in the future counts for five minutes at most", () => {
  expect(laterInbound(null, at + 60_000, at)).toBe(at + 60_000);
  expect(laterInbound(null, at + 10 * windowMs, at)).toBe(at + 5 * 60_000);
});
