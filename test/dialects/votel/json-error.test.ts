import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonError } from "../../../src/dialects/votel/json-error.ts";

test.each<[string, number, string]>([
  ["", 0, "Expecting value"],
  ["{", 1, "Expecting property name enclosed in double quotes"],
  ['{"a" 1}', 5, "Expecting ':' delimiter"],
  ['{"a": 1 "b": 2}', 8, "Expecting ',' delimiter"],
  ['{"a": }', 6, "Expecting value"],
  ['{"a": 1}}', 8, "Extra data"],
  ['{"a": "b', 6, "Unterminated string starting at"],
  ['{"a": "b\n"}', 8, "Invalid control character at"],
  ['["\\x"]', 2, "Invalid \\escape"],
  ['["\\u00g0"]', 3, "Invalid \\uXXXX escape"],
  ['["a\\', 1, "Unterminated string starting at"],
  ["[1,]", 3, "Expecting value"],
  ["[01]", 2, "Expecting ',' delimiter"],
  ["nul", 0, "Expecting value"],
])("%j goes wrong at %i: %s", (text, position, error) => {
  expect(jsonError(text)).toEqual({ position, error });
});

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

test("finds something wrong exactly where JSON.parse does", () =>
  fc.assert(
    fc.property(
      fc.json(),
      fc.nat(),
      fc.constantFrom("", "}", "]", ",", '"', "\\", "0", "\u0001", "-"),
      (text, at, put) => {
        const place = at % (text.length + 1);
        const changed = text.slice(0, place) + put + text.slice(place + 1);
        for (const one of [text, changed]) expect(jsonError(one) === null).toBe(isJson(one));
      },
    ),
    { numRuns: 2_000 },
  ));

test("takes no stack for what is nested deeply", () => {
  const levels = 200_000;
  expect(jsonError("[".repeat(levels))).toEqual({ position: levels, error: "Expecting value" });
  expect(jsonError("[".repeat(levels) + "]".repeat(levels))).toBeNull();
});
