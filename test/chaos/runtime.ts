// Starts, kills and starts again the gateway on one disk.
import { type ChildProcess, fork } from "node:child_process";
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../scripts/gateway.ts";
import { bundle } from "./build.ts";
import type { RuntimeOptions } from "./runtime-process.ts";

export interface Runtime {
  url: string;
  adminToken: string;
  /** The folder with the gateway's databases and its log. */
  folder: string;
  /** What the gateway has logged in all of its lives. */
  logFile: string;
  kill(): Promise<void>;
  /** Starts it again on the same disk, possibly as another version of itself. */
  start(script?: string): Promise<void>;
  stop(): Promise<void>;
  /** The process group of the current life, or null when it is dead. */
  pid(): number | null;
}

export interface RuntimeSettings {
  /** The module to run; the source as it is when absent. */
  script?: string;
  bindings?: Record<string, string>;
  /** Keeps the folder when it stops, for a look at it. */
  keep?: boolean;
}

const startWithinMs = 60_000;
export const adminToken = "an admin token of the chaos test, 32+ characters";
export const masterSecret = "a master secret of the chaos test, 32+ characters";

/** Starts the gateway on an empty disk and waits until it answers. */
export async function startRuntime(settings: RuntimeSettings = {}): Promise<Runtime> {
  // Else wrangler says on the terminal where it took secrets from: they are given below.
  process.env["WRANGLER_LOG"] ??= "none";
  const { unstable_getMiniflareWorkerOptions: optionsOf } = await import("wrangler");
  const { readD1Migrations } = await import("@cloudflare/vitest-plugin");
  const { workerOptions } = optionsOf("wrangler.toml");
  const folder = mkdtempSync(join(tmpdir(), "leadwire-chaos-"));
  const logFile = join(folder, "gateway.log");
  const log = createWriteStream(logFile);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let script = settings.script ?? (await bundle("worker"));
  let migrations = await readD1Migrations("./migrations");
  let life: ChildProcess | null = null;

  const kill = async (): Promise<void> => {
    const dying = life;
    if (!dying?.pid) return;
    life = null;
    const ended = new Promise((resolve) => dying.once("exit", resolve));
    killGroup(dying.pid);
    if (dying.exitCode === null && dying.signalCode === null) await ended;
  };

  const start = async (other?: string): Promise<void> => {
    script = other ?? script;
    const child = fork(join(import.meta.dirname, "runtime-process.ts"), {
      detached: true,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      env: { ...process.env, CLOUDFLARE_CF_FETCH_ENABLED: "false" },
    });
    life = child;
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    const options: RuntimeOptions = {
      script,
      port,
      state: join(folder, "state"),
      bindings: { MASTER_SECRET: masterSecret, ADMIN_TOKEN: adminToken, ...settings.bindings },
      worker: workerOptions as unknown as Record<string, unknown>,
      migrations,
    };
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(notStarted)), startWithinMs);
      child.once("message", () => resolve());
      child.once("exit", (code) => reject(new Error(`${notStarted} (exit ${code})`)));
      child.send(options);
      child.once("message", () => clearTimeout(timer));
      child.once("exit", () => clearTimeout(timer));
    });
    migrations = [];
    const answer = await fetch(`${url}/healthz`);
    if (!answer.ok) throw new Error(`${notStarted}: ${await answer.text()}`);
  };
  const notStarted = `The gateway did not start; its log is ${logFile}`;

  const killAtExit = () => life?.pid && killGroup(life.pid);
  process.once("exit", killAtExit);
  const stop = async (): Promise<void> => {
    await kill();
    process.off("exit", killAtExit);
    await new Promise((resolve) => log.end(resolve));
    if (!settings.keep) rmSync(folder, { recursive: true, force: true });
  };

  await start();
  return { url, adminToken, folder, logFile, kill, start, stop, pid: () => life?.pid ?? null };
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
