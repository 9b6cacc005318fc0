import { createApp } from "./app.ts";
import { simulatorRoutes } from "./simulator/routes.ts";
import { purgeOld, simulated } from "./wiring-incoming.ts";

export { LeadObject } from "./lead-object.ts";
export { ProjectorObject } from "./projector-object.ts";
export { SimulatorObject } from "./simulator-object.ts";

const app = createApp((gateway) => {
  gateway.route("/simulator", simulatorRoutes(simulated));
});

export default { fetch: app.fetch, scheduled: purgeOld } satisfies ExportedHandler<Env>;
