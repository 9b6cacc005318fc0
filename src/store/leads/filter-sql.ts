// A filter as SQL, with the meaning that src/model/condition.ts states. All values travel as one JSON text,
// because D1 binds at most 100 parameters; the SQL itself is made of constants and of places in that text.
// AND and OR are balanced trees, because D1's SQLite takes expressions of at most 100 levels.
import { type SQL, sql } from "drizzle-orm";
import {
  type Condition,
  type FilterOperator,
  instantOf,
  isTime,
  numberOf,
  textOf,
  valuesOf,
} from "../../model/condition.ts";
import type { Filter } from "../../model/filter.ts";
import { leads } from "../schema.ts";
import {
  type Bound,
  joined,
  metadataTest,
  numberTest,
  tagsTest,
  textTest,
} from "./filter-tests.ts";
import { emailOf, phoneOf } from "./select-leads.ts";

/** What one condition asks about: the name of a key of `metadata`, and its values as texts and as numbers. */
type Asked = [key: string | null, texts: string[], numbers: (number | null)[]];

/**
 * A condition that is never null. It must come before every other parameter of its statement: `?1` are its
 * values, read over and over, because a look into a table instead is twenty instructions, and D1 takes
 * 25,000 in one statement.
 */
export function filterSql(filter: Filter): SQL {
  const asked: Asked[] = [];
  const toSql = (node: Filter): SQL => {
    if ("all" in node) return joined(node.all.map(toSql), sql` AND `);
    if ("any" in node) return joined(node.any.map(toSql), sql` OR `);
    const place = asked.push(askedOf(node)) - 1;
    return conditionSql(node, bound(place, valuesOf(node).length));
  };
  const where = toSql(filter);
  return sql`(json_valid(${JSON.stringify(asked)}) AND ${where})`;
}

function askedOf(condition: Condition): Asked {
  const { field } = condition;
  const key = field.startsWith("metadata.") ? field.slice("metadata.".length) : null;
  const values = valuesOf(condition);
  return isTime(field)
    ? [key, [], values.map(instantOf)]
    : [key, values.map((value) => textOf(field, value)), values.map(numberOf)];
}

function bound(place: number, count: number): Bound {
  const one = (path: string) => `?1 ->> '$[${place}]${path}'`;
  const each = (path: string) => `SELECT value FROM json_each(?1,'$[${place}]${path}')`;
  // A list is taken apart once, and a text beside a number is never its equal.
  const all =
    count === 1 ? `${one("[1][0]")}, ${one("[2][0]")}` : `${each("[1]")} UNION ALL ${each("[2]")}`;
  return {
    key: sql.raw(`(${one("[0]")})`),
    isOneOf: sql.raw(`IN (${all})`),
    text: (i) => sql.raw(`(${one(`[1][${i}]`)})`),
    number: (i) => sql.raw(`(${one(`[2][${i}]`)})`),
    count,
  };
}

const opposites: Partial<Record<FilterOperator, FilterOperator>> = {
  not_equals: "equals",
  not_in: "in",
  not_contains: "contains",
  is_not_empty: "is_empty",
};

/** A test may be null where nothing is given; its opposite then holds. */
function conditionSql(condition: Condition, values: Bound): SQL {
  const opposite = opposites[condition.operator];
  return opposite === undefined
    ? sql`(${testOf(condition, values)}) IS TRUE`
    : sql`(${testOf({ ...condition, operator: opposite }, values)}) IS NOT TRUE`;
}

function testOf(condition: Condition, values: Bound): SQL {
  const { field, operator } = condition;
  if (field.startsWith("metadata.")) return metadataTest(sql`${leads.metadata}`, condition, values);
  if (field === "tags") return tagsTest(sql`${leads.tags}`, operator, values);
  const column = columns[field as keyof typeof columns];
  if (isTime(field)) {
    return operator === "is_empty" ? sql`false` : numberTest(column, operator, values);
  }
  return operator === "is_empty"
    ? sql`coalesce(${column}, '') = ''`
    : textTest(sql`lower(${column})`, operator, values);
}

const columns = {
  first_name: sql`${leads.firstName}`,
  last_name: sql`${leads.lastName}`,
  name: sql`(${leads.firstName} || coalesce(' ' || ${leads.lastName}, ''))`,
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
