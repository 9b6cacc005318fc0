// Votel's filters: groups of conditions, of which any must hold; in a group, all must.
import { z } from "zod";
import { err, ok, type Result } from "../../lib/result.ts";
import {
  type FilterField,
  type FilterOperator,
  filterFields,
  filterOperators,
} from "../../model/condition.ts";
import { type Filter, filterLimits, filterSchema } from "../../model/filter.ts";
import { listOf } from "./list-of.ts";
import { alternatives, type Loc } from "./problems.ts";

const id = z.union([z.string(), z.number()]).nullish();

const conditionSchema = z.strictObject({
  id,
  field: z.string().meta({
    description: `${filterFields.map((name) => `\`${name}\``).join(", ")} or \`custom_fields.<name>\`; \`full_name\`, \`mobile\` and the like are read as what they mean.`,
    examples: ["first_name", "tags", "custom_fields.plan"],
  }),
  operator: z.string().meta({
    description: `${filterOperators.map((name) => `\`${name}\``).join(", ")}; also \`eq\`, \`is\`, \`!=\`, \`gt\`, \`after\` and the like. \`contains\` looks for a part of a text, or for a whole tag. Letter case does not matter.`,
    examples: ["contains"],
  }),
  value: z.unknown().optional().meta({
    description:
      "A text, a number, true or false, or a list of these, of which any will do. Times are ISO 8601. Of no meaning to `is_empty` and `is_not_empty`.",
  }),
});

const groupSchema = z.strictObject({
  id,
  conditions: listOf(conditionSchema, filterLimits.conditions),
});
type Group = z.infer<typeof groupSchema>;

/** What is wrong with a condition, where it stands in the list of groups. */
interface Fault {
  loc: Loc;
  message: string;
  /** The type that pydantic gives it, and more; a fault of a value when absent. */
  params?: Record<string, unknown>;
}

/** Null when there is no condition in it. */
export const filtersSchema = z
  .strictObject({ conditions: listOf(groupSchema, filterLimits.conditions) })
  .transform(({ conditions: groups }, ctx): Filter | null => {
    const read = readGroups(groups);
    if (read.ok) return read.value;
    const { loc, ...rest } = read.error;
    ctx.issues.push({ code: "custom", path: ["conditions", ...loc], ...rest, input: groups });
    return z.NEVER;
  })
  .meta({ description: "Groups of conditions: in a group all must hold, of the groups any." });

function readGroups(groups: Group[]): Result<Filter | null, Fault> {
  const unnamed = groups.flatMap(({ conditions }, place) =>
    conditions.flatMap((condition, index) => faultOfNames(condition, [place, "conditions", index])),
  );
  if (unnamed[0]) return err(unnamed[0]);
  // A group without conditions asks nothing. The others remember where they stood.
  const given = [...groups.entries()].filter(([, { conditions }]) => conditions.length > 0);
  if (given.length === 0) return ok(null);
  const parsed = filterSchema.safeParse({
    any: given.map(([, { conditions }]) => ({ all: conditions.map(translated) })),
  });
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  // any, group, all, condition, part of it
  const [, group, , ...rest] = (issue?.path ?? []) as Loc;
  const place = given[Number(group)]?.[0];
  const loc = place === undefined ? [] : [place, "conditions", ...rest];
  return err({ loc, message: issue?.message ?? "invalid" });
}

function faultOfNames({ field, operator }: Group["conditions"][number], at: Loc): Fault[] {
  if (fieldOf(field) === null) return [unknownName([...at, "field"], fieldNames)];
  if (operatorOf(operator) === null) return [unknownName([...at, "operator"], operatorNames)];
  return [];
}

function unknownName(loc: Loc, names: string[]): Fault {
  const expected = alternatives(names.map((name) => `'${name}'`));
  return {
    loc,
    message: `Input should be ${expected}`,
    params: { type: "enum", ctx: { expected } },
  };
}

const translated = ({ field, operator, value }: Group["conditions"][number]) => ({
  field: fieldOf(field),
  operator: operatorOf(operator),
  value,
});

/** How else a field may be called. */
const fieldAliases: Record<string, FilterField> = {
  full_name: "name",
  email_address: "email",
  phone_number: "phone",
  mobile: "phone",
  company_name: "company",
  job_title: "title",
  tag: "tags",
  assignee: "assigned_to",
  assignees: "assigned_to",
  assigned_user: "assigned_to",
  assigned_user_id: "assigned_to",
};

const custom = /^(?:custom_fields|metadata)\.([\s\S]{1,100})$/;
const fieldNames = [...filterFields, "custom_fields.<name>"];

function fieldOf(name: string): FilterField | null {
  const [, key] = custom.exec(name) ?? [];
  if (key !== undefined) return `metadata.${key}`;
  const plain = name.toLowerCase();
  return (
    filterFields.find((field) => field === plain) ??
    (Object.hasOwn(fieldAliases, plain) ? (fieldAliases[plain] ?? null) : null)
  );
}

/** Every name of an operator; ours is among them. */
const operatorAliases: Record<FilterOperator, string[]> = {
  equals: ["equals", "equal", "eq", "is", "=", "=="],
  not_equals: ["not_equals", "not_equal", "neq", "ne", "is_not", "!=", "<>"],
  contains: ["contains", "includes", "has"],
  not_contains: ["not_contains", "does_not_contain", "not_includes", "excludes"],
  starts_with: ["starts_with", "begins_with"],
  ends_with: ["ends_with"],
  in: ["in", "any_of", "is_any_of", "one_of"],
  not_in: ["not_in", "none_of", "is_none_of", "nin"],
  is_empty: ["is_empty", "empty", "is_null", "not_exists"],
  is_not_empty: ["is_not_empty", "not_empty", "is_not_null", "exists"],
  greater_than: ["greater_than", "gt", ">", "after", "is_after"],
  less_than: ["less_than", "lt", "<", "before", "is_before"],
  at_least: ["at_least", "gte", "ge", ">=", "greater_than_or_equal", "on_or_after"],
  at_most: ["at_most", "lte", "le", "<=", "less_than_or_equal", "on_or_before"],
};

const operators = new Map(
  Object.entries(operatorAliases).flatMap(([operator, names]) =>
    names.map((name) => [name, operator as FilterOperator] as const),
  ),
);
const operatorNames = Object.keys(operatorAliases);

const operatorOf = (name: string): FilterOperator | null =>
  operators.get(name.trim().toLowerCase().replaceAll(/[\s-]/g, "_")) ?? null;
