// Bulk sends: what jobs need of the gateway, and what others may ask of them.
import { env } from "cloudflare:workers";
import type { JobDeps } from "./bulk/deps.ts";
import type { Job } from "./bulk/job.ts";
import type { Jobs } from "./bulk/port.ts";
import { findRouteAgain, refuseHopeless } from "./bulk/route.ts";
import { systemClock as clock } from "./lib/clock.ts";
import { describeError, consoleLog as log } from "./lib/log.ts";
import { GatewayError } from "./model/errors.ts";
import type { JobRef } from "./model/job.ts";
import { derivedMessageId, leadHash } from "./model/message-id.ts";
import { providerOf } from "./providers/index.ts";
import { deleteJob, saveJob, takeForgottenJobs } from "./store/jobs.ts";
import { countTargets, selectTargets } from "./store/leads/select-targets.ts";
import { db, edge, secrets } from "./wiring.ts";

/** Everything a job's object needs but its own storage. */
export const jobVerbs: Omit<JobDeps, "sql" | "wakeAt" | "wipe"> = {
  clock,
  log,
  wait: (ms) => scheduler.wait(ms),
  selectTargets: (workspaceId, target, page) => selectTargets(db, workspaceId, target, page),
  routeOf: (workspaceId, command) => findRouteAgain(edge, workspaceId, command),
  messageId: async (ref, seed) => {
    const { routing } = await secrets();
    return derivedMessageId(routing, await leadHash(routing, ref), seed);
  },
  leadOf: (messageId) => {
    const lead = edge.leadOf(messageId);
    if (!lead) throw new GatewayError("internal");
    return lead;
  },
  limitsOf: (account) => {
    const { ratePerSecond: usual, pairMs = 0 } = providerOf(account);
    const { rate_per_second: chosen } = account.settings;
    return { ratePerSecond: typeof chosen === "number" ? chosen : usual, pairMs };
  },
  pacingOf: (account) => env.ACCOUNT.getByName(account.id),
  list: (job) => saveJob(db, job),
  unlist: (workspaceId, id) => deleteJob(db, workspaceId, id),
};

const stubOf = ({ workspaceId, jobId }: JobRef): Omit<Job, "alarm"> =>
  env.JOB.getByName(`${workspaceId}:${jobId}`);

/** Calls the job's object, once more when the first call broke: every verb of it may be repeated. */
async function ask<T>(ref: JobRef, verb: (stub: Omit<Job, "alarm">) => Promise<T>): Promise<T> {
  try {
    return await verb(stubOf(ref));
  } catch (error) {
    log.warn("job_call_broken", { workspaceId: ref.workspaceId, ...describeError(error) });
  }
  try {
    return await verb(stubOf(ref));
  } catch (error) {
    throw new GatewayError("unavailable", { retryAfterSeconds: 2 }, error);
  }
}

export const jobs: Jobs = {
  async start(order) {
    const ref = { workspaceId: order.workspaceId, jobId: order.id };
    // What is wrong with an order by now does not matter to a job that has begun.
    const known = await ask(ref, (stub) => stub.get(ref));
    if (!known) await refuseHopeless(edge, order);
    const started = await ask(ref, (stub) => stub.start(order));
    if (!started.ok) throw GatewayError.from(started.failure);
    return started.job;
  },
  count: ({ workspaceId, target }) => countTargets(db, workspaceId, target),
  get: (ref) => ask(ref, (stub) => stub.get(ref)),
  async wait(ref, ms) {
    const until = clock() + ms;
    const left = () => Math.max(0, until - clock());
    return ask(ref, (stub) => stub.wait(ref, left()));
  },
  pause: (ref) => ask(ref, (stub) => stub.pause(ref)),
  resume: (ref) => ask(ref, (stub) => stub.resume(ref)),
  stop: (ref) => ask(ref, (stub) => stub.stop(ref)),
  results: (ref, query) => ask(ref, (stub) => stub.results(ref, query)),
};

/** Wakes jobs that nothing happened to. Every few minutes. */
export async function wakeForgottenJobs(): Promise<void> {
  const forgotten = await takeForgottenJobs(db, clock());
  const woken = await Promise.allSettled(forgotten.map((ref) => stubOf(ref).wake()));
  for (const one of woken) {
    if (one.status === "rejected") log.error("job_not_woken", describeError(one.reason));
  }
  if (forgotten.length > 0) log.warn("jobs_swept", { count: forgotten.length });
}
