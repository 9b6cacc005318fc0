import type { Context } from "hono";
import { toUuid } from "../lib/uuid.ts";
import { GatewayError } from "../model/errors.ts";
import type { LeadRef } from "../model/lead.ts";
import type { EdgeEnv } from "./context.ts";

/** The lead that the path names; an id that cannot be one is one that nobody has. */
export function leadOfPath(c: Context<EdgeEnv>): LeadRef {
  const leadId = toUuid(c.req.param("id") ?? "");
  if (leadId === null) throw new GatewayError("lead_not_found");
  return { workspaceId: c.get("key").workspaceId, leadId };
}
