import fc from "fast-check";
import { expect, test } from "vitest";
import { instantOf } from "../../src/model/condition.ts";
import { filterLimits, filterSchema } from "../../src/model/filter.ts";

const condition = (fields: object = {}) => ({
  field: "first_name",
  operator: "equals",
  value: "st",
  ...fields,
});

/** Where a filter goes wrong, and what is said about it. */
function problemOf(value: unknown): string {
  const parsed = filterSchema.safeParse(value);
  if (parsed.success) throw new Error(`taken: ${JSON.stringify(parsed.data)}`);
  const [issue] = parsed.error.issues;
  return `${issue?.path.join(".")}: ${issue?.message}`;
}

const nested = (levels: number): unknown => {
  let tree: unknown = condition();
  for (let i = 0; i < levels; i++) tree = i % 2 ? { all: [tree] } : { any: [tree] };
  return tree;
};

test.each<[string, unknown]>([
  ["a condition", condition()],
  ["a list of values", condition({ operator: "in", value: ["a", 5] })],
  ["a key of metadata", condition({ field: 'metadata.we"ird', value: true })],
  ["a time", condition({ field: "created_at", operator: "less_than", value: "2026-04-05" })],
  ["groups in groups", { any: [{ all: [condition(), condition()] }, condition()] }],
  ["an empty list, which nothing is in", condition({ operator: "in", value: [] })],
  ["as many levels as there may be", nested(filterLimits.depth)],
])("takes %s", (_, value) => {
  expect(filterSchema.parse(value)).toEqual(value);
});

test("takes is_empty without a value, and no notice of one", () => {
  const { value: _, ...bare } = condition({ operator: "is_empty" });
  expect(filterSchema.parse(bare)).toEqual({ ...bare, value: null });
  expect(filterSchema.parse({ ...bare, value: { a: 1 } })).toEqual({ ...bare, value: null });
});

test.each<[string, unknown, string]>([
  ["a text", "x", ": must be a condition, or an object with all or any"],
  ["a list", [condition()], ": must be a condition, or an object with all or any"],
  [
    "both all and any",
    { all: [condition()], any: [condition()] },
    ": must not have both all and any",
  ],
  ["a group of nothing", { all: [] }, "all: must be a list of at least one condition or group"],
  ["a group within of nothing", { any: [condition(), { all: [] }] }, "any.1.all: must be a list"],
  [
    "another field",
    { any: [condition({ field: "password" })] },
    "any.0.field: must be one of first_name",
  ],
  ["no key of metadata", condition({ field: "metadata." }), "field: must be one of"],
  ["a long key", condition({ field: `metadata.${"k".repeat(101)}` }), "field: must be one of"],
  ["another operator", condition({ operator: "regex" }), "operator: must be one of equals"],
  ["no value", condition({ value: null }), "value: must be a text, a number"],
  ["an empty value", condition({ value: "" }), "value: must not be empty; there is is_empty"],
  ["a number of no digits", condition({ field: "phone", value: "-" }), "value: must not be empty"],
  ["an object", condition({ value: {} }), "value: must be a text, a number"],
  ["a list in a list", condition({ value: [["a"]] }), "value: must be a text, a number"],
  [
    "more than a number can be",
    condition({ value: Number.POSITIVE_INFINITY }),
    "value: must be a text",
  ],
  ["control characters", condition({ value: "a\0" }), "value: must not contain control characters"],
  ["a long text", condition({ value: "x".repeat(1_001) }), "value: must not be longer than 1000"],
  [
    "a part of a time",
    condition({ field: "created_at", operator: "contains" }),
    "operator: created_at is a time",
  ],
  ["no time", condition({ field: "created_at", value: "soon" }), "value: must be an ISO 8601 time"],
  [
    "tags in order",
    condition({ field: "tags", operator: "less_than" }),
    "operator: tags have no order",
  ],
  [
    "several bounds",
    condition({ operator: "at_least", value: ["a"] }),
    "value: must be one value for at_least",
  ],
  [
    "a number beside a name",
    condition({ operator: "at_least", value: 5 }),
    "value: must be a text for at_least",
  ],
  [
    "more values than a condition may have",
    condition({ operator: "in", value: Array(10_001).fill("x") }),
    "value: must not have more than 10000 values",
  ],
  [
    "more values in all",
    {
      all: [
        condition({ operator: "in", value: Array(10_000).fill("x") }),
        condition({ operator: "in", value: ["x"] }),
      ],
    },
    "all.1.value: must not have more than 10000 values, with all others",
  ],
  [
    "more conditions than there may be",
    { any: Array.from({ length: 11 }, () => ({ all: Array(10).fill(condition()) })) },
    "any.10.all.0: must not have more than 100 conditions in all",
  ],
  [
    "more characters than there may be",
    {
      all: Array.from({ length: 9 }, () =>
        condition({ operator: "in", value: Array(50).fill("x".repeat(1_000)) }),
      ),
    },
    "all.8.value: must not exceed 400000 characters",
  ],
  [
    "more parts than there may be",
    {
      all: [
        condition({ operator: "contains", value: Array(51).fill("x") }),
        condition({ operator: "ends_with", value: ["x", "y"] }),
      ],
    },
    "all.1.value: contains, not_contains, starts_with, ends_with: at most 50 values in all beyond one each",
  ],
  ["one level too many", nested(filterLimits.depth + 1), "must not be nested deeper than 5 groups"],
])("refuses %s", (_, value, problem) => {
  expect(problemOf(value)).toContain(problem);
});

test("runs out of no stack", () => {
  expect(problemOf(nested(200_000))).toContain("must not be nested deeper than 5 groups");
});

test("reads or refuses whatever JSON, and reads what it read as the same", () =>
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom("all", "any", "value", "field"), (json, name) => {
      for (const value of [json, { [name]: json }, condition({ [name]: json })]) {
        const parsed = filterSchema.safeParse(value);
        if (parsed.success) expect(filterSchema.parse(parsed.data)).toEqual(parsed.data);
      }
    }),
  ));

test.each<[string | number | boolean, number | null]>([
  ["2026-04-05", Date.UTC(2026, 3, 5)],
  ["2026-04-05T14:30", Date.UTC(2026, 3, 5, 14, 30)],
  ["2026-04-05T14:30:00.250-03:00", Date.UTC(2026, 3, 5, 17, 30, 0, 250)],
  [1_775_399_400_000, 1_775_399_400_000],
  ["2026-13-05", null],
  ["1775399400000", null],
  ["April", null],
  [true, null],
  [1e300, null],
])("reads the time %s", (value, instant) => {
  expect(instantOf(value)).toBe(instant);
});
