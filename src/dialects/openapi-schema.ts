// zod -> JSON Schema. What zod cannot say by itself comes from a schema's `.meta()`; a schema of which nothing
// at all could be said is refused, so that no document promises "anything" by accident.
import { z } from "zod";
import type { JsonSchema } from "./openapi-document.ts";

/** Which side of a schema is meant: what a request may be, or what an answer is. */
export type Side = "input" | "output";

/** zod writes a pattern beside these, longer than the format and no clearer. */
const formats = new Set(["date-time", "date", "time", "duration", "uuid", "email", "uri"]);

/**
 * A schema as JSON Schema. Parts that carry an `id` in their `.meta()` are handed to `share`, and the text
 * refers to them; their names are the same in every schema of a document.
 */
export function jsonSchemaOf(
  schema: z.ZodType,
  side: Side,
  share: (name: string, shared: JsonSchema) => void,
): JsonSchema {
  const {
    $schema: _,
    $defs,
    ...whole
  } = z.toJSONSchema(schema, {
    target: "draft-2020-12",
    io: side,
    unrepresentable: "any",
    override: (part) => refine(part, side),
  });
  for (const [name, shared] of Object.entries($defs ?? {})) share(name, tidy(shared));
  return tidy(whole);
}

type Part = Parameters<NonNullable<z.core.ToJSONSchemaParams["override"]>>[0];

function refine({ zodSchema, jsonSchema, path }: Part, side: Side): void {
  const { type } = zodSchema._zod.def;
  // A text that is brought into one letter case before it must be one of a few: those few are meant.
  const choices = side === "input" ? choicesBehind(zodSchema) : null;
  if (choices !== null && jsonSchema.type === "string" && jsonSchema.enum === undefined) {
    jsonSchema.enum = choices;
  }
  if (isFile(zodSchema)) {
    Object.assign(jsonSchema, { type: "string", contentMediaType: "application/octet-stream" });
  }
  // Answers gain fields: a client must not refuse those that it does not know.
  if (side === "output" && jsonSchema.additionalProperties === false) {
    delete jsonSchema.additionalProperties;
  }
  const saysNothing = Object.keys(jsonSchema).length === 0;
  if (saysNothing && ["custom", "transform", "date", "bigint", "map", "set"].includes(type)) {
    throw new TypeError(`Nothing can be said of the ${type} at ${path.join(".")}: give it .meta()`);
  }
}

function choicesBehind(schema: z.core.$ZodType): string[] | null {
  if (!(schema instanceof z.ZodPipe)) return null;
  const { out } = schema.def;
  return out instanceof z.ZodEnum ? out.options.map(String) : null;
}

const isFile = (schema: z.core.$ZodType): boolean =>
  schema._zod.def.type === "custom" && schema._zod.bag["Class"] === File;

/** The same in fewer words, all the way down. */
function tidy(schema: JsonSchema): JsonSchema {
  const said: JsonSchema = Object.fromEntries(
    Object.entries(schema)
      .filter(([name, value]) => !isNoise(name, value, schema))
      .map(([name, value]) => [name, tidyMember(name, value)]),
  );
  return withNull(said);
}

function isNoise(name: string, value: unknown, schema: JsonSchema): boolean {
  if (name === "pattern") return formats.has(String(schema.format));
  if (name === "minimum") return value === Number.MIN_SAFE_INTEGER;
  if (name === "maximum") return value === Number.MAX_SAFE_INTEGER;
  return name === "propertyNames" && JSON.stringify(value) === '{"type":"string"}';
}

/** Values that only look like schemas. */
const plain = new Set(["const", "default", "enum", "examples", "required"]);

function tidyMember(name: string, value: unknown): unknown {
  if (name === "$ref") return String(value).replace("#/$defs/", "#/components/schemas/");
  if (plain.has(name) || value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((one: JsonSchema | string) => tidyIn(one));
  if (name !== "properties" && name !== "patternProperties") return tidy(value as JsonSchema);
  return Object.fromEntries(
    Object.entries(value).map(([field, one]: [string, JsonSchema]) => [field, tidy(one)]),
  );
}

const tidyIn = (one: JsonSchema | string): JsonSchema | string =>
  typeof one === "string" ? one : tidy(one);

/** `anyOf` a simple type and null, as that type that may be null. */
function withNull(schema: JsonSchema): JsonSchema {
  const { anyOf, ...rest } = schema;
  const [one, other] = anyOf ?? [];
  if (anyOf?.length !== 2 || !isSchema(one) || !isSchema(other)) return schema;
  if (other.type !== "null" || Object.keys(other).length > 1) return schema;
  if (typeof one.type !== "string" || "const" in one) return schema;
  const choices = one.enum === undefined ? {} : { enum: [...one.enum, null] };
  return { ...one, type: [one.type, "null"], ...choices, ...rest } as unknown as JsonSchema;
}

const isSchema = (value: unknown): value is JsonSchema =>
  value !== null && typeof value === "object";
