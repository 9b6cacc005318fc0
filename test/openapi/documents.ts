// The documents as the tests read them: operations one by one, references followed, answers closed.
import type {
  HeaderObject,
  JsonSchema,
  MediaTypeObject,
  OpenApiDocument,
  OperationObject,
  Reference,
} from "../../src/dialects/openapi-document.ts";
import type { Method } from "../../src/dialects/operation.ts";

export interface DocumentedOperation {
  method: Method;
  /** `/api/x/{id}`. */
  path: string;
  operation: OperationObject;
}

/** Every operation of a document. */
export const operationsOf = ({ paths }: OpenApiDocument): DocumentedOperation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method as Method,
      path,
      operation,
    })),
  );

/** The values that a document shows of a body. */
export function examplesOf(
  { components }: OpenApiDocument,
  { examples = {} }: MediaTypeObject,
): unknown[] {
  return Object.values(examples).map((example) => {
    if (!("$ref" in example)) return example.value;
    return components.examples[lastWord(example)]?.value;
  });
}

/** A header of a response, wherever the document has it. */
export function headerOf(
  { components }: OpenApiDocument,
  given: Reference | HeaderObject,
): HeaderObject {
  if (!("$ref" in given)) return given;
  const header = components.headers[lastWord(given)];
  if (!header) throw new TypeError(`There is no header ${given.$ref}`);
  return header;
}

const lastWord = ({ $ref }: Reference): string => $ref.split("/").at(-1) ?? "";

/**
 * The schema of an answer that may have no field but those that it names. The documents leave answers open,
 * so that clients bear fields that are added; here a field that nobody wrote down is a fault.
 */
export function closed(schema: JsonSchema): JsonSchema {
  if (Array.isArray(schema.allOf)) throw new TypeError("allOf cannot be closed part by part");
  const parts = Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => [keyword, closedMember(keyword, value)]),
  );
  const isOpen = schema.properties !== undefined && schema.additionalProperties === undefined;
  return isOpen ? { ...parts, additionalProperties: false } : parts;
}

function closedMember(keyword: string, value: unknown): unknown {
  switch (keyword) {
    case "properties":
      return mapValues(value as Record<string, JsonSchema>, closed);
    case "items":
    case "additionalProperties":
      return value !== null && typeof value === "object" ? closed(value as JsonSchema) : value;
    case "anyOf":
    case "oneOf":
    case "prefixItems":
      return (value as JsonSchema[]).map(closed);
    default:
      return value;
  }
}

export const mapValues = <T, U>(record: Record<string, T>, change: (value: T) => U) =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
