// Starts one life of the gateway and ends it, so that no process of it stays behind: they share a group.
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Migration } from "./configuration.ts";
import type { RuntimeOptions } from "./runtime.ts";

export interface LifeOptions extends RuntimeOptions {
  /** All there are; those that the database has seen are left out. */
  migrations: Migration[];
  crons: string[];
}

export interface Life {
  pid: number;
  url: string;
  /** The migrations that this start applied. */
  applied: string[];
  /** Settles when it has ended, by itself or not. */
  ended: Promise<void>;
  /** Ends it within seconds. */
  stop(): Promise<void>;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
}

const startWithinMs = 60_000;
const stopWithinMs = 5_000;

const said = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("serves"), url: z.string(), applied: z.array(z.string()) }),
  z.object({ kind: z.literal("failed"), reason: z.string() }),
]);
/** What a life says about its start. */
export type Said = z.infer<typeof said>;

/**
 * Starts the gateway, and settles when it serves.
 *
 * @param log receives what it prints
 * @throws why it did not start
 */
export async function startLife(options: LifeOptions, log: Writable): Promise<Life> {
  const child = fork(join(import.meta.dirname, "runtime-process.ts"), {
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: { ...process.env, CLOUDFLARE_CF_FETCH_ENABLED: "false" },
  });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  const killNow = () => killGroup(child);
  process.once("exit", killNow);
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve())).finally(() => {
    // It may have left the runtime behind.
    killNow();
    process.off("exit", killNow);
  });
  const kill = () => {
    killNow();
    return ended;
  };
  try {
    const { url, applied } = await started(child, options);
    const stop = async (): Promise<void> => {
      if (child.connected) child.send("stop");
      await Promise.race([ended, sleep(stopWithinMs, undefined, { ref: false })]);
      await kill();
    };
    return { pid: child.pid ?? 0, url, applied, ended, stop, kill };
  } catch (error) {
    await kill();
    throw error;
  }
}

function started(child: ChildProcess, options: LifeOptions) {
  return new Promise<Extract<Said, { kind: "serves" }>>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`The gateway did not serve within ${startWithinMs / 1000} s.`));
    }, startWithinMs);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`The gateway ended as it started (${code}).`)));
    child.once("message", (message) => {
      clearTimeout(timer);
      const about = said.parse(message);
      if (about.kind === "serves") resolve(about);
      else reject(new Error(about.reason));
    });
    child.once("exit", () => clearTimeout(timer));
    child.send(options);
  });
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
