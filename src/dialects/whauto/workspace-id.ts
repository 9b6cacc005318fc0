import { GatewayError } from "../../model/errors.ts";

/** A key opens its own workspace; any other looks like none. Throws `workspace_mismatch`. */
export function refuseForeignWorkspace(named: string, workspaceId: string): void {
  if (named.trim().toLowerCase() !== workspaceId) throw new GatewayError("workspace_mismatch");
}
