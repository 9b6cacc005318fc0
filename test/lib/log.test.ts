import { expect, test } from "vitest";
import { describeError } from "../../src/lib/log.ts";

class Unspeakable extends Error {
  override readonly name = "Unspeakable";
}

test("an error is its name and where it came from, and nothing of its message", () => {
  const message = "john@example.com\n    at +12025550123 (john@example.com)\nat john";
  const { errorName, at } = describeError(new Unspeakable(message));
  expect(errorName).toBe("Unspeakable");
  expect(at).toMatch(/^at .*log\.test\.ts/);
  expect(at).not.toMatch(/john|2025550/);
});

test("an error without a message or a stack is still named", () => {
  expect(describeError(new TypeError()).errorName).toBe("TypeError");
  const bare = new Error("x");
  delete bare.stack;
  expect(describeError(bare)).toEqual({ errorName: "Error" });
  expect(describeError("john@example.com")).toEqual({ errorName: "string" });
});
