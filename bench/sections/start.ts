// How large the Worker is, and how long it takes to start.
import { gzipSync } from "node:zlib";
import { bundleWorker } from "../../scripts/box/bundle.ts";
import { type LifeOptions, startLife } from "../../scripts/box/life.ts";
import { median } from "../load.ts";
import type { Stage } from "../stage.ts";
import { round, type Section } from "../table.ts";
import { floorOptions, silence } from "../targets/floor.ts";
import { leadwireOptions } from "../targets/leadwire.ts";

const kilobytes = (bytes: number): number => Math.round(bytes / 1024);

export async function measureStart(stage: Stage): Promise<Section> {
  stage.say("bundle and start");
  const code = await bundleWorker();
  const floor = await floorOptions(stage.provider.url, "per-lead");
  const leadwire = await leadwireOptions("per-lead");
  // The first start makes the tables.
  await (await startLife(leadwire, silence())).stop();
  const times = { floor: [] as number[], leadwire: [] as number[] };
  for (let round = 0; round < stage.rounds; round++) {
    times.floor.push(await timed(floor));
    times.leadwire.push(await timed({ ...leadwire, migrations: [] }));
  }
  return {
    tables: [
      {
        title: "The Worker",
        rows: [
          {
            "": "Leadwire",
            "bundle KB": kilobytes(code.length),
            "gzip KB": kilobytes(gzipSync(code).length),
            "ms to the first answer": round(median(times.leadwire)),
          },
          { "": "floor", "ms to the first answer": round(median(times.floor)) },
        ],
      },
    ],
    targets: [],
  };
}

/** Milliseconds from nothing to the first answer: process, runtime, Worker. */
async function timed(options: LifeOptions): Promise<number> {
  const from = performance.now();
  const life = await startLife(options, silence());
  await fetch(`${life.url}/healthz`);
  const ms = performance.now() - from;
  await life.stop();
  return ms;
}
