// One job to many people, while the gateway is killed again and again and its caller repeats the request.
// The provider's log says whom it took a message for; every lead has one, and the job's own report agrees.
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Verdict } from "./judge.ts";
import { choose, randomFrom } from "./random.ts";
import type { Progress } from "./report.ts";
import { type Scene, type SceneOptions, withScene } from "./scene.ts";

export interface JobsOptions extends Omit<SceneOptions, "speed" | "delayMs"> {
  kills: number;
}

/** Where the provider is unsure, nobody may be written to twice. Nothing is refused: everybody has a message. */
const behaviour = {
  answers: 88,
  "accepts, then resets": 5,
  "accepts, then fails": 3,
  "accepts, then answers half": 2,
  resets: 2,
};
const moments = { "at random": 40, received: 60 };
/** As the world's: reports settle what is open, so no long wait has to pass. */
const speed = 1;
const longestUpMs = 2_500;
/** How long the job and what is open after it may take, in milliseconds. */
const patienceMs = (leads: number): number => 180_000 + 60 * leads;
const key = "chaos-job";

const countsSchema = z.object({
  total: z.number(),
  pending: z.number(),
  sent: z.number(),
  queued: z.number(),
  failed: z.number(),
  skipped: z.number(),
  unknown: z.number(),
});
const jobSchema = z.object({ id: z.string(), status: z.string(), counts: countsSchema });
type Job = z.infer<typeof jobSchema>;
const resultSchema = z.object({
  lead_id: z.string(),
  outcome: z.string(),
  message_id: z.string().nullable(),
});
type Result = z.infer<typeof resultSchema>;

/** The caller, who asks again until there is an answer. */
function callerOf({ runtime, customer }: Scene) {
  const ask = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const headers = { "x-api-key": customer.key, "content-type": "application/json" };
    const response = await fetch(`${runtime.url}/api/public${path}`, {
      ...init,
      headers: { ...headers, ...init.headers },
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const order = {
    workflow_id: customer.workflowId,
    channel: "whatsapp",
    template_id: customer.templateId,
    filter: { field: "first_name", operator: "starts_with", value: "Person" },
  };
  const jobIn = (body: unknown): Job => z.object({ job: jobSchema }).parse(body).job;
  return {
    start: async () =>
      jobIn(
        await ask("/jobs", {
          method: "POST",
          headers: { "idempotency-key": key },
          body: JSON.stringify(order),
        }),
      ),
    job: async (id: string) => jobIn(await ask(`/jobs/${id}`)),
    listed: async () => z.object({ jobs: z.array(jobSchema) }).parse(await ask("/jobs")).jobs,
    async results(id: string): Promise<Result[]> {
      const all: Result[] = [];
      let cursor: string | null = "0";
      while (cursor !== null) {
        const page: { results: Result[]; next_cursor: string | null } = z
          .object({ results: z.array(resultSchema), next_cursor: z.string().nullable() })
          .parse(await ask(`/jobs/${id}/results?limit=200&cursor=${cursor}`));
        all.push(...page.results);
        cursor = page.next_cursor;
      }
      return all;
    },
  };
}

type Caller = ReturnType<typeof callerOf>;

/** Null while the gateway is dead, or dies over the question. */
const orNull = <T>(asked: Promise<T>): Promise<T | null> => asked.catch(() => null);

export function runJobs(options: JobsOptions, progress: Progress): Promise<Verdict> {
  const random = randomFrom(options.seed);
  return withScene({ ...options, speed, delayMs: 80 }, async (scene) => {
    const { runtime, provider } = scene;
    const caller = callerOf(scene);
    await provider.behave(behaviour);
    const ids = new Set([(await caller.start()).id]);
    const [id = ""] = ids;
    let killed = 0;
    const isOver = async () => {
      const job = await orNull(caller.job(id));
      if (job) progress(`${killed} kills, ${job.counts.pending} of ${job.counts.total} to go`);
      return job?.status === "finished";
    };
    while (killed < options.kills && !(await isOver())) {
      await sleep(300 + random() * (longestUpMs - 300));
      const moment = choose(random, moments);
      if (moment === "received") await Promise.race([provider.next(moment), sleep(500)]);
      await runtime.kill();
      killed++;
      await runtime.start();
      const again = await orNull(caller.start());
      if (again) ids.add(again.id);
    }
    const until = Date.now() + patienceMs(options.leads);
    while (!(await isOver()) && Date.now() < until) await sleep(300);
    const settled = await untilSettled(scene, caller, id, until);
    const verdict = await judgeJob(scene, caller, id, settled);
    verdict.violations["jobs of one key beyond the first"] = ids.size - 1;
    return { ...verdict, counts: { kills: killed, ...verdict.counts } };
  });
}

/** The report once nothing in it is open that the provider has an answer to. */
async function untilSettled(
  { provider }: Scene,
  caller: Caller,
  id: string,
  until: number,
): Promise<Result[]> {
  for (;;) {
    const results = await caller.results(id);
    const log = await provider.log();
    const taken = takenBy(log.attempts);
    const open = results.filter(
      ({ outcome, message_id }) => outcome !== "sent" && taken.has(message_id ?? ""),
    );
    if ((open.length === 0 && log.pending === 0) || Date.now() > until) return results;
    await sleep(500);
  }
}

const takenBy = (attempts: readonly { messageId: string; accepted: boolean }[]): Set<string> =>
  new Set(attempts.filter(({ accepted }) => accepted).map(({ messageId }) => messageId));

async function judgeJob(
  { provider, customer }: Scene,
  caller: Caller,
  id: string,
  results: readonly Result[],
): Promise<Verdict> {
  const violations: Record<string, number> = {
    "leads without a result": 0,
    "leads with two results": 0,
    doubled: 0,
    "taken, yet not shown as sent": 0,
    "shown as sent, yet never taken": 0,
    "refused or never sent": 0,
    "totals differ from the report": 0,
    "list differs from the job": 0,
    "not finished": 0,
  };
  const examples: string[] = [];
  const violated = (promise: string, what: string) => {
    violations[promise] = (violations[promise] ?? 0) + 1;
    if (examples.length < 20) examples.push(`${promise}: ${what}`);
  };
  const { attempts } = await provider.log();
  const taken = takenBy(attempts);
  const job = await caller.job(id);
  if (job.status !== "finished") violated("not finished", job.status);

  const byLead = Map.groupBy(results, ({ lead_id }) => lead_id);
  const people = new Map(customer.people.map((person) => [person.phone, person.id]));
  const outcomes = new Map(results.map(({ message_id, outcome }) => [message_id, outcome]));
  for (const { id: lead } of customer.people) {
    const times = byLead.get(lead)?.length ?? 0;
    if (times === 0) violated("leads without a result", lead);
    if (times > 1) violated("leads with two results", lead);
  }
  const byPerson = Map.groupBy(attempts, ({ to }) => to);
  for (const [to, all] of byPerson) {
    const lead = people.get(to) ?? to;
    if (all.filter(({ accepted }) => accepted).length > 1)
      violated("doubled", `${lead} was written to twice`);
    if (new Set(all.map(({ messageId }) => messageId)).size > 1) {
      violated("doubled", `${lead} has two messages`);
    }
  }
  for (const messageId of taken) {
    if (outcomes.get(messageId) !== "sent") {
      violated("taken, yet not shown as sent", `${messageId} is ${outcomes.get(messageId)}`);
    }
  }
  for (const { message_id, outcome } of results) {
    if (outcome === "sent" && !taken.has(message_id ?? "")) {
      violated("shown as sent, yet never taken", String(message_id));
    }
    if (outcome !== "sent" && outcome !== "unknown") {
      violated("refused or never sent", `${message_id} is ${outcome}`);
    }
  }
  for (const [outcome, count] of Object.entries(job.counts)) {
    const reported =
      outcome === "total"
        ? results.length
        : results.filter((result) => result.outcome === outcome).length;
    if (count !== reported) {
      violated(
        "totals differ from the report",
        `${outcome}: ${count}, and ${reported} in the report`,
      );
    }
  }
  const listed = await listedJob(caller, job);
  if (listed !== JSON.stringify(job)) violated("list differs from the job", `${listed}`);
  return {
    violations,
    examples,
    counts: {
      leads: customer.people.length,
      "requests at the provider": attempts.length,
      "taken by the provider": taken.size,
      "unknown, and never taken": job.counts.unknown,
    },
  };
}

/** What the list shows of the job, given a moment to follow. */
async function listedJob(caller: Caller, job: Job): Promise<string> {
  let shown = "";
  for (let i = 0; i < 40; i++) {
    shown = JSON.stringify((await caller.listed()).find(({ id }) => id === job.id) ?? null);
    if (shown === JSON.stringify(job)) break;
    await sleep(500);
  }
  return shown;
}
