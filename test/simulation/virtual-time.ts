// Time that stands still unless the scheduler moves it: the clock, and the timers and the randomness that
// the core takes from the runtime's globals.
import type { Dice } from "./dice.ts";

export const startedAt = Date.UTC(2026, 3, 5, 14, 30);

export interface Timer {
  at: number;
  /** The life of the object that set it. */
  owner: string;
  /** It was set for no time at all: whoever set it only lets others go first. */
  yields: boolean;
  run: () => void;
}

export type VirtualTime = ReturnType<typeof openVirtualTime>;

export function openVirtualTime(dice: Dice) {
  const timers = new Map<number, Timer>();
  const originals = { setTimeout, clearTimeout, random: Math.random };
  let lastId = 0;

  return {
    now: startedAt,
    /** Whose code runs now. */
    owner: "",
    timers,

    /** Takes the globals over, until `restore`. Nothing else may run meanwhile. */
    install(): void {
      globalThis.setTimeout = ((run: () => void, delayMs = 0) => {
        const id = ++lastId;
        const yields = delayMs === 0;
        timers.set(id, { at: this.now + delayMs, owner: this.owner, yields, run });
        return id;
      }) as unknown as typeof setTimeout;
      globalThis.clearTimeout = ((id: number) => void timers.delete(id)) as typeof clearTimeout;
      Math.random = dice.random;
    },

    restore(): void {
      globalThis.setTimeout = originals.setTimeout;
      globalThis.clearTimeout = originals.clearTimeout;
      Math.random = originals.random;
    },

    /** Ids of timers whose time has come, the earliest first. */
    due(): number[] {
      return [...timers]
        .filter(([, { at }]) => at <= this.now)
        .sort(([, a], [, b]) => a.at - b.at)
        .map(([id]) => id);
    },

    /** The first timer that only lets others go first. */
    yielding(): number | undefined {
      return this.due().find((id) => timers.get(id)?.yields);
    },

    forgetTimersOf(owner: string): void {
      for (const [id, timer] of timers) if (timer.owner === owner) timers.delete(id);
    },
  };
}

/** Runs every microtask that is ready, and those that they make ready. */
export const settleMicrotasks = (): Promise<void> =>
  new Promise((resolve) => process.nextTick(resolve));
