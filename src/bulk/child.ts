// One message of a job: handed to its lead as any other send, and what the answer means to the job. The
// message's id follows from job, lead and attempt, so whoever does not know whether it was handed over
// hands it over again, and the lead's object knows it.
import type { SendOutcome } from "../lead/port.ts";
import { describeError } from "../lib/log.ts";
import type { ErrorCode, Failure } from "../model/errors.ts";
import type { JobOutcome, JobRef } from "../model/job.ts";
import type { MessageView } from "../model/message.ts";
import type { JobDeps, Route } from "./deps.ts";
import type { Candidate, Open, Result } from "./ledger.ts";
import type { News } from "./pacing.ts";

/** `result` is what the ledger says if nothing else is done about it. */
export type Handed =
  | { kind: "settled"; result: Result; news: News | null }
  /** Nobody could say: the very same message goes again. */
  | { kind: "broken"; result: Result }
  /** Definitely not sent, because of the account: another message goes later. */
  | { kind: "refused"; result: Result; news: News };

/** The lead is passed over: they asked for it, or their address takes nothing. */
const skips: ReadonlySet<ErrorCode> = new Set(["recipient_opted_out", "email_suppressed"]);
/** Refusals that are over soon, with nothing recorded. */
const passing: ReadonlySet<ErrorCode> = new Set([
  "unavailable",
  "installation_mismatch",
  "lead_queue_full",
]);

const firstQuestionMs = 15_000;
const longestQuestionMs = 3 * 3_600_000;
/** An unknown outcome is settled or given up after a day: docs/status.md. */
const questionsEndMs = 30 * 3_600_000;

/** When to ask about a message again whose outcome was open at `at`; null when it was asked long enough. */
export function nextQuestion(at: number, now: number): number | null {
  const age = Math.max(0, now - at);
  if (age > questionsEndMs) return null;
  return now + Math.min(Math.max(age, firstQuestionMs), longestQuestionMs);
}

/** Hands the lead its message. Never throws. */
export async function handOver(
  deps: Pick<JobDeps, "clock" | "log" | "messageId" | "leadOf">,
  job: JobRef,
  { command, ...route }: Route,
  { lead: leadId, attempt }: Candidate,
): Promise<Handed> {
  const ref = { workspaceId: job.workspaceId, leadId };
  let messageId: string | null = null;
  try {
    messageId = await deps.messageId(ref, `${job.jobId}:${attempt}`);
    const outcome = await deps.leadOf(messageId).send({
      ref,
      messageId,
      command: { ...command, leadId, scheduledAt: null },
      idempotency: null,
      ...route,
    });
    if (!outcome.ok) return refusal(leadId, outcome);
    const { state } = outcome.receipt;
    if (state === "sent") {
      return {
        kind: "settled",
        result: { ...blank(leadId, messageId), outcome: "sent" },
        news: { kind: "accepted" },
      };
    }
    // Why it waits is not in the receipt, and decides how fast the others may go.
    const view = await deps.leadOf(messageId).message(ref.workspaceId, messageId);
    const now = deps.clock();
    const open = { lead: leadId, outcome: stillOpen(state), messageId, at: now };
    return { kind: "settled", result: later(open, view, now), news: newsOf(view) };
  } catch (error) {
    deps.log.warn("job_message_broken", {
      workspaceId: job.workspaceId,
      leadId,
      ...(messageId === null ? {} : { messageId }),
      ...describeError(error),
    });
    const result = {
      ...blank(leadId, messageId),
      outcome: "unknown",
      code: "unavailable",
    } as const;
    return { kind: "broken", result };
  }
}

const blank = (lead: string, messageId: string | null) => ({
  lead,
  code: null,
  message: null,
  messageId,
  dueAt: null,
});

const stillOpen = (state: "queued" | "scheduled" | "unknown"): JobOutcome =>
  state === "unknown" ? "unknown" : "queued";

function refusal(
  lead: string,
  { failure, messageId }: Extract<SendOutcome, { ok: false }>,
): Handed {
  const { code } = failure;
  const result = failed(lead, failure, messageId);
  if (messageId === null && passing.has(code)) return { kind: "broken", result };
  if (code === "credentials_refused") {
    return { kind: "refused", result, news: { kind: "refused", message: failure.message ?? code } };
  }
  return { kind: "settled", result, news: code === "provider_busy" ? busy(failure) : null };
}

const failed = (lead: string, failure: Failure, messageId: string | null): Result => ({
  ...blank(lead, messageId),
  outcome: skips.has(failure.code) ? "skipped" : "failed",
  code: failure.code,
  message: failure.message ?? said(failure),
});

/** Why, in the person's or the provider's words, where the code alone leaves it open. */
const said = ({ details }: Failure): string | null =>
  typeof details?.["reason"] === "string" ? details["reason"] : null;

const busy = ({ retryAfterSeconds }: Failure): News => ({
  kind: "busy",
  retryAfterMs: retryAfterSeconds === undefined ? null : retryAfterSeconds * 1000,
});

function newsOf(view: MessageView | null): News | null {
  return view?.failure?.code === "provider_busy" ? busy(view.failure) : null;
}

/** What became of a message whose outcome was open, as its lead's object shows it; null when it is gone. */
export function later(open: Open, view: MessageView | null, now: number): Result {
  const { lead, messageId } = open;
  const result = { ...blank(lead, messageId), outcome: open.outcome };
  if (!view) return result;
  const { status, failure } = view;
  const why = { code: failure?.code ?? null, message: failure?.message ?? null };
  switch (status) {
    case "sent":
    case "delivered":
    case "read":
    case "received":
      return { ...result, outcome: "sent" };
    case "failed":
    case "not_sent":
      return { ...result, ...why, outcome: "failed" };
    case "cancelled":
      return { ...result, outcome: "skipped" };
    case "unresolved":
      return { ...result, ...why, outcome: "unknown" };
    case "queued":
    case "scheduled":
    case "unknown": {
      const outcome = stillOpen(status);
      return { ...result, ...why, outcome, dueAt: nextQuestion(open.at, now) };
    }
  }
}
