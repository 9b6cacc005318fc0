import { describe, expect, it } from "vitest";
import { z } from "zod";
import { described } from "../../src/dialects/openapi-described.ts";
import type { JsonSchema } from "../../src/dialects/openapi-document.ts";
import { jsonSchemaOf, type Side } from "../../src/dialects/openapi-schema.ts";

const none = (name: string) => {
  throw new Error(`shares ${name}`);
};
const schemaOf = (schema: z.ZodType, side: Side = "input") => jsonSchemaOf(schema, side, none);

const upperCase = z.string().transform((text) => text.toUpperCase());

describe("a schema in a document", () => {
  it.each<[string, z.ZodType, JsonSchema]>([
    [
      "shows the choices behind a change of letter case",
      upperCase.pipe(z.enum(["HIGH", "LOW"])),
      { type: "string", enum: ["HIGH", "LOW"] },
    ],
    [
      "says null beside the type",
      z.string().max(5).nullable(),
      { type: ["string", "null"], maxLength: 5 } as never,
    ],
    [
      "counts null among the choices",
      z.enum(["a", "b"]).nullable(),
      { type: ["string", "null"], enum: ["a", "b", null] } as never,
    ],
    [
      "takes a file for bytes",
      z.instanceof(File),
      { type: "string", contentMediaType: "application/octet-stream" } as JsonSchema,
    ],
    [
      "names a format without its pattern",
      z.iso.datetime({ offset: true }),
      { type: "string", format: "date-time" },
    ],
    ["leaves out limits that are only JavaScript's", z.int(), { type: "integer" }],
    [
      "keeps what a field is called, whatever it is",
      z.object({ default: z.string(), properties: z.string().nullable() }),
      {
        type: "object",
        properties: { default: { type: "string" }, properties: { type: ["string", "null"] } },
        required: ["default", "properties"],
      } as never,
    ],
    [
      "says of a refinement what its meta says",
      z
        .string()
        .refine((text) => text !== "")
        .meta({ minLength: 1 }),
      { type: "string", minLength: 1 },
    ],
  ])("%s", (_, schema, expected) => {
    expect(schemaOf(schema)).toEqual(expected);
  });

  it("lets answers gain fields", () => {
    const expected = { type: "object", properties: { a: { type: "string" } }, required: ["a"] };
    expect(schemaOf(z.object({ a: z.string() }), "output")).toEqual(expected);
    expect(schemaOf(z.strictObject({ a: z.string() }), "output")).toEqual(expected);
  });

  it("keeps saying that a request must not have other fields", () => {
    expect(schemaOf(z.strictObject({}))).toMatchObject({ additionalProperties: false });
  });

  it("shares what has an id, and refers to it", () => {
    const lead = z.object({ id: z.string() }).meta({ id: "SharedLead" });
    const shared: [string, JsonSchema][] = [];
    const schema = jsonSchemaOf(z.array(lead.nullable()), "output", (...one) => shared.push(one));
    expect(schema).toEqual({
      type: "array",
      items: { anyOf: [{ $ref: "#/components/schemas/SharedLead" }, { type: "null" }] },
    });
    expect(shared).toEqual([
      ["SharedLead", { type: "object", properties: { id: { type: "string" } }, required: ["id"] }],
    ]);
  });

  it.each<[string, z.ZodType, Side]>([
    ["a custom check", z.object({ a: z.custom<string>() }), "input"],
    ["a change whose result nobody knows", z.string().transform((text) => text.length), "output"],
    ["a date", z.date(), "output"],
  ])("is refused when nothing can be said of it: %s", (_, schema, side) => {
    expect(() => schemaOf(schema, side)).toThrow(/Nothing can be said/);
  });
});

describe("a schema with texts", () => {
  const schema = z.object({
    a: z
      .string()
      .max(3)
      .meta({ examples: ["x"] }),
    b: z.string(),
  });

  it("is the same schema, and says more", () => {
    const told = described(schema, { a: "The first." });
    expect(schemaOf(told)).toMatchObject({
      properties: { a: { maxLength: 3, examples: ["x"], description: "The first." } },
    });
    expect(told.safeParse({ a: "long", b: "" }).success).toBe(false);
  });

  it("does not describe a field that is not there", () => {
    expect(() => described(schema, { c: "Gone." } as never)).toThrow("There is no field c");
  });
});
