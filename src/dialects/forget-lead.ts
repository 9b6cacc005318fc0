import { GatewayError } from "../model/errors.ts";
import type { LeadRef } from "../model/lead.ts";
import type { Database } from "../store/db.ts";
import { deleteLead } from "../store/leads.ts";

export interface ForgetDeps {
  db: Database;
  /** Makes the lead's object forget everything. */
  eraseLead(ref: LeadRef): Promise<void>;
}

/** Deletes a lead everywhere. Throws GatewayError: `lead_not_found`, or `unavailable` when a repeat is due. */
export async function forgetLead({ db, eraseLead }: ForgetDeps, ref: LeadRef): Promise<void> {
  const existed = await deleteLead(db, ref);
  // Also for a lead that is gone from D1: a repeat finishes what a broken call left.
  await eraseLead(ref).catch((error: unknown) => {
    throw new GatewayError("unavailable", { retryAfterSeconds: 2 }, error);
  });
  if (!existed) throw new GatewayError("lead_not_found");
}
