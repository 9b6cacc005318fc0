// What the sections share: the pretend provider, how long they measure, and how a target is warmed up.
import { type Figures, type Load, run } from "./load.ts";
import { type Child, startChild } from "./targets/child.ts";

export interface Stage {
  provider: Child;
  /** How long one run measures. */
  seconds: number;
  /** How often what is compared takes its turn. */
  rounds: number;
  /** Leads of the large sections: 1 for all, less for a rehearsal. */
  scale: number;
  say(text: string): void;
}

export const startProvider = (): Promise<Child> => startChild("provider-process.ts");

/** Sends to everybody once or more, as fast as it goes, so that objects and caches are warm. */
export async function warmUp(
  load: Pick<Load, "origin" | "request">,
  requests: number,
): Promise<Figures> {
  const { origin, request } = load;
  const figures = await run({
    origin,
    request: (n) => (n < requests ? request(n) : null),
    connections: 32,
    seconds: 120,
  });
  if (Object.keys(figures.errors).length > 0) {
    throw new Error(`Nothing can be measured: ${JSON.stringify(figures.errors)}`);
  }
  return figures;
}

/** Runs each in turn, round after round, so that what else the machine does is shared fairly. */
export async function inTurns<Name extends string>(
  rounds: number,
  runs: Record<Name, () => Promise<Figures>>,
): Promise<Record<Name, Figures[]>> {
  const names = Object.keys(runs) as Name[];
  const all = Object.fromEntries(names.map((name) => [name, [] as Figures[]])) as Record<
    Name,
    Figures[]
  >;
  for (let round = 0; round < rounds; round++) {
    for (const name of names) all[name].push(await runs[name]());
  }
  return all;
}

export const errorsOf = (runs: readonly Figures[]): number =>
  runs.flatMap(({ errors }) => Object.values(errors)).reduce((sum, count) => sum + count, 0);
