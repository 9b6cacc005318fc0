// One life of the gateway: workerd under miniflare, started by `runtime.ts` in a process group of its own
// so that everything of it can be killed at once. Says "ready" when it answers.
import { readFileSync } from "node:fs";
import { convertV4MiniflareOptions, Miniflare, type V4MiniflareOptions } from "miniflare";

export interface RuntimeOptions {
  /** The bundled Worker. */
  script: string;
  port: number;
  /** A folder that outlives the process. */
  state: string;
  bindings: Record<string, string>;
  /** The Worker's bindings as its configuration file has them. */
  worker: Record<string, unknown>;
  /** What D1 has not seen yet. */
  migrations: { name: string; queries: string[] }[];
}

async function start({
  script,
  port,
  state,
  bindings,
  worker,
  migrations,
}: RuntimeOptions): Promise<void> {
  const gateway = new Miniflare(
    convertV4MiniflareOptions({
      ...worker,
      name: "leadwire",
      modules: [{ type: "ESModule", path: "worker.mjs", contents: readFileSync(script, "utf8") }],
      bindings: { ...(worker["bindings"] as Record<string, string>), ...bindings },
      // Straight to the Worker: the usual entry costs more than the Worker itself.
      unsafeDirectSockets: [{ host: "127.0.0.1", port }],
      resourcePersistencePath: state,
      telemetry: { enabled: false },
      cf: false,
    } as unknown as V4MiniflareOptions),
  );
  await gateway.ready;
  if (migrations.length > 0) {
    const db = await gateway.getD1Database("DB");
    for (const { queries } of migrations) await db.batch(queries.map((query) => db.prepare(query)));
  }
  process.send?.("ready");
}

process.once("message", (options: RuntimeOptions) => void start(options));
process.once("disconnect", () => process.exit());
