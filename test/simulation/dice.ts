import { choose, randomFrom } from "../chaos/random.ts";

/** Everything that is left to chance in a run, out of one seed. */
export type Dice = ReturnType<typeof openDice>;

export function openDice(seed: number) {
  // Neighbouring seeds begin alike: the first numbers are thrown away.
  const random = randomFrom(Math.imul(seed + 1, 0x9e3779b1));
  for (let i = 0; i < 4; i++) random();
  const pick = <T>(choices: readonly T[]): T => {
    const chosen = choices[Math.floor(random() * choices.length)];
    if (chosen === undefined) throw new Error("nothing to pick from");
    return chosen;
  };
  return {
    random,
    chance: (probability: number): boolean => random() < probability,
    /** A whole number from `least` to `most`. */
    between: (least: number, most: number): number =>
      least + Math.floor(random() * (most - least + 1)),
    pick,
    /** One of the rows; a rare kind of row is picked as often as a common one. */
    pickByKind: <T>(rows: readonly T[], kind: (row: T) => string): T => {
      const wanted = pick([...new Set(rows.map(kind))]);
      return pick(rows.filter((row) => kind(row) === wanted));
    },
    choose: <T extends string>(weights: Record<T, number>): T => choose(random, weights),
  };
}
