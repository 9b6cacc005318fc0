// The documents of all dialects: that they are complete, and that their examples are true.
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { examples as demoExamples } from "../../scripts/examples.ts";
import { createApp } from "../../src/app.ts";
import { descriptions } from "../../src/dialects/descriptions.ts";
import { openApiOf } from "../../src/dialects/openapi.ts";
import type { OpenApiDocument, OperationObject } from "../../src/dialects/openapi-document.ts";
import { exampleMessageId, exampleRequestId } from "../../src/dialects/openapi-failures.ts";
import { jsonSchemaOf } from "../../src/dialects/openapi-schema.ts";
import type { Description, Operation } from "../../src/dialects/operation.ts";
import { publicDescription } from "../../src/dialects/public/describe.ts";
import { sendExamples } from "../../src/dialects/public/send-examples.ts";
import type { ErrorCode, Failure } from "../../src/model/errors.ts";

const version = "1.2.3";
const dialects = Object.values(descriptions).map((one) => [one.name, one] as const);
const operations = dialects.flatMap(([name, description]) =>
  description.operations.map((one) => [`${name} ${one.id}`, one, description] as const),
);

const wholePath = ({ basePath }: Description, { path }: Operation) =>
  basePath + (path === "/" ? "" : path);

/** What the app mounts, but for what catches everything. */
const mounted = createApp(() => {})
  .routes.filter(({ method }) => method !== "ALL")
  .map(({ method, path }) => `${method} ${path}`);

/** Where more than one dialect lives below a path, the rest is somebody else's. */
const notVotels = /^\w+ \/api\/(?:public|admin|v1)\//;

function routesOf({ name, basePath }: Description): string[] {
  const routes = mounted.filter((route) => route.split(" ")[1]?.startsWith(`${basePath}/`));
  return name === "votel" ? routes.filter((route) => !notVotels.test(route)) : routes;
}

function documented(
  document: OpenApiDocument,
  description: Description,
  operation: Operation,
): OperationObject {
  const path = wholePath(description, operation).replaceAll(/:(\w+)/g, "{$1}");
  const found = document.paths[path]?.[operation.method];
  if (!found) throw new Error(`${operation.id} is not in the document`);
  return found;
}

/** The example under a name, wherever it is kept. */
function exampleAt(document: OpenApiDocument, operation: OperationObject, status: number) {
  const examples = operation.responses[status]?.content?.["application/json"]?.examples ?? {};
  return Object.values(examples).map((one) =>
    "$ref" in one
      ? document.components.examples[one.$ref.split("/").at(-1) ?? ""]?.value
      : one.value,
  );
}

/** An example with files where it has texts that stand for them. */
function withFiles(schema: z.ZodType, value: unknown): unknown {
  const { properties = {} } = jsonSchemaOf(schema, "input", () => {});
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  const isFile = (name: string) => JSON.stringify(properties[name])?.includes("contentMediaType");
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, isFile(name) ? new File([], "x") : one]),
  );
}

describe.each(dialects)("the document of %s", (_, description) => {
  const document = openApiOf(description, { version });

  it("names every route that is mounted, and no other", () => {
    const named = description.operations.map(
      (one) => `${one.method.toUpperCase()} ${wholePath(description, one)}`,
    );
    expect(named.toSorted()).toEqual([...new Set(routesOf(description))].toSorted());
    expect(named.length).toBeGreaterThan(0);
  });

  it("gives every operation a name of its own, and every group a text", () => {
    const ids = description.operations.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
    expect(document.tags.filter((tag) => !tag.description)).toEqual([]);
  });

  it("is the same every time", () => {
    const again = openApiOf(description, { version });
    expect(JSON.stringify(again)).toBe(JSON.stringify(document));
  });

  it("names the gateway that it is of", () => {
    const server = "https://gateway.example";
    expect(openApiOf(description, { version, server })).toMatchObject({
      openapi: expect.stringMatching(/^3\.1\./),
      info: { version },
      servers: [{ url: server }],
    });
  });

  it("refers to nothing that is not there", () => {
    const text = JSON.stringify(document);
    const references = [...text.matchAll(/"\$ref":"#\/components\/(\w+)\/([^"]+)"/g)];
    const missing = references.filter(
      ([, kind, name]) =>
        !Object.hasOwn(document.components[kind as keyof typeof document.components], name ?? ""),
    );
    expect(references.length).toBe([...text.matchAll(/"\$ref":/g)].length);
    expect(missing.map(([reference]) => reference)).toEqual([]);
  });
});

describe.each(operations)("%s", (_, operation, description) => {
  it("takes the requests that it shows", () => {
    for (const body of [operation.body, operation.form]) {
      if (!body) continue;
      for (const { value } of Object.values(body.examples)) {
        const read = body.schema().safeParse(withFiles(body.schema(), value));
        expect({ value, error: read.error }).toEqual({ value, error: undefined });
      }
    }
  });

  it("shows answers that fit their schemas", () => {
    for (const { schema, examples = {} } of Object.values(operation.answers)) {
      for (const { value } of Object.values(examples)) {
        expect({ value, error: schema?.().safeParse(value).error }).toEqual({
          value,
          error: undefined,
        });
      }
    }
  });

  it("shows failures as the dialect says them", () => {
    const document = openApiOf(description, { version });
    const failures = operation.failures.filter((one): one is Failure => typeof one !== "string");
    for (const failure of failures) {
      const messageId = failure.provider ? exampleMessageId : null;
      const wire = description.encodeError(failure, { requestId: exampleRequestId, messageId });
      const shown = exampleAt(document, documented(document, description, operation), wire.status);
      expect(shown).toContainEqual(wire.body);
      expect(description.failure().safeParse(wire.body).error).toBeUndefined();
    }
  });
});

describe("an operation in a document", () => {
  const operation: Operation = {
    id: "changeThing",
    method: "put",
    path: "/things/:id",
    group: "Things",
    summary: "Change a thing",
    scope: "leads.write",
    params: () => z.object({ id: z.string().describe("Of a thing.") }),
    query: () =>
      z.object({ limit: z.coerce.number().int().min(1).default(50).describe("How many.") }),
    body: {
      schema: () => z.object({ name: z.string() }),
      examples: { one: { value: { name: "x" } } },
    },
    answers: { 200: { description: "Done." } },
    failures: ["lead_not_found"],
  };
  const failure = () => z.object({ error: z.string() });
  const answered = (status: number, error: string) => ({ status, body: { error } });
  const description: Description = {
    ...publicDescription,
    failure,
    encodeError: ({ code }) => answered(code === "lead_not_found" ? 410 : 400, code),
    operations: [operation],
  };
  const document = openApiOf(description, { version });
  const put = document.paths["/api/public/things/{id}"]?.put;

  it("has its parameters in their places", () => {
    expect(put?.parameters).toEqual([
      {
        name: "id",
        in: "path",
        required: true,
        description: "Of a thing.",
        schema: { type: "string" },
      },
      {
        name: "limit",
        in: "query",
        required: false,
        description: "How many.",
        schema: { type: "integer", minimum: 1, default: 50 },
      },
    ]);
  });

  it("has failures at the statuses of the dialect", () => {
    expect(put?.responses[410]?.description).toBe("`lead_not_found`");
    expect(exampleAt(document, put as OperationObject, 410)).toEqual([{ error: "lead_not_found" }]);
  });

  const codesOf = (change: Partial<Operation>): ErrorCode[] => {
    const changed = { ...description, operations: [{ ...operation, ...change }] };
    return Object.keys(openApiOf(changed, { version }).components.examples) as ErrorCode[];
  };

  it("can fail with what every authenticated request can", () => {
    const usual = ["key_missing", "key_invalid", "rate_limited", "unavailable", "internal"];
    expect(codesOf({})).toEqual(expect.arrayContaining(usual));
  });

  it.each<[string, ErrorCode, Partial<Operation>, boolean]>([
    ["a scope", "scope_missing", {}, true],
    ["no scope", "scope_missing", { scope: null }, false],
    ["a body", "body_too_large", {}, true],
    ["no body", "body_too_large", { body: undefined as never }, false],
    ["an idempotency key", "idempotency_in_flight", { idempotent: true }, true],
    ["no idempotency key", "idempotency_in_flight", {}, false],
  ])("with %s: %s", (_, code, change, isThere) => {
    expect(codesOf(change).includes(code)).toBe(isThere);
  });

  it("refuses a parameter that is not in the path", () => {
    const params = () => z.object({ name: z.string() });
    expect(() => codesOf({ params })).toThrow("no name in the path");
  });

  it("refuses two schemas with one id", () => {
    const body = {
      schema: () => z.object({ name: z.string() }).meta({ id: "Failure" }),
      examples: {},
    };
    expect(() => codesOf({ body })).toThrow("Two different schemas have the id Failure");
  });
});

describe("the public document", () => {
  it.each(Object.entries(demoExamples).filter(([name]) => name !== "closed"))(
    "shows the documented request %s",
    (name, { body }) => {
      expect(sendExamples[name]?.value).toEqual(body);
    },
  );
});
