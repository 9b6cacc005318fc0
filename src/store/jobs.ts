// The list of jobs: a projection of what their objects hold.
import { and, desc, eq, inArray, lte, sql } from "drizzle-orm";
import type { JobCounts, JobRef, JobStatus } from "../model/job.ts";
import { afterCursor, type Cursor, type Page, pageOf } from "./cursor.ts";
import type { Database } from "./db.ts";
import { jobs } from "./schema.ts";

/** A job as the list shows it; times are epoch milliseconds. */
export interface ListedJob {
  workspaceId: string;
  id: string;
  name: string | null;
  status: JobStatus;
  counts: JobCounts;
  createdAt: number;
  updatedAt: number;
  /** When somebody looks whether the job was forgotten; null once it is over. */
  checkAt: number | null;
}

/** How many forgotten jobs one run looks after. */
const maxForgotten = 50;
const againAfterMs = 10 * 60_000;

/** Brings a job to the list. An older state never replaces a newer one. */
export async function saveJob(db: Database, job: ListedJob): Promise<void> {
  const { workspaceId: _, id: __, ...rest } = job;
  await db
    .insert(jobs)
    .values(job)
    .onConflictDoUpdate({
      target: [jobs.workspaceId, jobs.id],
      set: rest,
      setWhere: lte(jobs.updatedAt, job.updatedAt),
    });
}

/** One page of a workspace's jobs, the newest first. */
export async function listJobs(
  db: Database,
  workspaceId: string,
  {
    status,
    limit,
    cursor,
  }: { status?: JobStatus | undefined; limit: number; cursor: Cursor | null },
): Promise<Page<ListedJob>> {
  const rows = await db
    .select()
    .from(jobs)
    .where(
      and(
        eq(jobs.workspaceId, workspaceId),
        status === undefined ? undefined : eq(jobs.status, status),
        afterCursor(jobs.createdAt, jobs.id, cursor),
      ),
    )
    .orderBy(desc(jobs.createdAt), desc(jobs.id))
    .limit(limit + 1);
  return pageOf(rows, limit, ({ createdAt, id }) => ({ createdAt, id }));
}

export async function deleteJob(db: Database, workspaceId: string, id: string): Promise<void> {
  await db.delete(jobs).where(and(eq(jobs.workspaceId, workspaceId), eq(jobs.id, id)));
}

/**
 * Jobs that nothing happened to for long, which go to the end of their line in the same statement.
 *
 * @param now epoch milliseconds
 */
export async function takeForgottenJobs(db: Database, now: number): Promise<JobRef[]> {
  const place = sql`(${jobs.workspaceId} || ':' || ${jobs.id})`;
  const overdue = db
    .select({ place })
    .from(jobs)
    .where(lte(jobs.checkAt, now))
    .orderBy(jobs.checkAt)
    .limit(maxForgotten);
  return db
    .update(jobs)
    .set({ checkAt: now + againAfterMs })
    .where(and(lte(jobs.checkAt, now), inArray(place, overdue)))
    .returning({ workspaceId: jobs.workspaceId, jobId: jobs.id });
}
