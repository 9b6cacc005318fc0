import type { Jobs } from "../bulk/port.ts";
import type { ChannelVerbs } from "./channel-verbs.ts";
import type { Dialect } from "./dialect.ts";
import type { EdgeDeps, Resources } from "./mount.ts";
import type { ProviderDeps } from "./provider-deps.ts";
import { publicDialect, publicResources } from "./public/index.ts";
import type { LeadDeps } from "./public/leads.ts";
import type { MessageDeps } from "./public/messages.ts";
import { votel } from "./votel/index.ts";
import { whautoDialect, whautoResources } from "./whauto/index.ts";
import { xobito } from "./xobito/index.ts";

export type DialectDeps = EdgeDeps &
  LeadDeps &
  MessageDeps &
  ProviderDeps &
  ChannelVerbs & { jobs: Jobs };

/** A wire format with what it offers besides sending. */
export interface Spoken {
  dialect: Dialect;
  resources: Resources;
}

/** Every wire format we speak. One whose paths lie within another's comes first. */
export const dialects: readonly ((deps: DialectDeps) => Spoken)[] = [
  (deps) => ({ dialect: publicDialect, resources: publicResources(deps) }),
  (deps) => ({ dialect: whautoDialect(deps), resources: whautoResources(deps) }),
  xobito,
  votel,
];
