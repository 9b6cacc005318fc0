// Conditions on leads, as a tree, with limits on everything: what each condition means is in condition.ts.
import { z } from "zod";
import { err, ok, type Result } from "../lib/result.ts";
import {
  asksNothing,
  type Condition,
  type FilterField,
  type FilterOperator,
  type FilterValue,
  filterFields,
  filterOperators,
  instantOf,
  isTime,
  type Scalar,
  textOf,
} from "./condition.ts";
import { isCleanText } from "./content.ts";

export type Filter = { all: Filter[] } | { any: Filter[] } | Condition;

export const filterLimits = {
  /** Groups within groups. */
  depth: 5,
  /** In the whole filter. */
  conditions: 100,
  /** Of all conditions together. */
  values: 10_000,
  /** Of one value. */
  textChars: 1_000,
  /** Of all values together. D1 binds at most 2 MB at once. */
  totalChars: 400_000,
  /** Values that `contains`, `starts_with` and `ends_with` have beyond one each: all are looked for in every lead. */
  parts: 50,
} as const;

const partOperators: readonly FilterOperator[] = [
  "contains",
  "not_contains",
  "starts_with",
  "ends_with",
];
const orderOperators: readonly FilterOperator[] = [
  "greater_than",
  "less_than",
  "at_least",
  "at_most",
];

const unknownField = `must be one of ${filterFields.join(", ")}, or metadata.<key>`;

export const conditionSchema = z.object({
  field: z.union(
    [
      z.enum(filterFields),
      z
        .templateLiteral(["metadata.", z.string()])
        .refine(
          (field) => field.length > 9 && field.length <= 109 && isCleanText(field),
          unknownField,
        ),
    ],
    { error: unknownField },
  ),
  operator: z.enum(filterOperators, { error: `must be one of ${filterOperators.join(", ")}` }),
  value: z.unknown().optional(),
});

interface Problem {
  path: (string | number)[];
  message: string;
}

const problem = (path: Problem["path"], message: string): Result<never, Problem> =>
  err({ path, message });

/** What is used up while a tree is read. */
interface Tally {
  conditions: number;
  values: number;
  chars: number;
  parts: number;
}

/** A filter. Hostile nesting costs no stack: groups are counted on the way down. */
export const filterSchema: z.ZodType<Filter> = z.unknown().transform((value, ctx) => {
  const read = readNode(value, [], { conditions: 0, values: 0, chars: 0, parts: 0 });
  if (read.ok) return read.value;
  const { path, message } = read.error;
  ctx.issues.push({ code: "custom", message, path, input: value });
  return z.NEVER;
});

function readNode(node: unknown, path: Problem["path"], tally: Tally): Result<Filter, Problem> {
  if (node === null || typeof node !== "object" || Array.isArray(node)) {
    return problem(path, "must be a condition, or an object with all or any");
  }
  const groups = (["all", "any"] as const).filter((name) => Object.hasOwn(node, name));
  const [group] = groups;
  if (group === undefined) return readCondition(node, path, tally);
  if (groups.length > 1) return problem(path, "must not have both all and any");
  const children = (node as Record<string, unknown>)[group];
  const at = [...path, group];
  if (!Array.isArray(children) || children.length === 0) {
    return problem(at, "must be a list of at least one condition or group");
  }
  // Every group is two steps of a path: its name, and the place of a child.
  if (path.length / 2 >= filterLimits.depth) {
    return problem(at, `must not be nested deeper than ${filterLimits.depth} groups`);
  }
  if (children.length > filterLimits.conditions) return problem(at, tooManyConditions);
  const read: Filter[] = [];
  for (const [index, child] of children.entries()) {
    const one = readNode(child, [...at, index], tally);
    if (!one.ok) return one;
    read.push(one.value);
  }
  return ok(group === "all" ? { all: read } : { any: read });
}

const tooManyConditions = `must not have more than ${filterLimits.conditions} conditions in all`;

function readCondition(
  node: object,
  path: Problem["path"],
  tally: Tally,
): Result<Condition, Problem> {
  const parsed = conditionSchema.safeParse(node);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return problem([...path, String(issue?.path[0] ?? "field")], issue?.message ?? "is missing");
  }
  const { field, operator, value = null } = parsed.data;
  if (++tally.conditions > filterLimits.conditions) return problem(path, tooManyConditions);
  const at = [...path, "value"];
  if (asksNothing(operator)) return ok({ field, operator, value: null });
  const values = Array.isArray(value) ? value : [value];
  tally.values += values.length;
  if (tally.values > filterLimits.values) {
    return problem(at, `must not have more than ${filterLimits.values} values, with all others`);
  }
  const isOrder = orderOperators.includes(operator);
  if (Array.isArray(value) && isOrder) return problem(at, `must be one value for ${operator}`);
  const unfit = unfitOperator(field, operator);
  if (unfit !== null) return problem([...path, "operator"], unfit);
  for (const one of values) {
    const wrong = wrongValue(field, operator, one);
    if (wrong !== null) return problem(at, wrong);
    tally.chars += String(one).length;
  }
  if (tally.chars > filterLimits.totalChars) {
    return problem(at, `must not exceed ${filterLimits.totalChars} characters, with all others`);
  }
  const isWhole = field === "tags" && (operator === "contains" || operator === "not_contains");
  if (partOperators.includes(operator) && !isWhole) tally.parts += Math.max(0, values.length - 1);
  if (tally.parts > filterLimits.parts) {
    return problem(
      at,
      `${partOperators.join(", ")}: at most ${filterLimits.parts} values in all beyond one each`,
    );
  }
  return ok({ field, operator, value: value as FilterValue });
}

function unfitOperator(field: FilterField, operator: FilterOperator): string | null {
  if (isTime(field) && partOperators.includes(operator)) return `${field} is a time, not a text`;
  if (field === "tags" && orderOperators.includes(operator)) return "tags have no order";
  return null;
}

function wrongValue(field: FilterField, operator: FilterOperator, value: unknown): string | null {
  const isScalar = ["string", "boolean"].includes(typeof value) || Number.isFinite(value);
  if (!isScalar) return "must be a text, a number, true or false, or a list of these";
  const scalar = value as Scalar;
  if (isTime(field)) {
    return instantOf(scalar) === null
      ? "must be an ISO 8601 time such as 2026-04-05T14:30:00Z, or epoch milliseconds"
      : null;
  }
  const isText = typeof scalar === "string";
  if (orderOperators.includes(operator) && !isText) {
    const isNumber = typeof scalar === "number" && field.startsWith("metadata.");
    if (!isNumber) return `must be a text for ${operator} of ${field}`;
  }
  if (textOf(field, scalar) === "") return "must not be empty; there is is_empty";
  if (isText && scalar.length > filterLimits.textChars) {
    return `must not be longer than ${filterLimits.textChars} characters`;
  }
  return isText && !isCleanText(scalar)
    ? "must not contain control characters or lone surrogates"
    : null;
}
