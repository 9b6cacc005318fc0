// How a run is inclined, drawn once per seed: a run in which everything goes wrong a little shows less than
// runs in which one thing goes badly wrong. https://users.cs.utah.edu/~regehr/papers/swarm12.pdf
import type { Dice } from "./dice.ts";

export type Mood = ReturnType<typeof openMood>;

export function openMood(dice: Dice) {
  return {
    leads: dice.between(1, 3),
    /** Per turn: the object dies in it; or more turns follow before it is durable. */
    crash: dice.pick([0, 0.01, 0.03, 0.08]),
    hold: dice.pick([0, 0.1, 0.3]),
    /** An answer on its way back is lost. */
    lost: dice.pick([0.02, 0.2, 0.5]),
    /** What the provider does with a request, beside accepting it. */
    busy: dice.pick([0.05, 0.1, 0.5]),
    nothing: dice.pick([0.05, 0.3, 0.8]),
    /** Something arrived, and its answer takes longer. */
    slow: dice.pick([0.1, 0.4, 0.9]),
    /** A provider that never reports about a message. */
    silent: dice.pick([0, 0.1, 0.6]),
    /** How many of the questions about a call nobody can answer. */
    mute: dice.pick([0.05, 0.05, 0.3, 0.8]),
    /** D1 fails, before or after it did what was asked. */
    databaseFails: dice.pick([0, 0.05, 0.4]),
    inactive: dice.pick([0, 0, 0.1]),
    keyed: dice.pick([0.5, 0.9]),
    scheduled: dice.pick([0.1, 0.5]),
    channels: dice.pick([
      { whatsapp: 1, email: 1, call: 1 },
      { whatsapp: 6, email: 1, call: 1 },
      { whatsapp: 1, email: 4, call: 1 },
      { whatsapp: 1, email: 1, call: 6 },
      { whatsapp: 0.5, email: 0.5, call: 12 },
    ]),
    /** How often operators settle what is open, and how often leads are deleted. */
    resolve: dice.pick([0, 2, 16]),
    erase: dice.pick([0, 0.4, 1.6]),
    /** A provider reports about a message before it answers. */
    eager: dice.pick([0, 0.1, 0.5]),
    /** How soon reports come otherwise. */
    reports: dice.pick([9, 40, 1]),
    alone: dice.pick([0, 1.5, 5]),
    jumps: dice.pick([
      { moment: 6, seconds: 6, minutes: 1, hours: 0, days: 0, alarm: 4, late: 1 },
      { moment: 3, seconds: 4, minutes: 3, hours: 0.5, days: 0.1, alarm: 4, late: 1 },
      { moment: 3, seconds: 4, minutes: 2, hours: 3, days: 1.5, alarm: 4, late: 2 },
      { moment: 1, seconds: 2, minutes: 4, hours: 2, days: 1, alarm: 8, late: 4 },
    ]),
  };
}
