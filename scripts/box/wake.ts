// Tells the Worker that the time of a cron has come. A run that fails is in the log, and the next one comes.
import type { Miniflare } from "miniflare";

interface Wakeable {
  scheduled(options: { cron: string; scheduledTime: Date }): Promise<{ outcome: string }>;
}

/** Runs one cron of the Worker, and settles when it is done. Never throws. */
export async function wake(runtime: Miniflare, cron: string, at: Date): Promise<void> {
  try {
    // Asked for every time: after a crash the runtime is another one.
    const worker = (await runtime.getWorker()) as unknown as Wakeable;
    const { outcome } = await worker.scheduled({ cron, scheduledTime: at });
    if (outcome !== "ok") logFailure(cron, outcome);
  } catch (error) {
    logFailure(cron, error instanceof Error ? error.name : "unknown");
  }
}

function logFailure(cron: string, code: string): void {
  console.log(JSON.stringify({ level: "error", event: "cron_failed", cron, code }));
}
