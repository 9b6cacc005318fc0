import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
process.env.MASTER_SECRET = "a master secret for tests only, 32+ characters";
process.env.ADMIN_TOKEN = "an admin token for tests only, 32+ characters";
export default defineConfig({
  plugins: [cloudflareTest({ main: "/tmp/st/worker.ts", miniflare: { compatibilityDate: "2026-10-23", compatibilityFlags:["nodejs_compat"], d1Databases:["DB"], kvNamespaces:["KEYS"], bindings: { TEST_MIGRATIONS: await readD1Migrations("./migrations") } } })],
  test: { include: ["test/**/*.test.ts"], setupFiles: ["./test/support/migrate.ts"] },
});
