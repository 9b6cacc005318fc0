// A description -> an OpenAPI 3.1 document. Everything in it comes from what the gateway itself runs: the
// schemas that validate, and the words in which the dialect refuses.

import type { z } from "zod";
import type {
  ExampleObject,
  JsonSchema,
  MediaTypeObject,
  OpenApiDocument,
  OperationObject,
  Reference,
  ResponseObject,
  SecurityScheme,
} from "./openapi-document.ts";
import { type AnsweredFailure, failuresOf } from "./openapi-failures.ts";
import { headersAt, headersOf } from "./openapi-headers.ts";
import { parametersOf, pathOf } from "./openapi-parameters.ts";
import { jsonSchemaOf, type Side } from "./openapi-schema.ts";
import type {
  AnswerDescription,
  BodyDescription,
  Description,
  Operation,
  Security,
} from "./operation.ts";

export interface OpenApiOptions {
  /** Of the gateway. */
  version: string;
  /** Origin of the gateway; the one that served the document when absent. */
  server?: string;
}

/** What all operations of a document share, filled while they are written. */
interface Shared {
  schema(schema: z.ZodType, side: Side): JsonSchema;
  failureExample(failure: AnsweredFailure): [name: string, example: Reference];
}

/** The document of a dialect. The same description always gives the same document. */
export function openApiOf(
  description: Description,
  { version, server = "/" }: OpenApiOptions,
): OpenApiDocument {
  const { title, summary, operations, groups = {} } = description;
  const schemas: Record<string, JsonSchema> = {};
  const examples: Record<string, ExampleObject> = {};
  const shared = sharedIn(schemas, examples);
  schemas["Failure"] = shared.schema(description.failure(), "output");
  const paths: OpenApiDocument["paths"] = {};
  for (const operation of operations) {
    const path = pathOf(description, operation);
    paths[path] = {
      ...paths[path],
      [operation.method]: operationOf(description, operation, shared),
    };
  }
  const names = [...new Set(operations.map(({ group }) => group))];
  const securitySchemes = securityOf(description.security);
  return {
    openapi: "3.1.1",
    info: { title, version, description: summary, license: { name: "MIT", identifier: "MIT" } },
    servers: [{ url: server }],
    security: Object.keys(securitySchemes).map((name) => ({ [name]: [] })),
    tags: names.map((name) => ({
      name,
      ...(groups[name] === undefined ? {} : { description: groups[name] }),
    })),
    paths,
    components: { schemas, headers: headersOf(operations), examples, securitySchemes },
  };
}

function sharedIn(
  schemas: Record<string, JsonSchema>,
  examples: Record<string, ExampleObject>,
): Shared {
  const share = (name: string, schema: JsonSchema) => {
    const known = schemas[name];
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(schema)) {
      throw new TypeError(`Two different schemas have the id ${name}`);
    }
    schemas[name] = schema;
  };
  return {
    schema: (schema, side) => jsonSchemaOf(schema, side, share),
    failureExample({ code, body }) {
      const text = JSON.stringify(body);
      for (let count = 1; ; count++) {
        const name = count === 1 ? code : `${code}_${count}`;
        const known = examples[name];
        if (known !== undefined && JSON.stringify(known.value) !== text) continue;
        examples[name] = { value: body };
        return [name, { $ref: `#/components/examples/${name}` }];
      }
    },
  };
}

function operationOf(
  description: Description,
  operation: Operation,
  shared: Shared,
): OperationObject {
  const { id, group, summary, scope, body, form } = operation;
  return {
    operationId: id,
    tags: [group],
    summary,
    ...(operation.description === undefined ? {} : { description: operation.description }),
    parameters: parametersOf(description, operation, (schema) => shared.schema(schema, "input")),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: Object.fromEntries(
              [body, form].flatMap((one) => (one ? [requestIn(one, shared)] : [])),
            ),
          },
        }),
    responses: responsesOf(description, operation, shared),
    "x-scope": scope,
  };
}

function requestIn(
  { mediaType = "application/json", schema, examples }: BodyDescription,
  shared: Shared,
): [string, MediaTypeObject] {
  return [mediaType, { schema: shared.schema(schema(), "input"), examples }];
}

function responsesOf(
  description: Description,
  operation: Operation,
  shared: Shared,
): Record<string, ResponseObject> {
  const { answers, idempotent = false } = operation;
  const failures = Map.groupBy(failuresOf(description, operation), ({ status }) => status);
  const statuses = new Set([...Object.keys(answers).map(Number), ...failures.keys()]);
  const inOrder = [...statuses].toSorted((a, b) => a - b);
  return Object.fromEntries(
    inOrder.map((status): [string, ResponseObject] => {
      const answer = answers[status];
      const failed = failures.get(status) ?? [];
      const codes = [...new Set(failed.map(({ code }) => `\`${code}\``))].join(", ");
      const content = contentOf(answer, failed, shared);
      return [
        String(status),
        {
          description: [answer?.description, codes].filter(Boolean).join(" Or: "),
          headers: headersAt(status, failed, idempotent),
          ...(content === null ? {} : { content }),
        },
      ];
    }),
  );
}

function contentOf(
  answer: AnswerDescription | undefined,
  failed: AnsweredFailure[],
  shared: Shared,
): Record<string, MediaTypeObject> | null {
  const schema = answer?.schema && shared.schema(answer.schema(), "output");
  const mediaType = answer?.mediaType ?? (schema && "application/json");
  const content: Record<string, MediaTypeObject> = {};
  if (mediaType !== undefined) {
    content[mediaType] = {
      ...(schema === undefined ? {} : { schema }),
      ...(answer?.examples === undefined ? {} : { examples: answer.examples }),
    };
  }
  if (failed.length > 0) {
    const also = content["application/json"];
    const failure: JsonSchema = { $ref: "#/components/schemas/Failure" };
    content["application/json"] = {
      schema: also?.schema === undefined ? failure : { anyOf: [also.schema, failure] },
      examples: { ...also?.examples, ...Object.fromEntries(failed.map(shared.failureExample)) },
    };
  }
  return Object.keys(content).length === 0 ? null : content;
}

function securityOf(security: Description["security"]): Record<string, SecurityScheme> {
  const ways: readonly Security[] = "type" in security ? [security] : security;
  return Object.fromEntries(
    ways.map((way): [string, SecurityScheme] =>
      way.type === "bearer"
        ? ["bearer", { type: "http", scheme: "bearer" }]
        : ["apiKey", { type: "apiKey", in: "header", name: way.header }],
    ),
  );
}
