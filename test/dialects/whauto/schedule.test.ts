import fc from "fast-check";
import { expect, test } from "vitest";
import { readSchedule } from "../../../src/dialects/whauto/schedule.ts";
import { GatewayError } from "../../../src/model/errors.ts";

const now = Date.UTC(2026, 3, 5, 12);
const at = Date.UTC(2026, 3, 5, 14, 30);

test.each([
  ["2026-04-05T14:30:00Z", at],
  ["2026-04-05T14:30:00.250Z", at + 250],
  ["2026-04-05T16:30:00+02:00", at],
  ["2026-04-05T11:30:00-0300", at],
  // Without a zone: UTC.
  ["2026-04-05T14:30:00", at],
  ["2026-04-05T14:30", at],
  ["2026-04-05 14:30", at],
  [" 2026-04-05t14:30z ".toUpperCase(), at],
])("reads %s", (text, expected) => {
  expect(readSchedule(text, now)).toBe(expected);
});

test.each([[undefined], [null], [""], [" "], ["2026-04-05T12:00:00Z"], ["1999-01-01T00:00:00Z"]])(
  "takes %j for now",
  (text) => {
    expect(readSchedule(text, now)).toBeNull();
  },
);

test.each([
  ["tomorrow"],
  ["2026-02-30T00:00:00Z"],
  ["2026-04-05"],
  ["1775399400"],
  ["2026-04-05T25:00"],
])("refuses %s", (text) => {
  expect(() => readSchedule(text, now)).toThrow(GatewayError);
});

test("reads every instant that JavaScript writes, with and without its zone", () => {
  const instants = fc.date({
    min: new Date(now + 1),
    max: new Date("9999-12-31T23:59:59.999Z"),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(instants, (instant) => {
      const text = instant.toISOString();
      expect(readSchedule(text, now)).toBe(instant.getTime());
      expect(readSchedule(text.slice(0, -1), now)).toBe(instant.getTime());
    }),
  );
});
