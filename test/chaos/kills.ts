// The gateway is killed, again and again, while callers send and the provider misbehaves; then it is left in
// peace, and judged. Each life may be that of another version.
import { setTimeout as sleep } from "node:timers/promises";
import type { Verdict } from "./judge.ts";
import { choose, randomFrom } from "./random.ts";
import type { Progress } from "./report.ts";
import { judgeScene, type SceneOptions, untilQuiet, withScene } from "./scene.ts";
import { startTraffic } from "./traffic.ts";

export interface KillsOptions extends Omit<SceneOptions, "script" | "speed" | "delayMs"> {
  kills: number;
  sends: number;
  callers: number;
  /** The modules that take turns, one for each life. */
  scripts: [string, ...string[]];
  /** How long everything may take to come to rest, in milliseconds. */
  quietMs: number;
}

/** When the gateway dies. */
const moments = { "at random": 40, received: 40, acknowledged: 20 };
/** The gateway's clock runs this many times as fast, so that waits of minutes take seconds. */
const speed = 20;
const longestWaitMs = 3_000;

export function runKills(options: KillsOptions, progress: Progress): Promise<Verdict> {
  const { kills, sends: total, seed, scripts } = options;
  const random = randomFrom(seed);
  return withScene({ ...options, script: scripts[0], speed, delayMs: 80 }, async (scene) => {
    const { runtime, provider, customer } = scene;
    const { callers } = options;
    const traffic = startTraffic(runtime.url, customer, { seed, total, callers });
    let answered = false;
    void traffic.done.then(() => {
      answered = true;
    });
    let killed = 0;
    const report = () =>
      progress(`${killed} of ${kills} kills, ${traffic.sends.length} of ${total} sends`);
    while (killed < kills && !answered) {
      // Spread over the traffic.
      while (traffic.sends.length < ((killed + 1) * total) / (kills + 1) && !answered) {
        report();
        await sleep(20);
      }
      const moment = choose(random, moments);
      const wait = moment === "at random" ? sleep(random() * 300) : provider.next(moment);
      await Promise.race([wait, sleep(longestWaitMs)]);
      await runtime.kill();
      killed++;
      await runtime.start(scripts[killed % scripts.length]);
    }
    while (!answered) {
      report();
      await sleep(100);
    }
    await provider.behave(null);
    await untilQuiet(scene, options.quietMs, progress);
    const verdict = await judgeScene(scene, traffic.sends);
    return { ...verdict, counts: { kills: killed, ...verdict.counts } };
  });
}
