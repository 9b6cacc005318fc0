import type { LeadPort } from "../lead/port.ts";
import type { Sql } from "../lead/sql.ts";
import type { Clock } from "../lib/clock.ts";
import type { Log } from "../lib/log.ts";
import type { Account } from "../model/account.ts";
import type { Failure } from "../model/errors.ts";
import type { JobCommand, Target } from "../model/job.ts";
import type { LeadRef } from "../model/lead.ts";
import type { Template } from "../model/template.ts";
import type { Workflow } from "../model/workflow.ts";
import type { ListedJob } from "../store/jobs.ts";
import type { Limits, Pacing } from "./pacing.ts";

/** What carries the messages of a job: the same for all of its leads. */
export interface Route {
  command: JobCommand;
  /** Null when the workspace has no such workflow (any more). */
  workflow: Workflow | null;
  /** Null when the command names no template, or one that is gone. */
  template: Template | null;
  /** Why nobody can be sent this, such as a file that cannot be fetched. */
  refusal?: Failure;
}

/** What a job needs of the world. Filled in by the wiring, and by tests. */
export interface JobDeps {
  sql: Sql;
  clock: Clock;
  log: Log;
  /** Resolves after `ms`. */
  wait(ms: number): Promise<void>;
  /** Sets the one alarm. Part of the surrounding transaction. */
  wakeAt(at: number): void;
  /** Deletes the whole database and the alarm. */
  wipe(): Promise<void>;
  /** Leads that the target means, ids ascending. Throws when nobody can say. */
  selectTargets(
    workspaceId: string,
    target: Target,
    page: { after: string | null; limit: number },
  ): Promise<string[]>;
  /** Throws when nobody can say. */
  routeOf(workspaceId: string, command: JobCommand): Promise<Route>;
  /** The message that `seed` stands for; always the same one. */
  messageId(ref: LeadRef, seed: string): Promise<string>;
  /** The lead's object; a new stub each time, because a broken one stays broken. */
  leadOf(messageId: string): Pick<LeadPort, "send" | "message">;
  /** What the account's provider takes. */
  limitsOf(account: Account): Limits;
  pacingOf(account: Account): Pacing;
  /** Brings the job to the list of jobs; resolves once it is there. */
  list(job: ListedJob): Promise<void>;
  /** Takes it off the list. */
  unlist(workspaceId: string, id: string): Promise<void>;
}
