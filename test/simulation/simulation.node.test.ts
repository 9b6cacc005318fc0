import { expect, test } from "vitest";
import { openLead } from "../../src/lead/lead.ts";
import { hunt, huntMutant, reachableMutants } from "./hunt.ts";
import { simulate } from "./simulate.ts";

const steps = 200;

test("keeps every promise whatever dies, is lost, comes twice or comes late", async () => {
  let taken = 0;
  const run = await hunt({
    from: 1,
    seeds: 60,
    steps,
    openLead,
    progress: (each) => {
      taken += each.taken;
    },
  });
  expect(run && { ...run, trace: run.trace.slice(-30) }).toBeNull();
  expect(taken).toBeGreaterThan(300);
}, 60_000);

test("plays the same seed the same way, to the letter", async () => {
  const [first, second] = [
    await simulate(7, { steps, openLead }),
    await simulate(7, { steps, openLead }),
  ];
  expect(second.trace.join("\n")).toBe(first.trace.join("\n"));
  expect(first.trace.length).toBeGreaterThan(steps);
  expect((await simulate(8, { steps, openLead })).trace).not.toEqual(first.trace);
});

test.each(reachableMutants)(
  "finds %s",
  async (mutant) => {
    const run = await huntMutant(mutant, openLead, { from: 1, seeds: 2_000, steps });
    expect(run?.violation).toEqual(expectedOf[mutant]);
  },
  60_000,
);

/** What each mistake breaks. */
const expectedOf = {
  M1: expect.objectContaining({ promise: "I2" }),
  M2: expect.objectContaining({ promise: expect.stringMatching(/^I(1|2|4|7)$/) }),
  M4: expect.objectContaining({ promise: expect.stringMatching(/^I(1|2)$/) }),
  M5: expect.objectContaining({ promise: "I4" }),
  M7: expect.objectContaining({ promise: "I5" }),
};
