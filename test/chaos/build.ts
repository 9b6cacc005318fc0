// Bundles the Worker as it is deployed, but with the doubles in between: what the product imports from
// the runtime comes from `doubles/workers.ts`. Nothing in `src/` knows of it.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import type { Patch } from "./mutants.ts";
import { copyWith } from "./source.ts";

/**
 * Bundles the source with `patches` applied into one module.
 *
 * @param name of the file, without its extension
 * @returns the path of the module
 */
export async function bundle(name: string, patches: readonly Patch[] = []): Promise<string> {
  const source = copyWith(patches);
  const outfile = join(source, "dist", `${name}.mjs`);
  mkdirSync(join(source, "dist"), { recursive: true });
  await build({
    entryPoints: [join(source, "test/chaos/doubles/worker.ts")],
    outfile,
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    // Names of classes and functions stay what they are in the product's logs.
    keepNames: true,
    logLevel: "error",
    external: ["node:*"],
    plugins: [
      {
        name: "doubles",
        setup({ onResolve }) {
          onResolve({ filter: /^cloudflare:/ }, ({ path, importer }) =>
            path === "cloudflare:workers" && importer.startsWith(join(source, "src"))
              ? { path: join(source, "test/chaos/doubles/workers.ts") }
              : { path, external: true },
          );
        },
      },
    ],
  });
  return outfile;
}
