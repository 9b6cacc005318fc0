// Xobito calls a workspace a tenant: its name is part of every path, and its number part of every row.
import { GatewayError } from "../../model/errors.ts";
import type { Key } from "../../model/key.ts";

/** Refuses a path that does not name the workspace of the key. A foreign one looks like one that nobody has. */
export function refuseOtherTenant(
  key: Pick<Key, "workspaceId" | "slug">,
  subdomain: string | undefined,
): void {
  const named = subdomain?.toLowerCase();
  if (named !== undefined && (named === key.slug || named === key.workspaceId)) return;
  throw new GatewayError("workspace_mismatch");
}

/** A whole number for a workspace: part of its id, so it is the same everywhere and nothing stores it. */
export const tenantId = (workspaceId: string): number =>
  Number.parseInt(workspaceId.replaceAll("-", "").slice(0, 7), 16);
