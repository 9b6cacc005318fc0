import { z } from "zod";
import { type AddVerbs, uuid } from "./session.ts";
import { table } from "./table.ts";

const queueSchema = z.object({
  count: z.number(),
  due: z.number(),
  due_since: z.string().nullable(),
});
const jobsSchema = z.object({ count: z.number(), pending: z.number() });
const rows = z.array(z.record(z.string(), z.unknown()));

const statsSchema = z.object({
  since: z.string(),
  complete: z.boolean(),
  messages: rows,
  failures: rows,
  unknown: z.object({ count: z.number(), since: z.string().nullable() }),
  queue: z.object({ queued: queueSchema, scheduled: queueSchema }),
  jobs: z.object({ running: jobsSchema, paused: jobsSchema }),
  lag: rows,
});

export const addStats: AddVerbs = (program, session) => {
  program
    .command("stats")
    .description("what became of messages, what waits, and how late providers report")
    .option("--hours <number>", "messages of so many hours; a day unless given, a month at most")
    .option("--workspace <id>", "this workspace only, instead of all", uuid)
    .action(async ({ hours, workspace }: { hours?: string; workspace?: string }, command) => {
      const { admin, show } = session(command);
      const query = new URLSearchParams({
        ...(hours === undefined ? {} : { hours }),
        ...(workspace === undefined ? {} : { workspace }),
      });
      show(await admin.get(`/stats${query.size > 0 ? `?${query}` : ""}`), statsSchema, printed);
    });
};

function printed(stats: z.output<typeof statsSchema>): string {
  const { unknown, queue, jobs } = stats;
  const open = [
    { open: "unknown", count: unknown.count, since: unknown.since },
    { open: "queued", ...queueRow(queue.queued) },
    { open: "scheduled", ...queueRow(queue.scheduled) },
    { open: "jobs running", count: jobs.running.count, leads: jobs.running.pending },
    { open: "jobs paused", count: jobs.paused.count, leads: jobs.paused.pending },
  ];
  return [
    `Messages since ${stats.since}${stats.complete ? "" : ", a part of them: ask for fewer hours, or one workspace"}`,
    table(stats.messages, ["channel", "status", "count"]),
    "\nWhy they failed",
    table(stats.failures, ["channel", "status", "code", "count"]),
    "\nNot finished now",
    table(open, ["open", "count", "due", "since", "leads"]),
    "\nHow late we learnt of what happened",
    table(stats.lag, ["channel", "count", "median_ms", "p95_ms", "max_ms"]),
  ].join("\n");
}

const queueRow = ({ count, due, due_since }: z.output<typeof queueSchema>) => ({
  count,
  due,
  since: due_since,
});
