import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = mkdtempSync(join(tmpdir(), "leadwire-bench-"));
process.once("exit", () => rmSync(root, { recursive: true, force: true }));

/** A new folder on the disk of temporary files, gone when the process ends. */
export const temporaryFolder = (): string => mkdtempSync(join(root, "state-"));
