// A cron that src/worker.ts does not know would be an error every time; one that wrangler.toml lacks, silence.
import { expect, it } from "vitest";
import { textOf } from "./source-files.ts";

const quoted = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, found]) => found ?? "").toSorted();

it("the Worker knows exactly the crons that wrangler.toml sets", async () => {
  const [, crons = ""] = /^crons = \[(.*)\]$/m.exec((await textOf("wrangler.toml")) ?? "") ?? [];
  const known = quoted((await textOf("src/worker.ts")) ?? "", /^ {2}"([^"]+)": /gm);
  expect(known).not.toEqual([]);
  expect(known).toEqual(quoted(crons, /"([^"]+)"/g));
});
