// Everybody writes to one person at the same moment, while the provider does not answer.

import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { Verdict } from "./judge.ts";
import type { Progress } from "./report.ts";
import { judgeScene, type SceneOptions, untilQuiet, withScene } from "./scene.ts";
import { newSend, post, type Sent } from "./traffic.ts";

export interface OverloadOptions extends Omit<SceneOptions, "speed" | "delayMs" | "leads"> {
  sends: number;
}

const warmUps = 3;
const warmUpMs = 2_000;
const stallMs = 8_000;
const recoveredWithinMs = 5_000;
/** How many messages may wait for one person. */
const queueLimit = 200;
const memoryMargin = 1.2;
const settleMs = 15_000;

export function runOverload(options: OverloadOptions, progress: Progress): Promise<Verdict> {
  const { sends: total } = options;
  return withScene({ ...options, leads: 1, speed: 1, delayMs: 0 }, async (scene) => {
    const { runtime, provider, customer } = scene;
    await provider.behave(null);
    const sends: Sent[] = [];
    const send = async (): Promise<Sent> => {
      const sent = newSend(customer.people[0]?.id ?? "", "whatsapp");
      sends.push(sent);
      sent.tries++;
      const answer = await post(runtime.url, customer, sent);
      if (answer) {
        sent.answer = { status: answer.status, body: answer.body };
        sent.messageId = answer.messageId;
      }
      return sent;
    };
    const stampede = async (ms: number) => {
      await provider.stall(ms);
      const until = Date.now() + ms;
      const all = await Promise.all(Array.from({ length: total }, send));
      const memory = await memoryOf(runtime.pid());
      await sleep(Math.max(0, until - Date.now()));
      return { all, memory };
    };

    // A process keeps what it once needed: only what a second time adds to it is a leak.
    progress("warming up");
    for (let i = 0; i < warmUps; i++) await stampede(warmUpMs);
    await untilServed(send);
    await untilQuiet(scene, settleMs, progress);
    await sleep(settleMs);
    const memoryBefore = await memoryOf(runtime.pid());

    progress(`${total} callers at once, and no answer from the provider`);
    const { all, memory: memoryAtPeak } = await stampede(stallMs);
    const recoveredMs = await untilServed(send);
    await untilQuiet(scene, settleMs, progress);
    await sleep(settleMs);
    const memoryAfter = await memoryOf(runtime.pid());

    const statuses = Map.groupBy(all, ({ answer }) => answer?.status ?? 0);
    const waited = (statuses.get(200)?.length ?? 0) + (statuses.get(202)?.length ?? 0);
    const odd = all.filter(({ answer }) => ![200, 202, 429].includes(answer?.status ?? 0));
    const verdict = await judgeScene(scene, sends);
    return {
      counts: {
        ...verdict.counts,
        "answered 200": statuses.get(200)?.length ?? 0,
        "answered 202": statuses.get(202)?.length ?? 0,
        "answered 429": statuses.get(429)?.length ?? 0,
        "served again after ms": recoveredMs,
        "memory before, MB": memoryBefore,
        "memory at the peak, MB": memoryAtPeak,
        "memory after, MB": memoryAfter,
      },
      violations: {
        ...verdict.violations,
        "other answers": odd.length,
        "queue too long": waited > queueLimit ? 1 : 0,
        "recovered late": recoveredMs > recoveredWithinMs ? 1 : 0,
        "memory kept": memoryAfter > memoryBefore * memoryMargin ? 1 : 0,
      },
      examples: [...verdict.examples, ...odd.slice(0, 5).map((one) => JSON.stringify(one.answer))],
    };
  });
}

/** How long it takes until a send is answered with "sent", in milliseconds. */
async function untilServed(send: () => Promise<Sent>): Promise<number> {
  const startedAt = Date.now();
  while (Date.now() - startedAt < 6 * recoveredWithinMs) {
    const { answer } = await send();
    if (answer?.status === 200) break;
    await sleep(100);
  }
  return Date.now() - startedAt;
}

/** Resident memory of workerd in a process group, in MB. */
async function memoryOf(group: number | null): Promise<number> {
  let kilobytes = 0;
  for (const entry of await readdir("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = await readFile(`/proc/${entry}/stat`, "utf8").catch(() => "");
    // pid (name) state parent group
    const [, name = "", groupId] = /^\d+ \((.*)\) \S \d+ (\d+)/.exec(stat) ?? [];
    if (Number(groupId) !== group || !name.startsWith("workerd")) continue;
    const status = await readFile(`/proc/${entry}/status`, "utf8").catch(() => "");
    kilobytes += Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  }
  return Math.round(kilobytes / 1024);
}
