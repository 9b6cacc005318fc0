import type { Dialect } from "./dialect.ts";
import type { EdgeDeps, Resources } from "./mount.ts";
import { publicDialect, publicResources } from "./public/index.ts";
import type { LeadDeps } from "./public/leads.ts";
import type { MessageDeps } from "./public/messages.ts";

export type DialectDeps = EdgeDeps & LeadDeps & MessageDeps;

/** Every wire format we speak, each with what it offers besides sending. */
export const dialects: readonly {
  dialect: Dialect;
  resources(deps: DialectDeps): Resources;
}[] = [{ dialect: publicDialect, resources: publicResources }];
