// One bulk send: what it says, to whom, and how far it has come.
import { z } from "zod";
import type { Channel } from "./channel.ts";
import type { SendCommand } from "./command.ts";
import type { Filter } from "./filter.ts";
import type { LeadRef } from "./lead.ts";

/** `running` until every lead has its result; `paused` goes on when asked; the others are over. */
export const jobStatuses = ["running", "paused", "stopped", "finished"] as const;
export type JobStatus = (typeof jobStatuses)[number];

/** Whom a job means: the leads that satisfy every part that is given. At least one part is. */
export interface Target {
  leadIds?: string[];
  filter?: Filter;
  /** Found in name, e-mail, company or phone. */
  search?: string;
  /** Ids of those who look after the leads. */
  assignees?: string[];
}

export const maxLeadIds = 100_000;

/** What a target says, without the ids that it may name by the thousand. */
export type TargetSummary = Omit<Target, "leadIds"> & { leadIdCount?: number };

/** What every lead of the job gets. */
export type JobCommand = Omit<SendCommand, "leadId" | "scheduledAt">;

export interface JobOrder {
  workspaceId: string;
  id: string;
  name: string | null;
  command: JobCommand;
  target: Target;
}

/**
 * What became of a lead's message. `skipped` when it was not to be sent (an opt-out, a suppression), with
 * the reason beside it; `unknown` when nobody can say yet whether it was sent.
 */
export const jobOutcomes = ["sent", "queued", "failed", "skipped", "unknown"] as const;
export type JobOutcome = (typeof jobOutcomes)[number];

/** Of the leads found so far. `pending` have not been handed over yet. */
export type JobCounts = Record<JobOutcome | "total" | "pending", number>;

export const noCounts: JobCounts = {
  total: 0,
  pending: 0,
  sent: 0,
  queued: 0,
  failed: 0,
  skipped: 0,
  unknown: 0,
};

/** Why a running job does not get on at the moment. */
export type JobHold =
  /** The provider asked to wait. */
  | { reason: "provider_busy"; until: number }
  /** The account's credentials are refused; one message is tried again at `until`. */
  | { reason: "credentials_refused"; until: number; message: string }
  /** More urgent jobs have the account's rate. */
  | { reason: "outranked"; until: number }
  /** Something of ours does not answer. */
  | { reason: "unavailable"; until: number };

/** Times are epoch milliseconds. */
export interface JobView {
  id: string;
  name: string | null;
  status: JobStatus;
  counts: JobCounts;
  /** Whether every lead that is meant has been found; `counts.total` still grows until then. */
  complete: boolean;
  /** Messages per second over the last while; null before the first. */
  ratePerSecond: number | null;
  /** When it will be over at that rate; null when nobody can say. */
  estimatedEndAt: number | null;
  hold: JobHold | null;
  channel: Channel;
  target: TargetSummary;
  createdAt: number;
  updatedAt: number;
  finishedAt: number | null;
}

/** One line of the report. */
export interface JobResult {
  leadId: string;
  outcome: JobOutcome | "pending";
  /** Our code of a failure, or why it was skipped. */
  code: string | null;
  /** For a person. */
  message: string | null;
  messageId: string | null;
  at: number | null;
}

/** Names one job of one workspace. */
export interface JobRef extends Pick<LeadRef, "workspaceId"> {
  jobId: string;
}

const maxJobNameChars = 200;
export const jobNameSchema = z.string().min(1).max(maxJobNameChars);
