// The known mistakes are changes of our source: they must fit the source as it is, and be nowhere in it.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { mutants } from "../chaos/mutants.ts";
import { patched } from "../chaos/source.ts";
import { nextVersion } from "../chaos/versions.ts";
import { filesUnder } from "./source-files.ts";

const versions = { ...mutants, "the next version": { patches: nextVersion } };

describe.each(Object.entries(versions))("%s", (_, { patches }) => {
  test.each(patches)("changes exactly one place of $file", (patch) => {
    const text = readFileSync(patch.file, "utf8");
    expect(patched(text, patch)).not.toBe(text);
  });
});

test("a patch that fits nowhere, or twice, is refused", () => {
  const patch = { file: "src/worker.ts", find: "a", replace: "b" };
  expect(() => patched("nothing", patch)).toThrow("0 times");
  expect(() => patched("banana", patch)).toThrow("3 times");
  expect(patched("cat", patch)).toBe("cbt");
});

test("the product imports nothing of its tests", async () => {
  for (const file of await filesUnder("src", ".ts")) {
    expect(readFileSync(file, "utf8"), file).not.toMatch(/from "[^"]*\btest\//);
  }
});
