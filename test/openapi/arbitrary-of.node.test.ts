import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { descriptions } from "../../src/dialects/descriptions.ts";
import { openApiOf } from "../../src/dialects/openapi.ts";
import type { JsonSchema } from "../../src/dialects/openapi-document.ts";
import { arbitraryOf, type Vocabulary } from "./arbitrary-of.ts";
import { mapValues, operationsOf } from "./documents.ts";
import { strictAjv } from "./judge.ts";

const nothing: Vocabulary = { schemas: {}, known: () => [] };
const seed = 20_260_401;

const documents = Object.values(descriptions).map((description) => {
  const document = openApiOf(description, { version: "0.0.0" });
  return [description.name, document] as const;
});

describe("what it makes is valid", { timeout: 30_000 }, () => {
  test.each(documents)("for every body of %s", (_, document) => {
    const { schemas } = document.components;
    const ajv = strictAjv();
    const bodies = operationsOf(document).flatMap(({ operation }) =>
      Object.values(operation.requestBody?.content ?? {}).map(({ schema = {} }) => schema),
    );
    expect(bodies).not.toEqual([]);
    for (const schema of bodies) {
      const validate = ajv.compile({ ...schema, components: { schemas } });
      const values = arbitraryOf(schema, { ...nothing, schemas }).map(withoutFiles);
      fc.assert(
        fc.property(values, (value) => {
          expect(validate(value) ? [] : validate.errors).toEqual([]);
        }),
        { seed, numRuns: 40 },
      );
    }
  });
});

/** The validator reads bytes as a text. */
const withoutFiles = (value: unknown): unknown =>
  value !== null && typeof value === "object" && !Array.isArray(value)
    ? mapValues(value as Record<string, unknown>, (one) => (one instanceof File ? "bytes" : one))
    : value;

test.each<[string, JsonSchema]>([
  ["a keyword", { type: "object", minProperties: 1 }],
  ["a keyword deep inside", { type: "array", items: { anyOf: [{ not: {} }] } }],
  ["a keyword without its type", { properties: { a: { type: "string" } } }],
  ["a format", { type: "string", format: "hostname" }],
  ["a reference", { $ref: "#/components/schemas/Nobody" }],
  ["a limit of a reference", { anyOf: [{ $ref: "#/components/schemas/A" }], minimum: 1 }],
  ["two limits at once", { anyOf: [{ type: "integer", minimum: 2 }], minimum: 1 }],
])("refuses what it does not understand: %s", (_, schema) => {
  expect(() => arbitraryOf(schema, { ...nothing, schemas: { A: {} } })).toThrow(TypeError);
});

test("follows a schema that refers to itself, and ends", () => {
  const tree: JsonSchema = {
    anyOf: [
      { type: "integer" },
      { type: "array", items: { $ref: "#/components/schemas/Tree" }, minItems: 1 },
    ],
  };
  const values = arbitraryOf(
    { $ref: "#/components/schemas/Tree" },
    { ...nothing, schemas: { Tree: tree } },
  );
  const made = fc.sample(values, { numRuns: 200, seed });
  expect(made).toContainEqual(expect.any(Number));
  expect(made).toContainEqual([expect.anything()]);
});

test("names what is there, at its place and at no other", () => {
  const id: JsonSchema = { type: "object", properties: { id: { type: "null" } }, required: ["id"] };
  const schema: JsonSchema = { type: "object", properties: { a: id, b: id }, required: ["a", "b"] };
  const known = (path: readonly string[]) => (path.join(".") === "a.id" ? ["known"] : []);
  const made = fc.sample(arbitraryOf(schema, { schemas: {}, known }), { numRuns: 100, seed });
  expect(made).toContainEqual({ a: { id: "known" }, b: { id: null } });
  expect(JSON.stringify(made)).not.toContain('"b":{"id":"known"}');
});
