// Requests to an operation, made from its document: right ones, and the same with one thing broken.
import fc from "fast-check";
import type {
  JsonSchema,
  OpenApiDocument,
  ParameterObject,
} from "../../src/dialects/openapi-document.ts";
import { arbitraryOf, type Vocabulary } from "./arbitrary-of.ts";
import { type Breakage, breakages, broken } from "./breakages.ts";
import { type DocumentedOperation, examplesOf } from "./documents.ts";

export interface Made {
  /** By their names. */
  path: Record<string, unknown>;
  query: Record<string, unknown>;
  headers: Record<string, string>;
  body: { mediaType: string; value: unknown } | { mediaType: string; raw: string } | null;
  /** Whose key it carries; null carries none. */
  key: KeyKind | null;
  breakage: Breakage | null;
}

export type KeyKind = "full" | "narrow" | "unknown" | "foreign";

/** Requests to an operation, three of four as documented. */
export function requestsTo(
  document: OpenApiDocument,
  asked: DocumentedOperation,
  known: Vocabulary["known"],
): fc.Arbitrary<Made> {
  const right = rightRequests(document, asked, known);
  const wrong = fc.tuple(right, breakages).map(([made, breakage]) => broken(made, breakage));
  return fc.oneof({ weight: 3, arbitrary: right }, { weight: 1, arbitrary: wrong });
}

function rightRequests(
  document: OpenApiDocument,
  { operation }: DocumentedOperation,
  known: Vocabulary["known"],
): fc.Arbitrary<Made> {
  const { schemas } = document.components;
  const valuesOf = (schema: JsonSchema, at: string): fc.Arbitrary<unknown> => {
    const wrapped: JsonSchema = { type: "object", properties: { [at]: schema }, required: [at] };
    return arbitraryOf(wrapped, { schemas, known }).map(
      (value) => (value as Record<string, unknown>)[at],
    );
  };
  const parameters = (place: ParameterObject["in"]) => {
    const named = operation.parameters.filter((parameter) => parameter.in === place);
    return fc.record(
      Object.fromEntries(named.map(({ name, schema }) => [name, valuesOf(schema, name)])),
      {
        requiredKeys: named.filter(({ required }) => required).map(({ name }) => name),
        noNullPrototype: true,
      },
    );
  };
  const bodies = Object.entries(operation.requestBody?.content ?? {}).map(
    ([mediaType, content]) => {
      const generated = arbitraryOf(content.schema ?? {}, { schemas, known });
      const examples = examplesOf(document, content).filter((value) => fits(value, mediaType));
      const values =
        examples.length === 0
          ? generated
          : fc.oneof(
              { weight: 2, arbitrary: generated },
              { weight: 1, arbitrary: fc.constantFrom(...examples) },
            );
      return values.map((value) => ({ mediaType, value }));
    },
  );
  return fc.record({
    path: parameters("path").filter((values) => Object.values(values).every(isSegment)),
    query: parameters("query"),
    headers: parameters("header").map((headers) =>
      Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    ),
    body: bodies.length === 0 ? fc.constant(null) : fc.oneof(...bodies),
    key: fc.constant("full" as const),
    breakage: fc.constant(null),
  });
}

/** URLs know two segments that are no names. */
const isSegment = (value: unknown): boolean => value !== "." && value !== "..";

/** An example of a form cannot show the bytes of its file. */
const fits = (_: unknown, mediaType: string): boolean => mediaType === "application/json";

/** The path with its parameters and the query, as a client writes them. */
export function pathOf({ path }: DocumentedOperation, made: Made): string {
  const named = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(made.path[name])),
  );
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(made.query)) {
    for (const one of [value].flat()) if (one !== null) query.append(name, String(one));
  }
  return query.size === 0 ? named : `${named}?${query}`;
}

/** The body as a client writes it. */
export function bodyOf({ body }: Made): { type: string | null; body: string | FormData } | null {
  if (body === null) return null;
  if ("raw" in body) return { type: body.mediaType, body: body.raw };
  if (body.mediaType === "application/json") {
    return { type: body.mediaType, body: JSON.stringify(body.value) };
  }
  const form = new FormData();
  for (const [name, value] of Object.entries(body.value as Record<string, unknown>)) {
    for (const one of [value].flat()) {
      if (one instanceof File) form.append(name, one);
      else if (one !== null) form.append(name, String(one));
    }
  }
  return { type: null, body: form };
}
