import { GatewayError } from "../../model/errors.ts";
import type { Key } from "../../model/key.ts";
import type { Database } from "../../store/db.ts";
import { getWorkspace, type Workspace } from "../../store/workspaces.ts";

/** The workspace that a key opens. Throws `key_invalid` when it is gone. */
export async function workspaceOf(
  db: Database,
  { workspaceId }: Pick<Key, "workspaceId">,
): Promise<Workspace> {
  const workspace = await getWorkspace(db, workspaceId);
  if (!workspace) throw new GatewayError("key_invalid");
  return workspace;
}
