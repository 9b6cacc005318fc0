import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

/** What a program printed, and how it ended. */
export interface Ran {
  /** 0 when it went well; null when it could not be started or was killed. */
  code: number | null;
  stdout: string;
  /** All that it printed, as it came. */
  output: string;
}

/** What a deployment needs of the world around it. */
export interface Shell {
  /** Runs a program to its end. Nobody is there to answer its questions. */
  run(command: string, args: readonly string[]): Promise<Ran>;
  fetch(url: string): Promise<Response>;
  sleep(ms: number): Promise<void>;
  out(text: string): void;
  env: NodeJS.Dict<string>;
}

/** This machine, with `more` in its environment. */
export const machine = (more: Record<string, string> = {}): Shell => ({
  run: (command, args) =>
    new Promise((resolve) => {
      // wrangler that finds a terminal asks, and writes ids into wrangler.toml.
      const child = spawn(command, [...args], {
        stdio: ["ignore", "pipe", "pipe"],
        env: {
          ...process.env,
          ...more,
          WRANGLER_HIDE_BANNER: "true",
          NO_COLOR: "1",
          FORCE_COLOR: "0",
        },
      });
      let [stdout, output] = ["", ""];
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        stdout += text;
        output += text;
      });
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
      child.once("error", ({ message }) => resolve({ code: null, stdout, output: message }));
      child.once("close", (code) => resolve({ code, stdout, output }));
    }),
  fetch: (url) => fetch(url, { redirect: "error", signal: AbortSignal.timeout(10_000) }),
  sleep: (ms) => sleep(ms),
  out: (text) => console.log(text),
  env: { ...process.env, ...more },
});
