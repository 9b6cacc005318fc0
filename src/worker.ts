import { createApp } from "./app.ts";
import { simulatorRoutes } from "./simulator/routes.ts";
import { purgeOld, simulated, sweepForgotten } from "./wiring-incoming.ts";

export { LeadObject } from "./lead-object.ts";
export { ProjectorObject } from "./projector-object.ts";
export { SimulatorObject } from "./simulator-object.ts";

const app = createApp((gateway) => {
  gateway.route("/simulator", simulatorRoutes(simulated));
});

/** As in wrangler.toml, which says when. */
const runs: Record<string, () => Promise<void>> = {
  "17 3 * * *": purgeOld,
  "*/5 * * * *": sweepForgotten,
};

export default {
  fetch: app.fetch,
  scheduled: async ({ cron }) => {
    const run = runs[cron];
    if (!run) throw new Error(`no run for the cron ${cron}`);
    await run();
  },
} satisfies ExportedHandler<Env>;
