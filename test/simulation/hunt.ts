// Runs seeds against the product, or against a copy of it with a known mistake.
import { join } from "node:path";
import { type MutantId, mutants } from "../chaos/mutants.ts";
import { copyWith } from "../chaos/source.ts";
import type { Coverage } from "./coverage.ts";
import type { OpenLead } from "./durable-object.ts";
import { type Run, simulate } from "./simulate.ts";

/** Mistakes in the lead's core. The others are made around it, where this simulation does not look. */
export const reachableMutants = ["M1", "M2", "M4", "M5", "M7"] as const;

/** The core with a mistake in it. */
async function openLeadOf(mutant: MutantId): Promise<OpenLead> {
  const copy = copyWith(mutants[mutant].patches);
  const module = (await import(join(copy, "src/lead/lead.ts"))) as { openLead: OpenLead };
  return module.openLead;
}

export interface Hunt {
  from: number;
  seeds: number;
  steps: number;
  openLead: OpenLead;
  coverage?: Coverage;
  /** Called after each seed. */
  progress?: (run: Run) => void;
}

/** Runs one seed after the other until one of them finds something; gives that one. */
export async function hunt({ from, seeds, progress, ...options }: Hunt): Promise<Run | null> {
  for (let seed = from; seed < from + seeds; seed++) {
    const run = await simulate(seed, options);
    progress?.(run);
    if (run.violation) return run;
  }
  return null;
}

/** The first seed that finds something in the core with the mistake, and nothing in the one without. */
export async function huntMutant(
  mutant: MutantId,
  product: OpenLead,
  { from, seeds, ...options }: Omit<Hunt, "openLead">,
): Promise<Run | null> {
  const openLead = await openLeadOf(mutant);
  for (let seed = from; seed < from + seeds; ) {
    const run = await hunt({ ...options, from: seed, seeds: from + seeds - seed, openLead });
    if (!run) return null;
    const same = await simulate(run.seed, { steps: options.steps, openLead: product });
    if (!same.violation) return run;
    seed = run.seed + 1;
  }
  return null;
}
