/**
 * A condition on leads. What may be asked is a list of fields and operators; values are always
 * bound, never part of a query.
 *
 * What a field gives:
 *
 * | field | gives |
 * |---|---|
 * | a text field | its text |
 * | `name` | first and last name, with a blank between them |
 * | `phone` | the number in E.164; a value may have blanks, dots, hyphens and parentheses |
 * | `tags` | every tag |
 * | `created_at`, `updated_at` | a time; a value is ISO 8601 (UTC where it names no zone) or epoch milliseconds |
 * | `metadata.<key>` | a text, a number, or `true` and `false` as texts; a list gives each of its items of these kinds; an object and null give nothing |
 *
 * An empty text is nothing.
 *
 * What an operator asks of it, where a list of values means any of them:
 *
 * | operator | holds when |
 * |---|---|
 * | `equals`, `in` | something given is the value |
 * | `contains` | an item of a list (a tag) is the value; a text has the value in it |
 * | `starts_with`, `ends_with` | a text begins or ends with the value |
 * | `greater_than`, `less_than`, `at_least`, `at_most` | something given is after or before the value: texts by code point, numbers and times by size |
 * | `is_empty` | nothing is given; `metadata`: no such key, null, or an empty text, list or object |
 * | `not_equals`, `not_in`, `not_contains`, `is_not_empty` | the opposite does not: so they hold where nothing is given |
 *
 * Letter case of ASCII does not matter. A number is itself, and the text that JSON writes for it; a text
 * written like that is also the number, but for before and after.
 */
export const filterFields = [
  "first_name",
  "last_name",
  "name",
  "email",
  "phone",
  "company",
  "title",
  "source",
  "external_id",
  "campaign_id",
  "assigned_to",
  "tags",
  "created_at",
  "updated_at",
] as const;
/** A stored field, or `metadata.` and the name of a key at its top. */
export type FilterField = (typeof filterFields)[number] | `metadata.${string}`;

export const filterOperators = [
  "equals",
  "not_equals",
  "contains",
  "not_contains",
  "starts_with",
  "ends_with",
  "in",
  "not_in",
  "is_empty",
  "is_not_empty",
  "greater_than",
  "less_than",
  "at_least",
  "at_most",
] as const;
export type FilterOperator = (typeof filterOperators)[number];

export type Scalar = string | number | boolean;
export type FilterValue = Scalar | null | Scalar[];

export interface Condition {
  field: FilterField;
  operator: FilterOperator;
  /** Of no meaning to `is_empty` and `is_not_empty`. */
  value: FilterValue;
}

/** Whether the condition's value has no meaning. */
export const asksNothing = (operator: FilterOperator): boolean =>
  operator === "is_empty" || operator === "is_not_empty";

export const isTime = (field: FilterField): boolean =>
  field === "created_at" || field === "updated_at";

/** The single values of a condition. */
export const valuesOf = ({ operator, value }: Condition): Scalar[] =>
  asksNothing(operator) || value === null ? [] : Array.isArray(value) ? value : [value];

/** A value as a text, folded as texts are compared. */
export function textOf(field: FilterField, value: Scalar): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const plain = field === "phone" ? text.replaceAll(/[\s().-]/g, "") : text;
  return plain.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

const numeral = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** A value as a number; null when it is none. */
export function numberOf(value: Scalar): number | null {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || !numeral.test(value)) return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

const isoForm = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?)?$/;

/** A value as a time in epoch milliseconds; null when it is none. */
export function instantOf(value: Scalar): number | null {
  if (typeof value === "boolean") return null;
  const at = typeof value === "number" ? value : readTime(value);
  return Number.isNaN(new Date(at).getTime()) ? null : at;
}

function readTime(text: string): number {
  const form = isoForm.exec(text);
  if (!form) return Number.NaN;
  const [, time, zone] = form;
  return Date.parse(time !== undefined && zone === undefined ? `${text}Z` : text);
}
