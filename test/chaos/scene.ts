// The gateway, the provider and a customer between them: what every scenario needs.
import { setTimeout as sleep } from "node:timers/promises";
import { type Customer, createCustomer } from "./customer.ts";
import { judge, readerOf, unsettled, type Verdict } from "./judge.ts";
import { leaks } from "./leaks.ts";
import { type Provider, startProvider } from "./provider/provider.ts";
import type { Progress } from "./report.ts";
import { type Runtime, startRuntime } from "./runtime.ts";
import type { Sent } from "./traffic.ts";

export interface SceneOptions {
  seed: number;
  leads: number;
  /** The module to run; the gateway as it is when absent. */
  script?: string;
  /** How much faster than the world's the gateway's clock runs. */
  speed: number;
  /** Longest delay before an answer of the provider, in milliseconds. */
  delayMs: number;
  keep: boolean;
  leadObjects: string;
}

export interface Scene {
  runtime: Runtime;
  provider: Provider;
  customer: Customer;
}

/** Sets the scene, lets `act` play in it, and takes everything down again. */
export async function withScene<T>(
  options: SceneOptions,
  act: (scene: Scene) => Promise<T>,
): Promise<T> {
  const { seed, speed, delayMs, script } = options;
  const epoch = Date.now();
  const runtime = await startRuntime({
    ...(script === undefined ? {} : { script }),
    keep: options.keep,
    bindings: {
      CHAOS_EPOCH: String(epoch),
      CHAOS_SPEED: String(speed),
      LEAD_OBJECTS: options.leadObjects,
    },
  });
  const provider = await startProvider({ seed, epoch, speed, delayMs });
  try {
    const customer = await createCustomer(runtime, { provider, leads: options.leads });
    await provider.hooks({ gateway: runtime.url, ...customer.hooks });
    return await act({ runtime, provider, customer });
  } finally {
    provider.stop();
    await runtime.stop();
  }
}

/** Waits until everything that can be settled is, and shows in the list. */
export async function untilQuiet(
  { runtime, customer, provider }: Scene,
  withinMs: number,
  progress: Progress,
): Promise<void> {
  const reader = readerOf(runtime.url, customer);
  const until = Date.now() + withinMs;
  for (;;) {
    const log = await provider.log();
    const queued = (await reader.list("&status=queued")).length;
    const unknown = unsettled(await reader.list("&status=unknown"), log);
    progress(
      `quiet: ${queued} queued, ${unknown} to be settled, ${log.pending} reports on their way`,
    );
    if (queued + unknown + log.pending === 0 || Date.now() > until) break;
    await sleep(1_000);
  }
  // The last rows are on their way to the list.
  await sleep(1_500);
}

/** Judges what callers were told, what the gateway shows and what it wrote down. */
export async function judgeScene(
  { runtime, provider, customer }: Scene,
  sends: readonly Sent[],
): Promise<Verdict> {
  const listed = await readerOf(runtime.url, customer).list();
  const log = await provider.log();
  const verdict = await judge({ url: runtime.url, customer, sends, log, listed });
  verdict.violations["never settled"] = unsettled(
    listed.filter(({ status }) => status === "unknown"),
    log,
  );
  // Dead, so that everything is on the disk.
  await runtime.kill();
  const found = await leaks(runtime, customer);
  for (const kind of ["secrets in the clear", "personal data in the log"] as const) {
    const places = found.filter((leak) => leak.kind === kind).map(({ where }) => where);
    verdict.violations[kind] = places.length;
    verdict.examples.push(...places.slice(0, 5).map((where) => `${kind}: ${where}`));
  }
  return verdict;
}
