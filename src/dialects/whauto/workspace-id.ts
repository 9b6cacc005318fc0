import { z } from "zod";
import { GatewayError } from "../../model/errors.ts";

/** How a request names its workspace. */
export const workspaceIdSchema = z
  .object({ id: z.string().meta({ format: "uuid" }) })
  .meta({ description: "The workspace of the key; any other is answered as absent." });

/** A key opens its own workspace; any other looks like none. Throws `workspace_mismatch`. */
export function refuseForeignWorkspace(named: string, workspaceId: string): void {
  if (named.trim().toLowerCase() !== workspaceId) throw new GatewayError("workspace_mismatch");
}
