// The gateway with the doubles in it, and one route of the test's own.
import * as product from "../../../src/worker.ts";
import { moveClock } from "./clock.ts";
import { setFaults } from "./faults.ts";
import { stateDouble } from "./objects.ts";

export { AccountObject, ProjectorObject, SimulatorObject } from "../../../src/worker.ts";

export class LeadObject extends product.LeadObject {
  constructor(ctx: DurableObjectState, env: Env) {
    super(stateDouble(ctx), env);
  }
}

export class JobObject extends product.JobObject {
  constructor(ctx: DurableObjectState, env: Env) {
    super(stateDouble(ctx), env);
  }
}

const worldFetch = globalThis.fetch;
globalThis.fetch = async (...given: Parameters<typeof fetch>) => {
  const response = await worldFetch(...given);
  moveClock();
  return response;
};

export default {
  async fetch(request, env, ctx) {
    moveClock();
    if (new URL(request.url).pathname !== "/chaos/faults") {
      return product.default.fetch(request, env, ctx);
    }
    setFaults(await request.json());
    return new Response("OK");
  },
  scheduled: (...given: Parameters<NonNullable<ExportedHandler<Env>["scheduled"]>>) =>
    (product.default.scheduled as (...all: unknown[]) => Promise<void>)(...given),
} satisfies ExportedHandler<Env>;
