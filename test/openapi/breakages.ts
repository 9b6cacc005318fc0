// One thing that can be wrong with a request.
import fc from "fast-check";
import type { KeyKind, Made } from "./requests.ts";

export type Breakage =
  | { kind: "key"; key: KeyKind | null }
  /** In place of the body, byte for byte. */
  | { kind: "raw"; raw: string }
  /** A value of the body, counted from its first, is another. */
  | { kind: "value"; index: number; value: unknown }
  | { kind: "absent"; index: number }
  | { kind: "path" | "query"; index: number; value: string }
  | { kind: "idempotency key"; value: string };

const values = fc.oneof(
  fc.constantFrom<unknown>(null, "", " ", "x", true, 0, -1, 1.5, 1e21, [], [[]], {}, { a: 1 }),
  fc.constantFrom("x".repeat(300), "x".repeat(5_000), "a\u0000b", "\ud800", "a\nb", "ä€😀"),
  fc.jsonValue({ maxDepth: 2 }),
);
const texts = fc.constantFrom(
  "0",
  "-1",
  "x",
  "99999999999999999999",
  "00000000-0000-4000-8000-000000000000",
  "x".repeat(600),
  "a b",
  "ä",
  "%00",
  "' OR 1=1",
);
const index = fc.nat({ max: 40 });

export const breakages: fc.Arbitrary<Breakage> = fc.oneof(
  fc.record({
    kind: fc.constant("key" as const),
    key: fc.constantFrom<KeyKind | null>(null, "narrow", "unknown", "foreign"),
  }),
  fc.record({
    kind: fc.constant("raw" as const),
    raw: fc.constantFrom("", "{", "[]", "null", "7", '"text"', "a=1", '{"a":1}x', "\u0000"),
  }),
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("value" as const), index, value: values }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("absent" as const), index }) },
  fc.record({ kind: fc.constantFrom("path", "query"), index, value: texts }),
  fc.record({
    kind: fc.constant("idempotency key" as const),
    // `again` is right, and somebody else's.
    value: fc.constantFrom("again", "again", "", "a b", "x".repeat(256), '"'),
  }),
);

/** The request with that one thing broken; as it was when it has no such thing. */
export function broken(made: Made, breakage: Breakage): Made {
  const { body } = made;
  const marked = { ...made, breakage };
  switch (breakage.kind) {
    case "key":
      return { ...marked, key: breakage.key };
    case "raw":
      return body === null
        ? marked
        : { ...marked, body: { mediaType: body.mediaType, raw: breakage.raw } };
    case "value":
    case "absent": {
      if (body === null || !("value" in body)) return marked;
      const put = breakage.kind === "value" ? { value: breakage.value } : null;
      return { ...marked, body: { ...body, value: changed(body.value, breakage.index, put) } };
    }
    case "path":
    case "query": {
      const names = Object.keys(made[breakage.kind]);
      const name = names[breakage.index % Math.max(1, names.length)];
      if (name === undefined) return marked;
      return { ...marked, [breakage.kind]: { ...made[breakage.kind], [name]: breakage.value } };
    }
    case "idempotency key":
      return { ...marked, headers: { ...made.headers, "Idempotency-Key": breakage.value } };
  }
}

/** A copy in which the value at a place is replaced, or left out when there is none to put there. */
function changed(value: unknown, index: number, put: { value: unknown } | null): unknown {
  const places = placesIn(value);
  const place = places[index % Math.max(1, places.length)];
  if (place === undefined) return put === null ? undefined : put.value;
  return at(value, place, put);
}

/** The way to every value in a JSON value. */
function placesIn(value: unknown): string[][] {
  if (value === null || typeof value !== "object" || value instanceof File) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    [name],
    ...placesIn(inner).map((rest) => [name, ...rest]),
  ]);
}

function at(
  value: unknown,
  [name = "", ...rest]: string[],
  put: { value: unknown } | null,
): unknown {
  const entries = Object.entries(value as object).flatMap(([key, inner]): [string, unknown][] => {
    if (key !== name) return [[key, inner]];
    if (rest.length > 0) return [[key, at(inner, rest, put)]];
    return put === null ? [] : [[key, put.value]];
  });
  return Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}
