// Wherever the job's object dies, and whatever the provider says, every lead has one message and the ledger
// says what became of it.
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Verdict } from "../../src/model/failure.ts";
import { accepted, busy, unknown } from "../support/lead-harness.ts";
import { job, jobWorld, order, people, untilOver } from "./job-world.ts";

const rejected: Verdict = {
  kind: "reject",
  code: "recipient_unreachable",
  message: "No.",
  provider: { name: "meta" },
};
const verdicts = { accepted: accepted(), busy, unknown, rejected };

const outcomeOf: Record<string, string> = {
  sent: "sent",
  failed: "failed",
  queued: "queued",
  unknown: "unknown",
};

const scenario = fc.record({
  leads: fc.integer({ min: 1, max: 25 }),
  /** After how many steps of each life it dies. */
  lives: fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 6 }),
  /** What the provider says to each message in turn. */
  says: fc.array(fc.constantFrom(...(Object.keys(verdicts) as (keyof typeof verdicts)[])), {
    minLength: 1,
    maxLength: 10,
  }),
});

it("doubles nothing and forgets nobody, wherever the object dies", async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ leads, lives, says }) => {
      const world = jobWorld(people(leads));
      const verdictOf = new Map<string, Verdict>();
      world.lead.deliver = ({ messageId }) => {
        const said = says[verdictOf.size % says.length] ?? "accepted";
        if (!verdictOf.has(messageId)) verdictOf.set(messageId, verdicts[said]);
        return verdictOf.get(messageId) ?? accepted();
      };
      await world.job().start(order());
      for (const steps of lives) {
        if ((await world.job().get(job))?.status === "finished") break;
        world.dieAt = world.steps + steps;
        if (!(await world.ring())) world.restart();
      }
      world.dieAt = null;
      await untilOver(world);

      const messages = world.messages();
      expect(messages.map(({ lead }) => lead)).toEqual(people(leads));
      for (const { id } of messages) {
        const times = world.lead.delivered.filter(({ messageId }) => messageId === id).length;
        // Only what is definitely not sent is tried again, by the lead itself.
        if (verdictOf.get(id)?.kind !== "retry") expect(times).toBe(1);
      }
      const { results } = (await world
        .job()
        .results(job, { outcome: null, limit: 100, after: null })) ?? { results: [] };
      expect(results.map(({ leadId, outcome }) => [leadId, outcome])).toEqual(
        messages.map(({ lead, state }) => [lead, outcomeOf[state]]),
      );
      const counts = (await world.job().get(job))?.counts;
      expect(counts).toMatchObject({ total: leads, pending: 0, skipped: 0 });
      for (const outcome of ["sent", "failed", "queued", "unknown"] as const) {
        expect(counts?.[outcome]).toBe(results.filter((one) => one.outcome === outcome).length);
      }
    }),
    { numRuns: 60 },
  );
}, 60_000);
