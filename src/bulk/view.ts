// A job as others see it.
import { parseJson } from "../lib/json.ts";
import type { JobCounts, JobHold, JobView, Target } from "../model/job.ts";
import type { ListedJob } from "../store/jobs.ts";
import type { JobRow } from "./record.ts";

/** How long nothing may happen to a running job before it is looked after. */
const checkAfterMs = 10 * 60_000;

export const isOver = ({ status }: Pick<JobRow, "status">): boolean =>
  status === "finished" || status === "stopped";

export function viewOf(
  row: JobRow,
  facts: {
    counts: JobCounts;
    target: Omit<Target, "leadIds">;
    ratePerSecond: number | null;
    now: number;
  },
): JobView {
  const { counts, target, ratePerSecond, now } = facts;
  const hold = row.hold === null ? null : (parseJson(row.hold) as JobHold);
  const isComplete = row.complete === 1;
  const canSay = row.status === "running" && isComplete && ratePerSecond !== null;
  return {
    id: row.id,
    name: row.name,
    status: row.status,
    counts,
    complete: isComplete,
    ratePerSecond,
    estimatedEndAt: canSay
      ? Math.round(Math.max(now, hold?.until ?? now) + (counts.pending * 1000) / ratePerSecond)
      : null,
    hold,
    channel: row.channel,
    target: { ...target, ...(row.named === null ? {} : { leadIdCount: row.named }) },
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    finishedAt: row.finished_at,
  };
}

export function listedOf(row: JobRow, counts: JobCounts): ListedJob {
  return {
    workspaceId: row.workspace,
    id: row.id,
    name: row.name,
    status: row.status,
    counts,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    checkAt: row.status === "running" ? row.updated_at + checkAfterMs : null,
  };
}
