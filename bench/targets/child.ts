// A server in a process of its own, which says where it listens and ends with its parent.
import { fork } from "node:child_process";
import { join } from "node:path";
import { z } from "zod";

export interface Child {
  url: string;
  pid: number;
  stop(): Promise<void>;
}

const said = z.object({ url: z.string() });
const startWithinMs = 20_000;

/** Starts a file of this folder. Throws when it does not say in time where it listens. */
export function startChild(file: string, args: string[] = []): Promise<Child> {
  const child = fork(join(import.meta.dirname, file), args, {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`${file} did not start within ${startWithinMs / 1000} s.`));
    }, startWithinMs);
    child.once("exit", (code) => reject(new Error(`${file} ended as it started (${code}).`)));
    child.once("message", (message) => {
      clearTimeout(timer);
      const { url } = said.parse(message);
      const stop = (): Promise<void> => {
        child.kill();
        return ended;
      };
      resolve({ url, pid: child.pid ?? 0, stop });
    });
  });
}
