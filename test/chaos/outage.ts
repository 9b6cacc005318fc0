// D1, KV or both are gone for a while. What is accepted meanwhile is kept, the rest is refused clearly, and
// the list catches up at once when D1 is back.
import { setTimeout as sleep } from "node:timers/promises";
import type { FaultsInput } from "./doubles/faults.ts";
import { readerOf, type Verdict } from "./judge.ts";
import type { Progress } from "./report.ts";
import type { Runtime } from "./runtime.ts";
import { judgeScene, type Scene, type SceneOptions, withScene } from "./scene.ts";
import { type Sent, startTraffic } from "./traffic.ts";

export interface OutageOptions extends Omit<SceneOptions, "speed" | "delayMs"> {
  of: "d1" | "kv" | "both" | "flaky";
  seconds: number;
  callers: number;
}

const faultsOf: Record<OutageOptions["of"], FaultsInput> = {
  d1: { d1: { down: true } },
  kv: { kv: { down: true } },
  both: { d1: { down: true }, kv: { down: true } },
  flaky: {
    d1: { before: 0.05, after: 0.05 },
    kv: { stale: true },
    stub: { overloaded: 0.01, before: 0.05, after: 0.05 },
    storage: { superseded: 0.01, slowMs: 2 },
    frozenClock: true,
  },
};

const warmUpMs = 5_000;
/** Where objects die as well, their next alarm does it: half a minute later at the most. */
const catchUpWithinMs = { d1: 10_000, kv: 10_000, both: 10_000, flaky: 40_000 };
const giveUpMs = 60_000;
const paceMs = 200;

async function setFaults(runtime: Runtime, faults: FaultsInput): Promise<void> {
  const response = await fetch(`${runtime.url}/chaos/faults`, {
    method: "PUT",
    body: JSON.stringify(faults),
  });
  if (!response.ok) throw new Error(`The faults were not set: ${await response.text()}`);
}

export function runOutage(options: OutageOptions, progress: Progress): Promise<Verdict> {
  const { of, seconds, seed, callers } = options;
  return withScene({ ...options, speed: 1, delayMs: 50 }, async (scene) => {
    const { runtime, provider, customer } = scene;
    await provider.behave(null);
    const total = Number.POSITIVE_INFINITY;
    const traffic = startTraffic(runtime.url, customer, { seed, total, callers, paceMs });
    await sleep(warmUpMs);
    const before = traffic.sends.length;
    await setFaults(runtime, faultsOf[of]);
    const until = Date.now() + seconds * 1_000;
    while (Date.now() < until) {
      const left = Math.ceil((until - Date.now()) / 1_000);
      progress(`${of} is gone for ${left} s more, ${traffic.sends.length} sends`);
      await sleep(200);
    }
    const during = traffic.sends.slice(before);
    const accepted = during.filter(({ answer }) => answer !== null).length;
    await setFaults(runtime, {});
    traffic.stop();
    await traffic.done;
    const caughtUpMs = await untilCaughtUp(scene, traffic.sends, progress);
    const verdict = await judgeScene(scene, traffic.sends);
    return {
      ...verdict,
      counts: {
        ...verdict.counts,
        "asked for meanwhile": during.length,
        "answered meanwhile": accepted,
        "answers 503": traffic.sends.reduce((sum, { refusals }) => sum + refusals, 0),
        "list caught up after ms": caughtUpMs,
      },
      violations: {
        ...verdict.violations,
        "list late": caughtUpMs > catchUpWithinMs[of] ? 1 : 0,
      },
    };
  });
}

/** How long it takes until the list shows what the objects know, in milliseconds. */
async function untilCaughtUp(
  { runtime, provider, customer }: Scene,
  sends: readonly Sent[],
  progress: Progress,
): Promise<number> {
  const reader = readerOf(runtime.url, customer);
  const startedAt = Date.now();
  for (;;) {
    const { pending } = await provider.log();
    const listed = await reader.list("&direction=outbound");
    const statuses = new Map(listed.map(({ id, status }) => [id, status]));
    const ids = sends.flatMap(({ messageId }) => messageId ?? []);
    const shown = await reader.messages(ids);
    const late = ids.filter((id) => shown.get(id)?.status !== statuses.get(id)).length;
    progress(`${late} of ${ids.length} are late in the list, ${pending} reports on their way`);
    const took = Date.now() - startedAt;
    if ((late === 0 && pending === 0) || took > giveUpMs) return took;
    await sleep(500);
  }
}
