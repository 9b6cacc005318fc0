// workerd under miniflare, without wrangler's proxy in front: one life of the gateway on one disk.
import { join } from "node:path";
import {
  convertV4MiniflareOptions,
  Log,
  LogLevel,
  Miniflare,
  type V4MiniflareOptions,
} from "miniflare";

export interface RuntimeOptions {
  /** The Worker's name; the folders of its objects are named after it. */
  name: string;
  /** The text of the bundled Worker. */
  code: string;
  host: string;
  port: number;
  /** The folder with everything that the gateway knows. */
  state: string;
  /** Its bindings as its configuration file has them. */
  worker: Record<string, unknown>;
  /** Its variables and secrets, all of them. */
  bindings: Record<string, unknown>;
}

/** Starts the Worker; it answers when this settles. What it logs goes to stdout. */
export async function startRuntime(options: RuntimeOptions): Promise<Miniflare> {
  const { name, code, host, port, worker, bindings, state } = options;
  return ready({
    ...worker,
    name,
    modules: [{ type: "ESModule", path: "worker.mjs", contents: code }],
    bindings,
    // Straight to the Worker: the usual entry costs more than the Worker itself.
    unsafeDirectSockets: [{ host, port }],
    ...persistedIn(state),
  });
}

/** Starts the databases alone: nothing of the Worker runs, so no alarm of an object does either. */
export function startDatabases({
  state,
  worker,
}: Pick<RuntimeOptions, "state" | "worker">): Promise<Miniflare> {
  return ready({
    modules: [{ type: "ESModule", path: "nothing.mjs", contents: "export default {};" }],
    compatibilityDate: worker["compatibilityDate"],
    d1Databases: worker["d1Databases"],
    ...persistedIn(state),
  });
}

/** Where `wrangler --persist-to <state>` looks, so that its commands work here as well. */
const persistedIn = (state: string) => ({ resourcePersistencePath: join(state, "v3") });

async function ready(options: Record<string, unknown>): Promise<Miniflare> {
  const runtime = new Miniflare(
    convertV4MiniflareOptions({
      ...options,
      telemetry: { enabled: false },
      // Else it asks Cloudflare where this machine is.
      cf: false,
      log: new Log(LogLevel.WARN),
      handleStructuredLogs: ({ message }: { message: string }) => console.log(message),
    } as unknown as V4MiniflareOptions),
  );
  await runtime.ready;
  return runtime;
}
