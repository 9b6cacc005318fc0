// The quiet after the storm: no faults, everything that is under way comes to its end, every report is
// delivered, and the alarm rings until none is due.
import { isOpen } from "./observer.ts";
import type { Scheduler } from "./scheduler.ts";
import { Violation } from "./violation.ts";
import type { World } from "./world.ts";

const quietMs = 3 * 24 * 3_600_000;
const mostSteps = 3_000;

export async function comeToRest(world: World, scheduler: Scheduler): Promise<void> {
  const { time, object, storage, faults } = world;
  const { incoming } = scheduler;
  faults.on = false;
  world.note("from here on, nothing goes wrong");
  world.flush();
  const until = time.now + quietMs;

  /** Does the next thing that can be done now; false when there is nothing. */
  async function step(): Promise<boolean> {
    const effect = object.effects()[0];
    const timer = time.due()[0];
    const report = incoming.outstanding()[0];
    const item = incoming.unbrought()[0];
    if (effect) await scheduler.advance(effect, true);
    else if (timer !== undefined) await scheduler.fire(timer);
    else if (report) await incoming.tell(report);
    else if (item) await incoming.bring(item);
    else if (scheduler.alarmIsDue()) await scheduler.ring("due");
    else return false;
    return true;
  }

  for (let steps = 0; ; steps++) {
    if (steps === mostSteps)
      throw new Violation("I5", `it never comes to rest: ${unfinished(world)}`);
    if (await step()) continue;
    const next = Math.min(
      storage.alarm().at ?? Number.POSITIVE_INFINITY,
      ...[...time.timers.values()].map(({ at }) => at),
    );
    if (next > until) return;
    time.now = Math.max(time.now, next);
  }
}

const unfinished = ({ observer }: World): string =>
  observer
    .rows()
    .filter((row) => isOpen(row) || row.due_at !== null || row.projected < row.version)
    .map(({ id, state }) => `${id} is ${state}`)
    .join(", ");
