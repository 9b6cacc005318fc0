// What each kind of field is asked, as SQL over one lead: src/model/condition.ts states the meaning.
import { type SQL, sql } from "drizzle-orm";
import type { Condition, FilterOperator } from "../../model/condition.ts";

/** How SQL speaks of the values of one condition. */
export interface Bound {
  /** The name of a key of `metadata`. */
  key: SQL;
  /** What stands behind an expression, to ask whether it is one of the values, as a text or as a number. */
  isOneOf: SQL;
  /** One value by its place. */
  text(place: number): SQL;
  number(place: number): SQL;
  count: number;
}

const signs: Partial<Record<FilterOperator, string>> = {
  greater_than: ">",
  less_than: "<",
  at_least: ">=",
  at_most: "<=",
};

/** @param text in lower case; null makes the test null */
export function textTest(text: SQL, operator: FilterOperator, values: Bound): SQL {
  const any = (holds: (value: SQL) => SQL) => {
    const places = Array.from({ length: values.count }, (_, place) => place);
    return joined(
      places.map((place) => holds(values.text(place))),
      sql` OR `,
    );
  };
  switch (operator) {
    // No LIKE: `%` and `_` are ordinary, and D1 refuses its patterns over 50 bytes.
    case "contains":
      return any((value) => sql`instr(${text}, ${value}) > 0`);
    case "starts_with":
      return any((value) => sql`substr(${text}, 1, length(${value})) = ${value}`);
    case "ends_with":
      return any((value) => sql`substr(${text}, -length(${value})) = ${value}`);
    default: {
      const sign = signs[operator];
      // An empty text is nothing, and only order could find it.
      return sign === undefined
        ? sql`${text} ${values.isOneOf}`
        : sql`nullif(${text}, '') ${sql.raw(sign)} ${values.text(0)}`;
    }
  }
}

export function numberTest(number: SQL, operator: FilterOperator, values: Bound): SQL {
  const sign = signs[operator];
  return sign === undefined
    ? sql`${number} ${values.isOneOf}`
    : sql`${number} ${sql.raw(sign)} ${values.number(0)}`;
}

/** A tag is the value or is not, so that "VIP" does not find "VIP lost". */
export function tagsTest(tags: SQL, operator: FilterOperator, values: Bound): SQL {
  if (operator === "is_empty") return sql`json_array_length(${tags}) = 0`;
  const asked = operator === "contains" ? "equals" : operator;
  const test = textTest(sql`lower(t.value)`, asked, values);
  return sql`EXISTS (SELECT 1 FROM json_each(${tags}) t WHERE ${test})`;
}

/** The key is compared, not made a path of: it may hold whatever a path could trip over. */
export function metadataTest(metadata: SQL, { operator, value }: Condition, values: Bound): SQL {
  const given = (test: SQL) =>
    sql`EXISTS (SELECT 1 FROM json_each(${metadata}) m WHERE m.key = ${values.key} AND ${test})`;
  if (operator === "is_empty") {
    return sql`NOT ${given(sql`NOT (m.type = 'null' OR (m.type = 'text' AND m.value = '')
      OR (m.type IN ('array', 'object') AND m.value IN ('[]', '{}')))`)}`;
  }
  const isNumber = typeof value === "number";
  const itemAsked = operator === "contains" ? "equals" : operator;
  const ofItem = itemTest("i", itemAsked, values, isNumber);
  const ofValue = itemTest("m", operator, values, isNumber);
  const ofList = sql`EXISTS (SELECT 1 FROM json_each(m.value) i WHERE ${ofItem})`;
  return given(sql`CASE m.type WHEN 'array' THEN ${ofList} ELSE ${ofValue} END`);
}

/** `json_each` gives what is no list or object as `atom`, and truth values as 1 and 0. */
function itemTest(
  item: "m" | "i",
  operator: FilterOperator,
  values: Bound,
  isNumber: boolean,
): SQL {
  const [type, atom] = [sql.raw(`${item}.type`), sql.raw(`${item}.atom`)];
  const word = sql`CASE ${type} WHEN 'text' THEN lower(${atom}) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false'`;
  if (operator === "equals" || operator === "in") {
    return sql`${word} ELSE ${atom} END ${values.isOneOf}`;
  }
  const isOrder = signs[operator] !== undefined;
  return isOrder && isNumber
    ? numberTest(sql`CASE WHEN ${type} IN ('integer','real') THEN ${atom} END`, operator, values)
    : textTest(sql`${word} END`, operator, values);
}

/** The terms in a tree of parentheses as flat as can be. There is at least one. */
export function joined(terms: SQL[], word: SQL): SQL {
  const [first] = terms;
  if (first === undefined) return sql`false`;
  if (terms.length === 1) return first;
  const half = Math.ceil(terms.length / 2);
  return sql`(${joined(terms.slice(0, half), word)}${word}${joined(terms.slice(half), word)})`;
}
