// `npm run simulate`: the lead's core under a virtual clock, with faults at every edge. Ends with 1 when a
// promise did not hold, and then says how to see it again.
import { performance } from "node:perf_hooks";
import { SingleBar } from "cli-progress";
import { Command, InvalidArgumentError } from "commander";
import { table } from "../../scripts/leadwire/table.ts";
import { openLead } from "../../src/lead/lead.ts";
import { type MutantId, mutants } from "../chaos/mutants.ts";
import { openCoverage } from "./coverage.ts";
import { type Hunt, hunt, huntMutant, reachableMutants } from "./hunt.ts";
import type { Run } from "./simulate.ts";
import { promises } from "./violation.ts";

interface Options {
  seeds: number;
  from: number;
  steps: number;
  mutant?: string;
  trace?: true;
}

const shownSteps = 30;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function count(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("a whole number is needed");
  return Number(text);
}

const command = new Command("simulate")
  .description("runs the lead's core under a virtual clock, with faults at every edge")
  .option("--seeds <n>", "how many runs", count, 2_000)
  .option("--from <seed>", "the first run's seed", count, 1)
  .option("--steps <n>", "steps at random per run", count, 200)
  .option("--mutant <id>", "build a known mistake in, and look for it: M1, M2, M4, M5 or M7")
  .option("--trace", "print every step")
  .parse();

process.exitCode = await main(command.opts<Options>());

async function main(options: Options): Promise<number> {
  const { mutant } = options;
  if (mutant === undefined) return check(options);
  if (!isMutant(mutant)) {
    say(`There is no mutant ${mutant}. There are ${Object.keys(mutants).join(", ")}.`);
    return 2;
  }
  if (!reachableMutants.some((id) => id === mutant)) {
    say(
      `${mutant} (${mutants[mutant].title}) lies outside the lead's core: npm run chaos finds it.`,
    );
    return 2;
  }
  return find(mutant, options);
}

function isMutant(id: string): id is MutantId {
  return Object.hasOwn(mutants, id);
}

/** Looks for a mistake that is known to be there. */
async function find(mutant: MutantId, options: Options): Promise<number> {
  say(`${mutant}: ${mutants[mutant].title}`);
  const run = await withProgress(options, (all) => huntMutant(mutant, openLead, all));
  if (!run?.violation) {
    say(`not found in ${options.seeds} seeds`);
    return 1;
  }
  const { promise, found } = run.violation;
  say(`found by seed ${run.seed}, after ${run.seed - options.from + 1} seeds`);
  say(`${promise} (${promises[promise]}): ${found}`);
  return 0;
}

/** Looks for mistakes that nobody knows of. */
async function check(options: Options): Promise<number> {
  const coverage = openCoverage();
  const startedAt = performance.now();
  const run = await withProgress(options, (all) => hunt({ ...all, openLead, coverage }));
  if (run?.violation) {
    report(run, options);
    return 1;
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const { rows, columns } = coverage.table();
  say(`How often an event met a message in a state:\n\n${table(rows, columns)}\n`);
  const hardly = coverage.hardlyMet();
  if (hardly.length > 0) {
    say(`Met fewer than 100 times, although they can meet:\n`);
    say(`${table([...hardly], ["event", "state", "hits"])}\n`);
  }
  say(`${options.seeds} seeds of ${options.steps} steps in ${seconds} s: every promise held.`);
  return 0;
}

function report({ seed, trace, violation }: Run, { steps }: Options): void {
  if (!violation) return;
  const { promise, found } = violation;
  say(`The last steps of seed ${seed}:\n\n${trace.slice(-shownSteps).join("\n")}\n`);
  say(`${promise} did not hold: ${promises[promise]}.\n${found}\n`);
  const again = `--from ${seed} --seeds 1${steps === 200 ? "" : ` --steps ${steps}`} --trace`;
  say(`To see it again: npm run simulate -- ${again}`);
}

async function withProgress(
  { from, seeds, steps, trace }: Options,
  runAll: (all: Omit<Hunt, "openLead" | "coverage">) => Promise<Run | null>,
): Promise<Run | null> {
  const bar = new SingleBar({
    format: "{bar} {value}/{total} seeds | {duration_formatted}",
    hideCursor: true,
    stream: process.stdout,
  });
  if (process.stdout.isTTY) bar.start(seeds, 0);
  const progress = (run: Run) => {
    if (process.stdout.isTTY) bar.increment();
    if (trace) say(`seed ${run.seed}\n${run.trace.join("\n")}`);
  };
  try {
    return await runAll({ from, seeds, steps, progress });
  } finally {
    if (process.stdout.isTTY) bar.stop();
  }
}
