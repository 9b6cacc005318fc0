import type { Scheduler } from "./scheduler.ts";
import { Violation } from "./violation.ts";
import type { World } from "./world.ts";

/** Younger keys are certainly remembered. */
const rememberedMs = 47 * 3_600_000;

/** A client that asks again after all is over is told what became of its message, not to wait for it. */
export async function answered(world: World, scheduler: Scheduler): Promise<void> {
  const { ledger, observer, time, object } = world;
  for (const sent of [...ledger.byId.values()]) {
    const isYoung = sent.acceptedAt !== null && time.now - sent.acceptedAt < rememberedMs;
    if (sent.wish.key === null || sent.isErased || !isYoung || !observer.row(sent.messageId))
      continue;
    await scheduler.clients.again(sent, false);
    for (let effect = object.effects()[0]; effect; effect = object.effects()[0]) {
      await scheduler.advance(effect, true);
    }
    if (sent.answer === null) {
      throw new Violation(
        "I8",
        `${sent.wish.key} is never answered, although ${sent.messageId} ended`,
      );
    }
  }
}
