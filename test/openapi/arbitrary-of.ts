// JSON Schema -> fast-check, for as much of JSON Schema as our documents use. What it does not know it refuses,
// so that no part of a schema is passed over in silence.
import fc from "fast-check";
import type { JsonSchema } from "../../src/dialects/openapi-document.ts";

export interface Vocabulary {
  /** What `#/components/schemas/...` refers to. */
  schemas: Record<string, JsonSchema>;
  /** Values that mean something in the world, for a field by its path: `["contact", "id"]`. */
  known(path: readonly string[]): readonly unknown[];
}

/** Says nothing about which values are valid. */
const annotations = ["description", "default", "examples", "title"];
const understood: Record<string, readonly string[]> = {
  any: ["$ref", "const", "enum", "anyOf", "oneOf", "type"],
  string: ["minLength", "maxLength", "pattern", "format", "contentMediaType"],
  number: ["minimum", "maximum"],
  integer: ["minimum", "maximum"],
  array: ["items", "minItems", "maxItems"],
  object: ["properties", "required", "additionalProperties"],
  boolean: [],
  null: [],
};
const keywords = new Set([...annotations, ...Object.values(understood).flat()]);

/** How often a value that means something is taken where there is one. */
const oftenKnown = 12;

type Build = (schema: JsonSchema, path: readonly string[]) => fc.Arbitrary<unknown>;

/** Values that the schema allows; JSON, but for files. Throws TypeError for a keyword that it does not know. */
export function arbitraryOf(
  schema: JsonSchema,
  { schemas, known }: Vocabulary,
): fc.Arbitrary<unknown> {
  const { root } = fc.letrec<Record<string, unknown>>((tie) => {
    const build: Build = (part, path) => {
      const { $ref } = part;
      if ($ref === undefined) return arbitraryOfPart(part, path, build, known);
      const name = $ref.replace("#/components/schemas/", "");
      if (!(name in schemas)) throw new TypeError(`There is no schema ${$ref}`);
      return tie(name);
    };
    const shared = Object.entries(schemas).map(([name, one]) => [name, build(one, [])] as const);
    return { ...Object.fromEntries(shared), root: build(schema, []) };
  });
  return root as fc.Arbitrary<unknown>;
}

function arbitraryOfPart(
  schema: JsonSchema,
  path: readonly string[],
  build: Build,
  known: Vocabulary["known"],
): fc.Arbitrary<unknown> {
  for (const keyword of Object.keys(schema)) {
    if (!keywords.has(keyword)) throw new TypeError(`${path.join(".")}: what is ${keyword}?`);
  }
  const { anyOf, oneOf, ...rest } = schema;
  const choices = anyOf ?? oneOf;
  if (choices) {
    const all = choices.map((one) => build(together(rest, one as JsonSchema), path));
    return fc.oneof({ depthIdentifier: "schema", maxDepth: 4 }, ...simpleFirst(choices, all));
  }
  const types = [schema.type ?? []].flat();
  const fitting = new Set([
    ...annotations,
    ...["type", "const", "enum"],
    ...types.flatMap((type) => understood[type] ?? []),
  ]);
  const idle = Object.keys(schema).find((keyword) => !fitting.has(keyword));
  if (idle !== undefined) throw new TypeError(`${path.join(".")}: ${idle} of which type?`);
  if ("const" in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (types.length === 0) return fc.jsonValue({ maxDepth: 2 });
  return fc.oneof(...types.map((type) => typed(type, schema, path, build, known)));
}

/** A part that stands beside its alternatives holds for each of them. */
function together(outer: JsonSchema, inner: JsonSchema): JsonSchema {
  const said = Object.entries(outer).filter(([name]) => !annotations.includes(name));
  const twice = said.find(([name]) => inner.$ref !== undefined || name in inner);
  if (twice) throw new TypeError(`${twice[0]} beside and within an alternative`);
  return { ...Object.fromEntries(said), ...inner };
}

/** Where it gets deep, fast-check takes the first: one that does not lead back. */
function simpleFirst<T>(choices: readonly unknown[], all: T[]): T[] {
  const refers = choices.map((one) => JSON.stringify(one).includes("$ref"));
  return [...all.filter((_, i) => !refers[i]), ...all.filter((_, i) => refers[i])];
}

function typed(
  type: string,
  schema: JsonSchema,
  path: readonly string[],
  build: Build,
  known: Vocabulary["known"],
): fc.Arbitrary<unknown> {
  switch (type) {
    case "string":
      return schema["contentMediaType"] === undefined ? textOf(schema) : files;
    case "integer":
      return fc.integer({
        min: schema.minimum ?? -2_147_483_648,
        max: Math.min(schema.maximum ?? 2_147_483_647, 2_147_483_647),
      });
    case "number":
      return fc
        .double({
          noNaN: true,
          noDefaultInfinity: true,
          ...(schema.minimum === undefined ? {} : { min: schema.minimum }),
          ...(schema.maximum === undefined ? {} : { max: schema.maximum }),
        })
        .map((value) => (Object.is(value, -0) ? 0 : value));
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array": {
      const { minItems: minLength = 0, maxItems = 1_000 } = schema;
      const items = build((schema.items ?? {}) as JsonSchema, path);
      const maxLength = Math.min(maxItems, minLength + 4);
      return fc.array(items, { minLength, maxLength, depthIdentifier: "schema" });
    }
    case "object":
      return objectOf(schema, path, build, known);
    default:
      throw new TypeError(`${path.join(".")}: what is a ${type}?`);
  }
}

function objectOf(
  { properties = {}, required = [], additionalProperties }: JsonSchema,
  path: readonly string[],
  build: Build,
  known: Vocabulary["known"],
): fc.Arbitrary<unknown> {
  const fields = Object.entries(properties).map(([name, field]) => {
    const at = [...path, name];
    const arbitrary = build(field as JsonSchema, at);
    const values = known(at);
    if (values.length === 0) return [name, arbitrary] as const;
    const weighed = { weight: oftenKnown, arbitrary: fc.constantFrom(...values) };
    return [name, fc.oneof(weighed, arbitrary)] as const;
  });
  const named = fc.record(Object.fromEntries(fields), {
    requiredKeys: required,
    noNullPrototype: true,
  });
  if (typeof additionalProperties !== "object") return named;
  const others = fc.dictionary(
    fc.stringMatching(/^[a-z]{1,8}$/),
    build(additionalProperties, path),
    {
      maxKeys: 3,
      noNullPrototype: true,
    },
  );
  return fc.tuple(others, named).map(([more, fixed]) => ({ ...more, ...fixed }));
}

const files = fc
  .tuple(
    fc.uint8Array({ minLength: 1, maxLength: 64 }),
    fc.constantFrom("image/png", "image/jpeg", "application/pdf", "video/mp4", "text/plain", ""),
  )
  .map(([bytes, type]) => new File([bytes], "file", { type }));

const shortestMaxChars = 40;

function textOf({ minLength = 0, maxLength, pattern, format }: JsonSchema): fc.Arbitrary<string> {
  const fits = (text: string): boolean => {
    const chars = [...text].length;
    return chars >= minLength && chars <= (maxLength ?? Number.POSITIVE_INFINITY);
  };
  if (format !== undefined) return formatted(format).filter(fits);
  const most = Math.min(maxLength ?? Number.POSITIVE_INFINITY, minLength + shortestMaxChars);
  const plain = fc.oneof(
    { weight: 6, arbitrary: fc.string({ minLength, maxLength: most }) },
    { weight: 1, arbitrary: fc.string({ minLength, maxLength: most, unit: "grapheme" }) },
    // As long as it may be, where that is not absurd.
    { weight: 1, arbitrary: fc.constant("x".repeat(Math.min(maxLength ?? most, 5_000))) },
  );
  if (pattern === undefined) return plain.filter(fits);
  const expression = new RegExp(pattern, "u");
  const matches = (text: string): boolean => fits(text) && expression.test(text);
  // Ordinary texts where they will do: those made for a pattern are mostly control characters.
  const passing = fc.sample(plain, { numRuns: 50, seed: 1 }).filter(matches).length;
  return passing > 25 ? plain.filter(matches) : fc.stringMatching(expression).filter(matches);
}

const from = new Date("2020-01-01T00:00:00Z");
const until = new Date("2030-01-01T00:00:00Z");

function formatted(format: string): fc.Arbitrary<string> {
  switch (format) {
    case "uuid":
      return fc.uuid();
    case "email":
      return fc.emailAddress();
    case "uri":
      return fc.webUrl();
    case "date-time":
      return fc.date({ min: from, max: until, noInvalidDate: true }).map((at) => at.toISOString());
    default:
      throw new TypeError(`What is the format ${format}?`);
  }
}
