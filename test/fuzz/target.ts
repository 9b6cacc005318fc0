// The gateway that is fuzzed: the real Worker on an empty disk, with the world in it.
import { readFileSync } from "node:fs";
import { masterSecret, startRuntime } from "../chaos/runtime.ts";
import { settle } from "./settle.ts";
import type { World } from "./world.ts";

export interface Target {
  url: string;
  masterSecret: string;
  world: World;
  /** Everything that the gateway has logged. */
  log(): string;
  stop(): Promise<void>;
}

export async function startTarget(keep: boolean): Promise<Target> {
  const { url, adminToken, logFile, stop } = await startRuntime({ keep });
  const log = () => readFileSync(logFile, "utf8");
  try {
    return { url, masterSecret, world: await settle(url, adminToken), log, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
