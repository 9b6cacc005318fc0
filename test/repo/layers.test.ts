// The layer rules guard the house; this guards the rules: each one fires on a planted violation.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cruise, type IConfiguration, type ICruiseResult } from "dependency-cruiser";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const { forbidden }: IConfiguration = createRequire(import.meta.url)(
  "../../.dependency-cruiser.cjs",
);

/** File -> what it imports. */
const planted: Record<string, string[]> = {
  "src/worker.ts": ["./lead/lead.ts", "./simulator/meta.ts"],
  "src/lead/lead.ts": ["../model/words.ts"],
  "src/model/words.ts": ["../lib/clock.ts", "../store/keys.ts"],
  "src/lib/clock.ts": [],
  "src/lib/ring.ts": ["./knot.ts"],
  "src/lib/knot.ts": ["./ring.ts"],
  "src/lib/upstairs.ts": ["../worker.ts"],
  "src/store/keys.ts": ["../providers/meta/index.ts"],
  "src/providers/meta/index.ts": ["./send.ts", "../provider.ts"],
  "src/providers/meta/send.ts": ["../email/index.ts"],
  "src/providers/email/index.ts": ["cloudflare:workers"],
  "src/providers/provider.ts": ["../../test/support.ts"],
  "src/dialects/public/index.ts": ["../native/index.ts"],
  "src/dialects/native/index.ts": ["../../admin/routes.ts"],
  "src/admin/routes.ts": ["../simulator/meta.ts"],
  "src/simulator/meta.ts": ["../lib/clock.ts", "../providers/provider.ts"],
  "test/support.ts": [],
};

let root: string;
let found: string[];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "leadwire-layers-"));
  for (const [file, imports] of Object.entries(planted)) {
    const lines = imports.map((path, i) => `import { x as x${i} } from "${path}";`);
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), [...lines, "export const x = 1;", ""].join("\n"));
  }
  const { output } = await cruise(["src"], {
    baseDir: root,
    ruleSet: { forbidden: forbidden ?? [] },
    validate: true,
    tsPreCompilationDeps: true,
  });
  found = (output as ICruiseResult).summary.violations.map(
    ({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`,
  );
});
afterAll(() => rm(root, { recursive: true }));

describe("the layer rules", () => {
  it.each([
    "no-cycles: src/lib/knot.ts -> src/lib/ring.ts",
    "runtime-only-at-the-top: src/providers/email/index.ts -> cloudflare:workers",
    "simulator-plays-alone: src/simulator/meta.ts -> src/providers/provider.ts",
    "no-tests-or-scripts-in-the-product: src/providers/provider.ts -> test/support.ts",
    "dialects-do-not-share: src/dialects/public/index.ts -> src/dialects/native/index.ts",
    "providers-do-not-share: src/providers/meta/send.ts -> src/providers/email/index.ts",
    "dialects-reach-sideways: src/dialects/native/index.ts -> src/admin/routes.ts",
    "store-reach-sideways: src/store/keys.ts -> src/providers/meta/index.ts",
    "model-look-up: src/model/words.ts -> src/store/keys.ts",
    "lib-look-up: src/lib/upstairs.ts -> src/worker.ts",
    "dialects-receivers-console-admin-look-up: src/admin/routes.ts -> src/simulator/meta.ts",
  ])("refuse %s", (violation) => {
    expect(found).toContain(violation);
  });

  it.each([
    "src/worker.ts -> src/lead/lead.ts",
    "src/worker.ts -> src/simulator/meta.ts",
    "src/lead/lead.ts -> src/model/words.ts",
    "src/model/words.ts -> src/lib/clock.ts",
    "src/simulator/meta.ts -> src/lib/clock.ts",
    "src/providers/meta/index.ts -> src/providers/meta/send.ts",
    "src/providers/meta/index.ts -> src/providers/provider.ts",
  ])("allow %s", (edge) => {
    const rulesBroken = found
      .filter((violation) => violation.endsWith(edge))
      .filter((violation) => !violation.startsWith("no-cycles"));
    expect(rulesBroken).toEqual([]);
  });
});
