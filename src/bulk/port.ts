// What others may ask of jobs. Plain data in and out: it crosses Durable Object calls.
import type { Failure } from "../model/errors.ts";
import type { JobOrder, JobOutcome, JobRef, JobResult, JobView } from "../model/job.ts";

export interface ResultQuery {
  outcome: JobOutcome | "pending" | null;
  limit: number;
  /** The `next` of the page before; null at the beginning. */
  after: number | null;
}

export interface ResultPage {
  results: JobResult[];
  /** Null at the end. */
  next: number | null;
}

export type JobChange = { ok: true; job: JobView } | { ok: false; failure: Failure };

/** All jobs of the gateway, by workspace and id. A foreign job is an absent one. */
export interface Jobs {
  /**
   * Starts a job; the same id again is the same job. It goes on by itself, whatever becomes of the caller.
   * Throws `unavailable` when it could not be recorded, what a single send throws when nothing can carry the
   * command, and `idempotency_key_reused` when the id stands for another order.
   */
  start(order: JobOrder): Promise<JobView>;
  /** How many leads the order means, without sending anything. */
  count(order: Pick<JobOrder, "workspaceId" | "target">): Promise<number>;
  get(ref: JobRef): Promise<JobView | null>;
  /** The same once the job is over, or after `ms` as it is then. */
  wait(ref: JobRef, ms: number): Promise<JobView | null>;
  /** `resource_not_found` when there is no such job, `job_not_changeable` when it is over. */
  pause(ref: JobRef): Promise<JobChange>;
  resume(ref: JobRef): Promise<JobChange>;
  /** Leads that are pending get nothing; what was handed over is not called back. */
  stop(ref: JobRef): Promise<JobChange>;
  /** Null when there is no such job. */
  results(ref: JobRef, query: ResultQuery): Promise<ResultPage | null>;
}
