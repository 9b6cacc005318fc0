import { DurableObject } from "cloudflare:workers";
export class LeadObject extends DurableObject<Env> {}
export class ProjectorObject extends DurableObject<Env> {}
export class SimulatorObject extends DurableObject<Env> {}
export default { fetch: () => new Response("ok") } satisfies ExportedHandler<Env>;
