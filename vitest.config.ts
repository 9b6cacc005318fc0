import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

// wrangler takes required secrets from the environment.
process.env.MASTER_SECRET = "a master secret for tests only, 32+ characters";
process.env.ADMIN_TOKEN = "an admin token for tests only, 32+ characters";

const inNode = ["test/repo/**/*.test.ts", "test/**/*.node.test.ts"];

export default defineConfig({
  test: {
    projects: [
      {
        // Needs the file system or the command line, or shows that a rule needs no runtime.
        test: { name: "node", include: inNode },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: {
              bindings: {
                TEST_MIGRATIONS: await readD1Migrations("./migrations"),
              },
            },
          }),
        ],
        test: {
          name: "workerd",
          include: ["test/**/*.test.ts"],
          exclude: inNode,
          setupFiles: ["./test/support/migrate.ts"],
        },
      },
    ],
  },
});
