// What the Worker is bound to, as wrangler.toml says it: a box, too, has no second truth.
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");

/** One file of migrations, cut into its statements. */
export interface Migration {
  name: string;
  queries: string[];
}

export interface Configuration {
  name: string;
  /** The Worker's bindings, in the words of miniflare. */
  worker: Record<string, unknown>;
  /** The variables, without anything that a file of local secrets adds to them. */
  vars: Record<string, unknown>;
  /** When the Worker wants to be woken, in UTC. */
  crons: string[];
  /** All there are, in the order in which they are applied. */
  migrations: Migration[];
}

/** Reads wrangler.toml and the migrations beside it. */
export async function readConfiguration(): Promise<Configuration> {
  // Else wrangler says on the terminal where it took secrets from: ours come from elsewhere.
  process.env["WRANGLER_LOG"] ??= "none";
  const { unstable_getMiniflareWorkerOptions: optionsOf, unstable_readConfig: readConfig } =
    await import("wrangler");
  const { readD1Migrations } = await import("@cloudflare/vitest-plugin");
  const path = join(root, "wrangler.toml");
  const { name = "leadwire", vars, triggers } = readConfig({ config: path });
  return {
    name,
    worker: optionsOf(path).workerOptions as unknown as Record<string, unknown>,
    vars,
    crons: triggers.crons ?? [],
    migrations: await readD1Migrations(join(root, "migrations")),
  };
}
