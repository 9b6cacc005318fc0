// One seed: a world, so many steps at random, rest, judgement.
import type { Coverage } from "./coverage.ts";
import { type OpenLead, Superseded } from "./durable-object.ts";
import { judge } from "./judge.ts";
import { comeToRest } from "./rest.ts";
import { createScheduler } from "./scheduler.ts";
import { type PromiseId, Violation } from "./violation.ts";
import { createWorld, type World } from "./world.ts";

export interface Run {
  seed: number;
  trace: string[];
  /** Messages that the providers took. */
  taken: number;
  violation: { promise: PromiseId; found: string } | null;
}

export async function simulate(
  seed: number,
  options: { steps: number; openLead: OpenLead; coverage?: Coverage },
): Promise<Run> {
  const world = createWorld(seed, options.openLead, options.coverage);
  let stray: unknown = null;
  const onStray = (error: unknown) => {
    if (!(error instanceof Superseded)) stray ??= error;
  };
  process.on("unhandledRejection", onStray);
  let violation: Run["violation"] = null;
  try {
    world.time.install();
    await live(world, options.steps);
  } catch (error) {
    violation = violationOf(error);
  } finally {
    world.time.restore();
    world.storage.close();
  }
  // Rejections that nobody handled are told once the queue of microtasks is empty.
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", onStray);
  if (!violation && stray) violation = violationOf(stray);
  return { seed, trace: world.trace, taken: world.provider.taken.length, violation };
}

async function live(world: World, steps: number): Promise<void> {
  const scheduler = createScheduler(world);
  for (let step = 0; step < steps; step++) await scheduler.step();
  await comeToRest(world, scheduler);
  await judge(world, scheduler);
}

function violationOf(error: unknown): NonNullable<Run["violation"]> {
  if (error instanceof Violation) return { promise: error.promise, found: error.message };
  const found = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { promise: "I15", found };
}
