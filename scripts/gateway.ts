// Runs the real gateway on this machine. Whatever happens here (stop, Ctrl-C, an exception), no process
// of it stays behind: they share a process group, which is killed as one. Nothing is lost by that: what
// the gateway has acknowledged is on disk.
import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureDevVars } from "./dev-vars.ts";

export interface Gateway {
  url: string;
  adminToken: string;
  stop(): Promise<void>;
  /** Settles when the gateway ends by itself. */
  ended: Promise<void>;
}

const wrangler = "node_modules/wrangler/bin/wrangler.js";
const startTimeoutMs = 60_000;
const stopTimeoutMs = 5_000;
const keptOutput = 4_000;
// Off: local traces of every request and a page to browse them (costly, and not ours), and asking
// Cloudflare where this machine is.
const quiet = {
  X_LOCAL_OBSERVABILITY: "false",
  X_LOCAL_EXPLORER: "false",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
};

/**
 * Starts the gateway on `port` with its state in `stateDir`, and waits until it answers.
 *
 * @param show receives what the gateway prints: its warnings and errors
 */
export async function startGateway(
  { port, stateDir }: { port: number; stateDir: string },
  show: (text: string) => void = () => {},
): Promise<Gateway> {
  await assertFree(port);
  exitOnSignals();
  const adminToken = ensureDevVars();
  const state = ["--persist-to", stateDir];

  const migrations = run(["d1", "migrations", "apply", "DB", "--local", ...state]);
  if ((await migrations.code) !== 0) {
    throw new Error(`The migrations failed:\n${migrations.output()}`);
  }

  const flags = ["--port", String(port), "--inspector-port", "0", "--log-level", "warn"];
  const gateway = run(["dev", ...flags, "--show-interactive-dev-session=false", ...state], show);
  const url = `http://localhost:${port}`;
  try {
    await answering(url, gateway);
  } catch (error) {
    await gateway.stop();
    throw error;
  }
  return { url, adminToken, stop: gateway.stop, ended: gateway.code.then(() => {}) };
}

/** A port that nobody listens on right now. */
export async function freePort(): Promise<number> {
  return listenOnce(0);
}

async function assertFree(port: number): Promise<void> {
  try {
    await listenOnce(port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new Error(
      `Port ${port} is taken: is a gateway running already? Stop it, or give --port.`,
    );
  }
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ port, host: "localhost" }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : port));
    });
  });
}

interface Running {
  /** The exit code, once it has ended. */
  code: Promise<number | null>;
  hasEnded(): boolean;
  /** The end of what it printed. */
  output(): string;
  stop(): Promise<void>;
}

function run(args: string[], show: (text: string) => void = () => {}): Running {
  const child = spawn(process.execPath, [wrangler, ...args], {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...quiet },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(-keptOutput);
      show(text);
    });
  }
  const killNow = () => signalGroup(child, "SIGKILL");
  process.once("exit", killNow);
  const code = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  }).finally(() => {
    killNow();
    process.off("exit", killNow);
  });
  return {
    code,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    output: () => output,
    stop: async () => {
      signalGroup(child, "SIGTERM");
      await Promise.race([code, sleep(stopTimeoutMs, null, { ref: false })]);
      killNow();
      await code;
    },
  };
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

async function answering(url: string, gateway: Running): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  while (Date.now() < deadline) {
    if (gateway.hasEnded()) throw new Error(`The gateway did not start:\n${gateway.output()}`);
    const signal = AbortSignal.timeout(startTimeoutMs);
    const response = await fetch(`${url}/healthz`, { signal }).catch(() => null);
    if (response?.ok) return;
    if (response) throw new Error(`The gateway is not well: ${await response.text()}`);
    await sleep(100);
  }
  throw new Error(`The gateway did not answer in ${startTimeoutMs / 1000} s:\n${gateway.output()}`);
}

/** Only an exit that goes through `process.exit` runs the "exit" listeners, which kill the gateway. */
function exitOnSignals(): void {
  for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 })) {
    process.once(signal, () => process.exit(code));
  }
}
