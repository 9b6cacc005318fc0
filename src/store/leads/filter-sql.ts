// A filter as SQL, with the meaning that src/model/condition.ts states. All values travel as one JSON text
// (D1 binds at most 100 parameters) into a table `v` that the statement reads once; the SQL itself is made of
// constants and places in that table. AND and OR are balanced trees: SQLite as D1 runs it takes expressions
// of at most 100 levels.
import { type SQL, sql } from "drizzle-orm";
import {
  type Condition,
  instantOf,
  isTime,
  numberOf,
  textOf,
  valuesOf,
} from "../../model/condition.ts";
import type { Filter } from "../../model/filter.ts";
import { leads } from "../schema.ts";
import { metadataTest } from "./filter-metadata.ts";
import { emailOf, phoneOf } from "./select-leads.ts";

/** A row of `v`: the condition it belongs to, its place there, and the value in its forms. */
type ValueRow = [
  condition: number,
  place: number,
  key: string | null,
  text: string | null,
  number: number | null,
];

/** How SQL speaks of the values of one condition. */
export interface Bound {
  /** Of metadata: the name of the key. */
  key: SQL;
  /** All values, for IN. */
  texts: SQL;
  numbers: SQL;
  /** The values one by one. */
  each: { text: SQL; number: SQL }[];
}

export interface FilterSql {
  /** What comes before SELECT. */
  with: SQL;
  /** Never null. */
  where: SQL;
}

export function filterSql(filter: Filter): FilterSql {
  const rows: ValueRow[] = [];
  let conditions = 0;
  const toSql = (node: Filter): SQL => {
    if ("all" in node) return joined(node.all.map(toSql), sql` AND `);
    if ("any" in node) return joined(node.any.map(toSql), sql` OR `);
    const id = conditions++;
    const values = rowsOf(node, id);
    rows.push(...values);
    return conditionSql(node, bound(id, valuesOf(node).length));
  };
  const where = toSql(filter);
  return {
    with: sql`WITH v (condition, place, key, text, number) AS MATERIALIZED (
      SELECT r.value ->> 0, r.value ->> 1, r.value ->> 2, r.value ->> 3, r.value ->> 4
      FROM json_each(${JSON.stringify(rows)}) r) `,
    where,
  };
}

function rowsOf(condition: Condition, id: number): ValueRow[] {
  const { field } = condition;
  const key = field.startsWith("metadata.") ? field.slice("metadata.".length) : null;
  const values = valuesOf(condition);
  if (values.length === 0) return [[id, 0, key, null, null]];
  return values.map((value, place) => [
    id,
    place,
    key,
    isTime(field) ? null : textOf(field, value),
    isTime(field) ? instantOf(value) : numberOf(value),
  ]);
}

/** Each of these reads `v` once for the whole statement: nothing in them depends on the lead. */
function bound(id: number, count: number): Bound {
  const mine = sql.raw(`v.condition = ${id}`);
  const at = (place: number) => sql`${mine} AND ${sql.raw(`v.place = ${place}`)}`;
  return {
    key: sql`(SELECT v.key FROM v WHERE ${at(0)})`,
    texts: sql`(SELECT v.text FROM v WHERE ${mine} AND v.text IS NOT NULL)`,
    numbers: sql`(SELECT v.number FROM v WHERE ${mine} AND v.number IS NOT NULL)`,
    each: Array.from({ length: count }, (_, place) => ({
      text: sql`(SELECT v.text FROM v WHERE ${at(place)})`,
      number: sql`(SELECT v.number FROM v WHERE ${at(place)})`,
    })),
  };
}

/** `not_…` are exact opposites, of a test that is never null. */
function conditionSql(condition: Condition, values: Bound): SQL {
  const { operator } = condition;
  const opposite = opposites[operator];
  return opposite === undefined
    ? sql`(${test(condition, values)}) IS TRUE`
    : sql`(${test({ ...condition, operator: opposite }, values)}) IS NOT TRUE`;
}

const opposites: Partial<Record<Condition["operator"], Condition["operator"]>> = {
  not_equals: "equals",
  not_in: "in",
  not_contains: "contains",
  is_not_empty: "is_empty",
};

function test(condition: Condition, values: Bound): SQL {
  const { field, operator } = condition;
  if (field.startsWith("metadata.")) return metadataTest(operator, values);
  if (field === "tags") return tagsTest(operator, values);
  const column = columns[field as keyof typeof columns];
  if (isTime(field)) return timeTest(column, operator, values);
  return operator === "is_empty"
    ? sql`${column} IS NULL OR ${column} = ''`
    : textTest(sql`lower(${column})`, operator, values);
}

const columns = {
  first_name: sql`${leads.firstName}`,
  last_name: sql`${leads.lastName}`,
  name: sql`${leads.firstName} || coalesce(' ' || ${leads.lastName}, '')`,
  email: emailOf,
  phone: phoneOf,
  company: sql`${leads.company}`,
  title: sql`${leads.title}`,
  source: sql`${leads.source}`,
  external_id: sql`${leads.externalId}`,
  campaign_id: sql`${leads.campaignId}`,
  assigned_to: sql`${leads.assignedTo}`,
  // The plus keeps the index by creation out of it: pages are read in the order of ids.
  created_at: sql`+${leads.createdAt}`,
  updated_at: sql`+${leads.updatedAt}`,
};

/** @param text in lower case; null gives null */
export function textTest(text: SQL, operator: Condition["operator"], values: Bound): SQL {
  const any = (holds: (value: SQL) => SQL) => joined(values.each.map((one) => holds(one.text)), sql` OR `);
  switch (operator) {
    // `instr` and `substr` rather than LIKE: `%` and `_` are ordinary, and D1 refuses LIKE patterns over 50 bytes.
    case "contains":
      return any((value) => sql`instr(${text}, ${value}) > 0`);
    case "starts_with":
      return any((value) => sql`substr(${text}, 1, length(${value})) = ${value}`);
    case "ends_with":
      return any((value) => sql`substr(${text}, -length(${value})) = ${value}`);
    default:
      return comparison(text, operator, values.texts, (one) => one.text, values);
  }
}

const timeTest = (time: SQL, operator: Condition["operator"], values: Bound): SQL =>
  operator === "is_empty"
    ? sql`false`
    : comparison(time, operator, values.numbers, (one) => one.number, values);

/** Equality with any value, or order beside the only one. */
export function comparison(
  left: SQL,
  operator: Condition["operator"],
  all: SQL,
  form: (value: Bound["each"][number]) => SQL,
  { each: [only] }: Bound,
): SQL {
  const sign = signs[operator];
  if (sign === undefined) return sql`${left} IN ${all}`;
  return only ? sql`${left} ${sql.raw(sign)} ${form(only)}` : sql`false`;
}

const signs: Partial<Record<Condition["operator"], string>> = {
  greater_than: ">",
  less_than: "<",
  at_least: ">=",
  at_most: "<=",
};

/** A tag is the value or is not, so that "VIP" does not find "VIP lost". */
function tagsTest(operator: Condition["operator"], values: Bound): SQL {
  if (operator === "is_empty") return sql`json_array_length(${leads.tags}) = 0`;
  const tag = sql`lower(t.value)`;
  const matches =
    operator === "contains" ? sql`${tag} IN ${values.texts}` : textTest(tag, operator, values);
  return sql`EXISTS (SELECT 1 FROM json_each(${leads.tags}) t WHERE ${matches})`;
}

/** The terms in a tree of parentheses as flat as can be; nothing holds of no terms. */
export function joined(terms: SQL[], word: SQL): SQL {
  const [first] = terms;
  if (first === undefined) return sql`false`;
  if (terms.length === 1) return first;
  const half = Math.ceil(terms.length / 2);
  return sql`(${joined(terms.slice(0, half), word)}${word}${joined(terms.slice(half), word)})`;
}
