// Starts the floor in the runtime that runs the gateway, with the same flags, on a disk of its own.
import { join } from "node:path";
import { Writable } from "node:stream";
import { bundleWorker } from "../../scripts/box/bundle.ts";
import { readConfiguration } from "../../scripts/box/configuration.ts";
import { type Life, type LifeOptions, startLife } from "../../scripts/box/life.ts";
import { freePort } from "../../scripts/gateway.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** @param objects "per-lead" or how many objects share the leads */
export const startFloor = async (provider: string, objects: string): Promise<Life> =>
  startLife(await floorOptions(provider, objects), silence());

export async function floorOptions(provider: string, objects: string): Promise<LifeOptions> {
  const { worker } = await readConfiguration();
  const { compatibilityDate, compatibilityFlags } = worker;
  return {
    name: "floor",
    code: await bundleWorker(join(import.meta.dirname, "floor-worker.ts")),
    host: "127.0.0.1",
    port: await freePort(),
    state: temporaryFolder(),
    worker: {
      compatibilityDate,
      compatibilityFlags,
      durableObjects: { LEAD: { className: "LeadObject", useSQLite: true } },
    },
    bindings: { PROVIDER: provider, OBJECTS: objects },
    migrations: [],
    crons: [],
  };
}

/** What a runtime prints goes nowhere: a bench shows figures alone. */
export const silence = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });
