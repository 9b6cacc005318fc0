import { createApp } from "./app.ts";
import { simulatorRoutes } from "./simulator/routes.ts";
import { simulated } from "./wiring.ts";

export { LeadObject } from "./lead-object.ts";
export { ProjectorObject } from "./projector-object.ts";
export { SimulatorObject } from "./simulator-object.ts";

const app = createApp((gateway, self) => {
  gateway.route("/simulator", simulatorRoutes({ ...simulated, loopback: self }));
});

export default { fetch: app.fetch } satisfies ExportedHandler<Env>;
