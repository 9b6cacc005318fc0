// One life of the gateway, started by `life.ts` in a process of its own, so that a crash of the one that
// started it leaves nobody behind who would go on sending. Takes the options as its first message, then "stop".
import { startCrons } from "./crons.ts";
import type { LifeOptions, Said } from "./life.ts";
import { lockState } from "./lock.ts";
import { migrate } from "./migrate.ts";
import { startRuntime } from "./runtime.ts";
import { wake } from "./wake.ts";

async function start(options: LifeOptions): Promise<void> {
  lockState(options.state);
  const applied = await migrate(options, options.migrations);
  const runtime = await startRuntime(options);
  const stopCrons = startCrons(options.crons, (cron, at) => wake(runtime, cron, at));
  process.once("message", () => {
    stopCrons();
    void runtime.dispose().finally(() => process.exit());
  });
  say({ kind: "serves", url: (await runtime.unsafeGetDirectURL()).origin, applied });
}

function say(message: Said): void {
  process.send?.(message);
}

process.once("message", (options: LifeOptions) => {
  start(options).catch((error: unknown) => {
    say({ kind: "failed", reason: error instanceof Error ? error.message : String(error) });
  });
});
process.once("disconnect", () => process.exit());
