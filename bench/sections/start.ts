// How large the Worker is, and how long it takes to start.
import { gzipSync } from "node:zlib";
import { bundleWorker } from "../../scripts/box/bundle.ts";
import { median } from "../load.ts";
import type { Stage } from "../stage.ts";
import { round, type Section } from "../table.ts";
import { startFloor } from "../targets/floor.ts";
import { startLeadwire } from "../targets/leadwire.ts";

const kilobytes = (bytes: number): number => Math.round(bytes / 1024);

export async function measureStart(stage: Stage): Promise<Section> {
  stage.say("bundle and start");
  const code = await bundleWorker();
  const { floor, leadwire } = { floor: [] as number[], leadwire: [] as number[] };
  const started = await startLeadwire("per-lead");
  await started.life.stop();
  for (let round = 0; round < stage.rounds; round++) {
    floor.push(
      await timed(async () => {
        const life = await startFloor(stage.provider.url, "per-lead");
        return { answered: fetch(life.url), stop: life.stop };
      }),
    );
    leadwire.push(
      await timed(async () => {
        await started.restart();
        return { answered: fetch(`${started.life.url}/healthz`), stop: started.life.stop };
      }),
    );
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
            "ms to the first answer": round(median(leadwire)),
          },
          { "": "floor", "ms to the first answer": round(median(floor)) },
        ],
      },
    ],
    targets: [],
  };
}

/** Milliseconds from nothing to an answer: process, runtime, Worker. */
async function timed(
  start: () => Promise<{ answered: Promise<Response>; stop(): Promise<void> }>,
): Promise<number> {
  const from = performance.now();
  const { answered, stop } = await start();
  await answered;
  const ms = performance.now() - from;
  await stop();
  return ms;
}
