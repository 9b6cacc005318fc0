// The provider process as the test sees it.
import { type ChildProcess, fork } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { join } from "node:path";
import type {
  Behaviour,
  FromProvider,
  Hooks,
  ProviderLog,
  ProviderSettings,
  ToProvider,
} from "./port.ts";

export interface Provider {
  url: string;
  hooks(hooks: Hooks): Promise<void>;
  /** Null: as it should. */
  behave(weights: Partial<Record<Behaviour, number>> | null): Promise<void>;
  stall(ms: number): Promise<void>;
  log(): Promise<ProviderLog>;
  /** The next time that a request arrives, or that a report is acknowledged. */
  next(moment: "received" | "acknowledged"): Promise<void>;
  stop(): void;
}

export async function startProvider(settings: ProviderSettings): Promise<Provider> {
  const child: ChildProcess = fork(join(import.meta.dirname, "process.ts"), { stdio: "inherit" });
  const heard = new EventEmitter().setMaxListeners(0);
  child.on("message", (message: FromProvider) => heard.emit(message.tell, message));
  const killed = () => child.kill("SIGKILL");
  process.once("exit", killed);

  // One question at a time: an answer does not say which question it is to.
  let turn: Promise<unknown> = Promise.resolve();
  const ask = <T extends FromProvider["tell"]>(message: ToProvider, answer: T) => {
    const asked = turn.then(async () => {
      const answered = once(heard, answer);
      child.send(message);
      return (await answered)[0] as Extract<FromProvider, { tell: T }>;
    });
    turn = asked;
    return asked;
  };

  const { port } = await ask({ ask: "start", settings }, "started");
  return {
    url: `http://127.0.0.1:${port}`,
    hooks: async (hooks) => void (await ask({ ask: "hooks", hooks }, "done")),
    behave: async (weights) => void (await ask({ ask: "behave", weights }, "done")),
    stall: async (ms) => void (await ask({ ask: "stall", ms }, "done")),
    log: async () => (await ask({ ask: "log" }, "log")).log,
    next: async (moment) => void (await once(heard, moment)),
    stop: () => {
      process.off("exit", killed);
      killed();
    },
  };
}
