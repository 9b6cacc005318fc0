import type { Dialect } from "./dialect.ts";
import type { EdgeDeps, Resources } from "./mount.ts";
import { publicDialect, publicResources } from "./public/index.ts";
import type { PeopleDeps } from "./public/leads.ts";

export type DialectDeps = EdgeDeps & PeopleDeps;

/** Every wire format we speak, each with what it offers besides sending. */
export const dialects: readonly {
  dialect: Dialect;
  resources(deps: DialectDeps): Resources;
}[] = [{ dialect: publicDialect, resources: publicResources }];
