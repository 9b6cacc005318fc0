// Random histories of one lead, on the real object in workerd and on a model of a hundred lines: sends,
// faults of every provider, reports, operators, deaths and alarms. Both must say the same after each step.
//
// VITE_MODEL_RUNS and VITE_MODEL_COMMANDS set how many histories of how many steps. A failure prints a seed, a
// path and a replayPath: with the same VITE_MODEL_COMMANDS, VITE_MODEL_SEED repeats all of it, and together with
// VITE_MODEL_PATH and VITE_MODEL_REPLAY only the smallest history that failed.
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { workspace } from "../support/gateway.ts";
import { LeadModel } from "./model.ts";
import { commands } from "./model-commands.ts";
import { quiet, Real } from "./model-real.ts";

const { env: variables } = import.meta as ImportMeta & { env: Record<string, string | undefined> };
const given = (name: string): string | undefined => variables[`VITE_MODEL_${name}`];
const numRuns = Number(given("RUNS") ?? 60);
const maxCommands = Number(given("COMMANDS") ?? 40);
const seed = given("SEED");
const path = given("PATH");
const replayPath = given("REPLAY");

beforeAll(() => {
  // Only the test moves the clock. It starts in the future, so that no alarm rings by itself.
  vi.useFakeTimers({ toFake: ["Date"] });
  // What goes wrong is asked for.
  for (const level of ["warn", "error"] as const) vi.spyOn(console, level).mockReturnValue();
});
afterAll(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test("the object does what the model does, whatever happens in whatever order", async () => {
  let start = Date.UTC(2040, 0, 1);
  vi.setSystemTime(start);
  const acme = await workspace();
  const helloWorld = await acme.templateId("hello_world");
  await fc.assert(
    fc.asyncProperty(
      fc.commands(commands, {
        maxCommands,
        size: "max",
        ...(replayPath === undefined ? {} : { replayPath }),
      }),
      async (steps) => {
        start += 7 * 24 * 3_600_000;
        vi.setSystemTime(start);
        const simulator = env.SIMULATOR.getByName(acme.id);
        await simulator.forget();
        await simulator.set(quiet);
        const real = new Real(acme, await acme.person(), helloWorld);
        const model = new LeadModel(start);
        await fc.asyncModelRun(() => ({ model, real }), steps);
        await expectTruth(model, real);
        start = model.now;
      },
    ),
    {
      numRuns,
      ...(seed === undefined ? {} : { seed: Number(seed) }),
      ...(path === undefined ? {} : { path }),
    },
  );
}, 3_600_000);

/** At the end: what the providers have is what the model says they have, and D1's list is the object's. */
async function expectTruth(model: LeadModel, real: Real): Promise<void> {
  for (const message of model.messages) {
    expect(await real.taken(message), message.id).toHaveLength(message.taken);
  }
  if (model.messages.length === 0) return;
  await (await real.object()).wake();
  const { results } = await env.DB.prepare(
    "SELECT id, status FROM messages WHERE lead_id = ? AND direction = 'outbound'",
  )
    .bind(real.ref.leadId)
    .all<{ id: string; status: string }>();
  const listed = Object.fromEntries(results.map(({ id, status }) => [id, status]));
  const ours = model.messages.map((message) => [message.id, model.status(message)]);
  expect(listed).toEqual(Object.fromEntries(ours));
}
