import { app } from "./app.ts";

export { LeadObject } from "./lead-object.ts";
export { ProjectorObject } from "./projector-object.ts";
export { SimulatorObject } from "./simulator-object.ts";

export default { fetch: app.fetch } satisfies ExportedHandler<Env>;
