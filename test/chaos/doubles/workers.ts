// Stands where the product imports `cloudflare:workers`.
import { env as bindings, DurableObject as RuntimeObject } from "cloudflare:workers";
import { d1Double } from "./d1.ts";
import { kvDouble } from "./kv.ts";
import { namespaceDouble, originalState } from "./objects.ts";

export { waitUntil } from "cloudflare:workers";

export const env = {
  ...bindings,
  DB: d1Double(bindings.DB),
  KEYS: kvDouble(bindings.KEYS),
  LEAD: namespaceDouble(bindings.LEAD),
  PROJECTOR: namespaceDouble(bindings.PROJECTOR),
  JOB: namespaceDouble(bindings.JOB),
  ACCOUNT: namespaceDouble(bindings.ACCOUNT),
};

export class DurableObject extends RuntimeObject {
  constructor(ctx: DurableObjectState, given: Env) {
    super(originalState(ctx), given);
  }
}
