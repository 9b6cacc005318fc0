import { expect, test } from "vitest";
import { credential } from "../../../src/dialects/public/credential.ts";
import { GatewayError } from "../../../src/model/errors.ts";

const codeOf = (headers: [string, string][]): string => {
  try {
    return credential(new Headers(headers));
  } catch (error) {
    if (error instanceof GatewayError) return error.failure.code;
    throw error;
  }
};

test.each<[string, [string, string][], string]>([
  ["X-API-Key", [["x-api-key", "k"]], "k"],
  ["X-API-Key between blanks", [["x-api-key", "  k\t"]], "k"],
  ["Authorization", [["authorization", "Bearer k"]], "k"],
  ["Authorization in any letter case", [["authorization", "bearer   k"]], "k"],
  [
    "both, if they agree",
    [
      ["x-api-key", "k"],
      ["authorization", "Bearer k"],
    ],
    "k",
  ],
  [
    "X-API-Key beside Basic",
    [
      ["x-api-key", "k"],
      ["authorization", "Basic eA=="],
    ],
    "k",
  ],
  [
    "X-API-Key beside a bare Bearer",
    [
      ["x-api-key", "k"],
      ["authorization", "Bearer"],
    ],
    "k",
  ],
  ["neither", [], "key_missing"],
  ["an empty X-API-Key", [["x-api-key", " "]], "key_missing"],
  ["Basic", [["authorization", "Basic eA=="]], "key_missing"],
  [
    "both, if they differ",
    [
      ["x-api-key", "k"],
      ["authorization", "Bearer l"],
    ],
    "key_invalid",
  ],
  [
    "both, if one is longer",
    [
      ["x-api-key", "k"],
      ["authorization", "Bearer k k"],
    ],
    "key_invalid",
  ],
])("takes the key from %s", (_, headers, expected) => {
  expect(codeOf(headers)).toBe(expected);
});

test("leaves a repeated header as it arrives, for no key looks like that", () => {
  expect(
    codeOf([
      ["x-api-key", "k"],
      ["x-api-key", "k"],
    ]),
  ).toBe("k, k");
});
