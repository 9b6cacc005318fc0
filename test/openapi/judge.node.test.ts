import { expect, test } from "vitest";
import type { OpenApiDocument } from "../../src/dialects/openapi-document.ts";
import { operationsOf } from "./documents.ts";
import { type GivenAnswer, judgeOf } from "./judge.ts";

const document: OpenApiDocument = {
  openapi: "3.1.1",
  info: { title: "", version: "", description: "", license: { name: "", identifier: "" } },
  servers: [],
  security: [],
  tags: [],
  paths: {
    "/things": {
      get: {
        operationId: "getThing",
        tags: [],
        summary: "",
        parameters: [],
        "x-scope": null,
        responses: {
          200: {
            description: "",
            headers: {
              "X-Count": { $ref: "#/components/headers/X-Count" },
              "X-Note": { description: "", required: false, schema: { type: "string" } },
            },
            content: {
              "application/json": {
                schema: {
                  type: "object",
                  properties: {
                    thing: { $ref: "#/components/schemas/Thing" },
                    any: { type: "object", additionalProperties: {} },
                  },
                  required: ["thing"],
                },
              },
            },
          },
          204: { description: "", headers: {} },
        },
      },
    },
  },
  components: {
    schemas: {
      Thing: {
        anyOf: [
          {
            type: "object",
            properties: { id: { type: "string", format: "uuid" } },
            required: ["id"],
          },
          { type: "null" },
        ],
      },
    },
    headers: { "X-Count": { description: "", required: true, schema: { type: "integer" } } },
    examples: {},
    securitySchemes: {},
  },
};

const judge = judgeOf(document);
const [asked] = operationsOf(document);
const json = { "content-type": "application/json", "x-count": "1" };
const id = "583aee7d-3298-88c9-894f-f5354c75fa74";

interface Given {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
}

function faultsOf({ status = 200, headers = json, body = { thing: { id } } }: Given): string[] {
  if (!asked) throw new Error("the document has no operation");
  const text = body === undefined ? "" : JSON.stringify(body);
  const answer: GivenAnswer = { status, headers: new Headers(headers), text };
  return judge(asked, answer);
}

test.each<[string, Given]>([
  ["what is documented", {}],
  ["a header that may be there", { headers: { ...json, "x-note": "a" } }],
  ["any field where the document says so", { body: { thing: null, any: { a: 1, b: { c: 2 } } } }],
  ["headers that every answer of HTTP has", { headers: { ...json, "cache-control": "no-store" } }],
])("lets pass %s", (_, given) => {
  expect(faultsOf(given)).toEqual([]);
});

test("lets pass an answer without a body where none is documented", () => {
  if (!asked) throw new Error("the document has no operation");
  expect(judge(asked, { status: 204, headers: new Headers(), text: "" })).toEqual([]);
  expect(judge(asked, { status: 204, headers: new Headers(json), text: "{}" })).not.toEqual([]);
});

test.each<[string, Given]>([
  ["another status", { status: 201 }],
  ["another media type", { headers: { ...json, "content-type": "text/html" } }],
  ["a field that nobody wrote down", { body: { thing: { id }, more: 1 } }],
  ["such a field behind a reference", { body: { thing: { id, more: 1 } } }],
  ["a missing field", { body: {} }],
  ["a value of another type", { body: { thing: { id: 7 } } }],
  ["a value in another format", { body: { thing: { id: "7" } } }],
  ["a missing header", { headers: { "content-type": "application/json" } }],
  ["a header of another type", { headers: { ...json, "x-count": "many" } }],
  ["a header that nobody wrote down", { headers: { ...json, "x-secret": "1" } }],
])("finds %s", (_, given) => {
  expect(faultsOf(given)).not.toEqual([]);
});
