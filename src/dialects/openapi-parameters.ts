// Paths and parameters of operations, from Hono's patterns and the schemas that read the values.
import type { z } from "zod";
import type { JsonSchema, ParameterObject } from "./openapi-document.ts";
import type { Description, Operation } from "./operation.ts";

const patternOf = ({ basePath }: Description, { path }: Operation): string =>
  path === "/" ? basePath : basePath + path;

/** The whole path as OpenAPI writes it: `/x/:id` becomes `/x/{id}`. */
export const pathOf = (description: Description, operation: Operation): string =>
  patternOf(description, operation).replaceAll(/:(\w+)/g, "{$1}");

/** Everything that a request says besides its body, but for the credential. */
export function parametersOf(
  description: Description,
  operation: Operation,
  toSchema: (schema: z.ZodType) => JsonSchema,
): ParameterObject[] {
  const { params, query, headers, idempotent } = operation;
  const names = [...patternOf(description, operation).matchAll(/:(\w+)/g)].map(([, name]) => name);
  const described = fieldsOf(params, toSchema);
  const foreign = described.find(({ name }) => !names.includes(name));
  if (foreign) throw new TypeError(`${operation.id}: no ${foreign.name} in the path`);
  const inPath = names.map(
    (name = ""): Field =>
      described.find((field) => field.name === name) ?? {
        name,
        schema: { type: "string", minLength: 1 },
      },
  );
  return [
    ...inPath.map((field) => ({ ...parameter("path", field), required: true })),
    ...fieldsOf(query, toSchema).map((field) => parameter("query", field)),
    ...fieldsOf(headers, toSchema).map((field) => parameter("header", field)),
    ...(idempotent ? [idempotencyKey] : []),
  ];
}

interface Field {
  name: string;
  required?: boolean;
  schema: JsonSchema;
}

function fieldsOf(
  schema: (() => z.ZodObject) | undefined,
  toSchema: (schema: z.ZodType) => JsonSchema,
): Field[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = toSchema(schema());
  return Object.entries(properties).map(([name, field]) => ({
    name,
    required: required.includes(name),
    schema: typeof field === "boolean" ? {} : field,
  }));
}

function parameter(
  place: ParameterObject["in"],
  { name, required = false, schema: { description, ...schema } }: Field,
): ParameterObject {
  return {
    name,
    in: place,
    required,
    ...(description === undefined ? {} : { description }),
    schema,
  };
}

const idempotencyKey: ParameterObject = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description:
    "Makes a repeat harmless: the same key with the same request gets the first answer again, and nothing is sent twice. A key belongs to one lead and is kept for at least 48 hours.",
  schema: { type: "string", minLength: 1, maxLength: 255, pattern: "^[\\x21-\\x7e]+$" },
};
