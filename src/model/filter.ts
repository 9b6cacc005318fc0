// Conditions on leads, as a tree. What may be asked is a list of fields and operators; values are always
// bound, never part of a query.
import { z } from "zod";

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

export type FilterValue = string | number | boolean | null | (string | number)[];

export interface Condition {
  field: FilterField;
  operator: FilterOperator;
  value: FilterValue;
}

export type Filter = { all: Filter[] } | { any: Filter[] } | Condition;

export const filterLimits = {
  depth: 5,
  conditions: 100,
  values: 10_000,
  textChars: 1_000,
} as const;

const valueSchema = z.union([
  z.string().max(filterLimits.textChars),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.union([z.string().max(filterLimits.textChars), z.number()])).max(filterLimits.values),
]);

const conditionSchema = z.object({
  field: z.union([
    z.enum(filterFields),
    z.templateLiteral(["metadata.", z.string().min(1).max(100)]),
  ]),
  operator: z.enum(filterOperators),
  value: valueSchema,
});

export const filterSchema: z.ZodType<Filter> = z.lazy(() =>
  z.union([
    z.object({ all: z.array(filterSchema) }),
    z.object({ any: z.array(filterSchema) }),
    conditionSchema,
  ]),
);
