// Bundles the Worker into one module, for a runtime on this machine.
import { join } from "node:path";
import { type BuildOptions, build } from "esbuild";

const root = join(import.meta.dirname, "../..");

/** How the source becomes one module that workerd runs. */
const bundleOptions = {
  bundle: true,
  format: "esm",
  platform: "browser",
  target: "es2024",
  conditions: ["workerd", "worker", "browser"],
  logLevel: "error",
} satisfies BuildOptions;

/** The text of a Worker's module, as it is deployed; Leadwire's when no other entry is named. */
export async function bundleWorker(entry = join(root, "src/worker.ts")): Promise<string> {
  const { outputFiles } = await build({
    ...bundleOptions,
    entryPoints: [entry],
    external: ["node:*", "cloudflare:*"],
    write: false,
  });
  const [module] = outputFiles;
  if (!module) throw new Error("The bundle is empty.");
  return module.text;
}
