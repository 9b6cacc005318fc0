// One message to very many leads: how fast, and whether the runtime's memory grows with the job.
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { defaultLeadObjects as objects } from "../../scripts/box/settings.ts";
import type { Stage } from "../stage.ts";
import { atLeast, atMost, round, type Section } from "../table.ts";
import { type BenchCustomer, startLeadwire } from "../targets/leadwire.ts";
import { megabytes } from "../targets/memory.ts";
import { peopleOf } from "../targets/people.ts";

const pollMs = 500;
const patienceMs = 400_000;
/** Of the job's time, from where on memory counts: before that, the runtime itself is still growing. */
const settledAt = 0.2;

const jobSchema = z.object({
  job: z.object({
    id: z.string(),
    status: z.string(),
    counts: z.object({ total: z.number(), pending: z.number(), sent: z.number() }),
  }),
});

export async function measureJob(stage: Stage): Promise<Section> {
  const people = peopleOf(Math.round(100_000 * stage.scale));
  const leadwire = await startLeadwire(objects);
  const { url, pid } = leadwire.life;
  stage.say(`importing ${people.length} leads`);
  const importedFrom = performance.now();
  const customer = await leadwire.customer(`${stage.provider.url}/0`, people);
  const importSeconds = (performance.now() - importedFrom) / 1000;
  const ask = askerOf(url, customer);

  const from = performance.now();
  const { job } = await ask("", {
    name: "bench",
    workflow_id: customer.workflowId,
    channel: "email",
    subject: "Hello",
    content: "Come and see.",
    filter: { field: "first_name", operator: "starts_with", value: "Person" },
  });
  const memory: { done: number; mb: number }[] = [];
  let counts = job.counts;
  for (let status = job.status; status === "running"; ) {
    if (performance.now() - from > patienceMs) throw new Error("The job takes too long.");
    await sleep(pollMs);
    ({
      job: { status, counts },
    } = await ask(`/${job.id}`));
    const done = (counts.total - counts.pending) / people.length;
    const mb = megabytes(pid);
    if (mb !== null) memory.push({ done, mb });
    stage.say(`job: ${counts.sent} of ${people.length} sent`);
  }
  const seconds = (performance.now() - from) / 1000;
  await leadwire.life.stop();
  const at = (share: number) => memory.find(({ done }) => done >= share)?.mb ?? null;
  const settled = memory.filter(({ done }) => done >= settledAt).map(({ mb }) => mb);
  const growth = Math.max(...settled) / (settled[0] ?? Number.NaN);
  return {
    tables: [
      {
        title: `A job of ${people.length} leads by e-mail, LEAD_OBJECTS=${objects}`,
        rows: [
          {
            "": "import",
            "leads/s": round(people.length / importSeconds),
            seconds: round(importSeconds),
          },
          {
            "": "job",
            "leads/s": round(counts.sent / seconds),
            seconds: round(seconds),
            sent: counts.sent,
            "MB at the start": memory[0]?.mb ?? null,
            "MB at 20 %": at(settledAt),
            "MB at 50 %": at(0.5),
            "MB at the end": memory.at(-1)?.mb ?? null,
          },
        ],
      },
    ],
    targets: [
      atLeast("leads of the job that were sent to, share", 1, counts.sent / people.length),
      atMost("memory of a job, most to that at 20 %", 1.2, growth),
    ],
  };
}

function askerOf(url: string, { key }: BenchCustomer) {
  return async (path: string, body?: object) => {
    const response = await fetch(`${url}/api/public/jobs${path}`, {
      method: body ? "POST" : "GET",
      headers: { "x-api-key": key, "content-type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return jobSchema.parse(await response.json());
  };
}
