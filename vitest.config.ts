import { availableParallelism } from "node:os";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

// wrangler takes required secrets from the environment.
process.env.MASTER_SECRET = "a master secret for tests only, 32+ characters";
process.env.ADMIN_TOKEN = "an admin token for tests only, 32+ characters";

const inNode = ["test/repo/**/*.test.ts", "test/**/*.node.test.ts"];
const TEST_MIGRATIONS = await readD1Migrations("./migrations");

/** How hard `test/openapi/` tries, where somebody said so. */
const asked = Object.fromEntries(
  ["OPENAPI_RUNS", "OPENAPI_SEED"].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  }),
);

const workerd = (name: string, include: string[], bindings: Record<string, string> = {}) => ({
  plugins: [
    cloudflareTest({
      wrangler: { configPath: "./wrangler.toml" },
      miniflare: { bindings: { TEST_MIGRATIONS, LOG_SAMPLE: "0", ...asked, ...bindings } },
    }),
  ],
  test: {
    name,
    include,
    exclude: inNode,
    setupFiles: ["./test/support/migrate.ts"],
    // Stories wait for what providers report.
    testTimeout: 30_000,
  },
});

export default defineConfig({
  test: {
    // Each file waits for its own runtime to start: even two cores have something to do meanwhile.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      // Needs the file system or the command line, or shows that a rule needs no runtime.
      { test: { name: "node", include: inNode } },
      workerd("workerd", ["test/**/*.test.ts"]),
      // The same promises hold when many leads share an object.
      workerd(
        "two-objects",
        ["test/stories/{delivery,idempotency,isolation,conversation,tenant-matrix}.test.ts"],
        {
          LEAD_OBJECTS: "2",
        },
      ),
    ],
  },
});
