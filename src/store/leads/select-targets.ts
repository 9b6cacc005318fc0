import type { Target } from "../../model/job.ts";
import type { Database } from "../db.ts";

/**
 * The ids of a workspace's leads that a target means, in ascending order.
 *
 * @param after the last id of the page before; null at the beginning
 */
export async function selectTargets(
  _db: Database,
  _workspaceId: string,
  _target: Target,
  _page: { after: string | null; limit: number },
): Promise<string[]> {
  throw new Error("not written yet");
}

/** How many leads a target means. */
export async function countTargets(
  _db: Database,
  _workspaceId: string,
  _target: Target,
): Promise<number> {
  throw new Error("not written yet");
}
