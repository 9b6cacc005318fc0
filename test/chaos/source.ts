// A copy of the source with some changes in it, to be bundled or imported in place of the original.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Patch } from "./mutants.ts";

const root = join(import.meta.dirname, "../..");

/** What a patch does to its file. Throws unless `find` stands there exactly once. */
export function patched(text: string, { file, find, replace }: Patch): string {
  const parts = text.split(find);
  if (parts.length !== 2) {
    throw new Error(`${file} has this ${parts.length - 1} times, not once: ${find}`);
  }
  return parts.join(replace);
}

/**
 * Copies `src/` and `test/` to a folder of their own inside the repository, where packages resolve as
 * usual, and applies the patches. Gives the folder; it goes when the process ends.
 */
export function copyWith(patches: readonly Patch[]): string {
  const parent = join(root, ".wrangler", "chaos");
  mkdirSync(parent, { recursive: true });
  const copy = mkdtempSync(join(parent, "source-"));
  process.once("exit", () => rmSync(copy, { recursive: true, force: true }));
  // The app reads its version out of package.json.
  for (const path of ["src", "test/chaos", "test/support", "package.json"]) {
    cpSync(join(root, path), join(copy, path), { recursive: true });
  }
  for (const patch of patches) {
    const path = join(copy, patch.file);
    writeFileSync(path, patched(readFileSync(path, "utf8"), patch));
  }
  return copy;
}
