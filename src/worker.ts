import { createApp } from "./app.ts";
import { simulatorRoutes } from "./simulator/routes.ts";
import { purgeOld, simulated, sweepForgotten } from "./wiring-incoming.ts";
import { wakeForgottenJobs } from "./wiring-jobs.ts";

export { AccountObject } from "./account-object.ts";
export { JobObject } from "./job-object.ts";
export { LeadObject } from "./lead-object.ts";
export { ProjectorObject } from "./projector-object.ts";
export { SimulatorObject } from "./simulator-object.ts";

const app = createApp((gateway) => {
  gateway.route("/simulator", simulatorRoutes(simulated));
});

/** As in wrangler.toml, which says when. */
const runs: Record<string, () => Promise<void>> = {
  "17 3 * * *": purgeOld,
  "*/5 * * * *": async () => {
    const swept = await Promise.allSettled([sweepForgotten(), wakeForgottenJobs()]);
    for (const run of swept) if (run.status === "rejected") throw run.reason;
  },
};

export default {
  fetch: app.fetch,
  scheduled: async ({ cron }) => {
    const run = runs[cron];
    if (!run) throw new Error(`no run for the cron ${cron}`);
    await run();
  },
} satisfies ExportedHandler<Env>;
