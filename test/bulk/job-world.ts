// A job without a runtime: Node's SQLite, a clock that moves when the job waits, real leads of the lead's own
// harness, and a pacer of the account's. The object may die at any step and live again on its database.
import { DatabaseSync } from "node:sqlite";
import type { JobDeps, Route } from "../../src/bulk/deps.ts";
import { type Job, openJob } from "../../src/bulk/job.ts";
import { createPacer, type PacerState } from "../../src/bulk/pacer.ts";
import type { Lease } from "../../src/bulk/pacing.ts";
import type { SqlValue } from "../../src/lead/sql.ts";
import { hmacKey } from "../../src/lib/hmac.ts";
import type { Log } from "../../src/lib/log.ts";
import type { JobOrder, Target } from "../../src/model/job.ts";
import { derivedMessageId, leadHash } from "../../src/model/message-id.ts";
import type { ListedJob } from "../../src/store/jobs.ts";
import { world as leadWorld, never, templateOf, turn, workflow } from "../support/lead-harness.ts";

const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };
const key = await hmacKey("names of objects and messages");

/** Lead ids in ascending order. */
export const people = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `lead-${String(i).padStart(6, "0")}`);

export const template = templateOf("account-whatsapp");

export const order = (rest: Partial<JobOrder> & { target?: Target } = {}): JobOrder => ({
  workspaceId: "workspace",
  id: "job",
  name: null,
  command: {
    workflowId: "workflow",
    channel: "whatsapp",
    content: { kind: "template", templateId: "t", components: [] },
    metadata: {},
  },
  target: { search: "everybody" },
  ...rest,
});

export const job = { workspaceId: "workspace", jobId: "job" };

export function jobWorld(leads: string[]) {
  const db = new DatabaseSync(":memory:");
  const lead = leadWorld();
  let life = 0;
  const state = {
    alarmAt: null as number | null,
    leads,
    listed: [] as ListedJob[],
    wiped: false,
    /** Calls of the job that were made, whatever became of them. */
    steps: 0,
    /** Before this step of the job the object dies; null lets it live. */
    dieAt: null as number | null,
    /** What goes wrong at a step: thrown there. */
    trouble: (_: string): void => {},
    limits: { ratePerSecond: 80, pairMs: 0 },
    leases: [] as Lease[],
    route: (): Route => ({ command: order().command, workflow, template }),
    pacerState: null as PacerState | null,
  };
  const pacer = createPacer(
    {
      clock: () => lead.now,
      save: (saved) => {
        state.pacerState = saved;
      },
    },
    null,
  );

  /** Calls under way: time stands still until they are answered. */
  let calls = 0;
  const timers: { at: number; ring: () => void }[] = [];
  const counted = async <T>(work: () => Promise<T>): Promise<T> => {
    calls++;
    try {
      return await work();
    } finally {
      calls--;
    }
  };
  /** Lets everything happen that happens now; then moves the clock to the next timer, if there is one. */
  const pass = async () => {
    do await turn();
    while (calls > 0);
    const [next] = timers.toSorted((a, b) => a.at - b.at);
    if (!next) return;
    timers.splice(timers.indexOf(next), 1);
    lead.now = Math.max(lead.now, next.at);
    next.ring();
  };

  const deps = (mine: number): JobDeps => {
    const alive = () => mine === life;
    /** A dead object's calls are never answered, and what it calls after its death never happens. */
    const step = async <T>(name: string, work: () => T | Promise<T>): Promise<T> => {
      if (alive() && state.dieAt !== null && state.steps >= state.dieAt) {
        state.dieAt = null;
        life++;
      }
      if (!alive()) return never<T>();
      state.steps++;
      state.trouble(name);
      const result = await counted(async () => work());
      return alive() ? result : never<T>();
    };
    return {
      sql: {
        all: <Row>(query: string, ...bindings: SqlValue[]) => {
          if (!alive()) throw new Error("dead");
          return db.prepare(query).all(...bindings) as Row[];
        },
        transaction: (work) => {
          if (!alive()) throw new Error("dead");
          const { alarmAt } = state;
          db.exec("BEGIN");
          try {
            const result = work();
            db.exec("COMMIT");
            return result;
          } catch (error) {
            db.exec("ROLLBACK");
            state.alarmAt = alarmAt;
            throw error;
          }
        },
      },
      clock: () => lead.now,
      log: silent,
      wait: (ms) => new Promise((ring) => timers.push({ at: lead.now + ms, ring })),
      wakeAt: (at) => {
        state.alarmAt = at;
      },
      wipe: async () => {
        state.wiped = true;
        for (const { name } of db
          .prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
          .all()) {
          db.exec(`DROP TABLE ${name}`);
        }
        state.alarmAt = null;
      },
      selectTargets: (_workspaceId, { leadIds }, { after, limit }) =>
        step("select", () =>
          state.leads
            .filter((id) => !leadIds || leadIds.includes(id))
            .filter((id) => after === null || id > after)
            .slice(0, limit),
        ),
      routeOf: () => step("route", () => state.route()),
      messageId: (ref, seed) =>
        counted(async () => derivedMessageId(key, await leadHash(key, ref), seed)),
      leadOf: () => ({
        send: (sent) => step("send", () => lead.lead.current.send(sent)),
        message: (...given) => step("message", () => lead.lead.current.message(...given)),
      }),
      limitsOf: () => state.limits,
      pacingOf: () => ({
        lease: (request) =>
          step("lease", () => {
            const lease = pacer.lease(request);
            state.leases.push(lease);
            return lease;
          }),
        report: (news, limits) => step("report", () => pacer.report(news, limits)),
      }),
      list: (listed) =>
        step("list", () => {
          state.listed.push(listed);
        }),
      unlist: () => step("unlist", () => undefined),
    };
  };

  const current: { job: Job } = { job: openJob(deps(life)) };
  return Object.assign(state, {
    db,
    lead,
    pacer,
    job: () => current.job,
    pass,
    /** The object dies, if it still lives, and lives again: memory is gone, the database is not. */
    restart: () => {
      life++;
      current.job = openJob(deps(life));
    },
    /** Moves the clock to the alarm and lets it ring; false when it was cut off. */
    ring: async (): Promise<boolean> => {
      if (state.alarmAt === null) throw new Error("no alarm is set");
      lead.now = Math.max(lead.now, state.alarmAt);
      const before = life;
      // The platform repeats an alarm that was cut off.
      const at = state.alarmAt;
      state.alarmAt = null;
      let isOver = false;
      void current.job.alarm().then(
        () => {
          isOver = true;
        },
        (error: unknown) => {
          if (life === before) throw error;
        },
      );
      while (!isOver && life === before) await pass();
      if (!isOver) state.alarmAt ??= at;
      return isOver;
    },
    /** What each lead's object recorded, and what the provider was asked to deliver. */
    messages: () =>
      (lead.states().length === 0
        ? []
        : lead.db.prepare("SELECT id, lead, state FROM messages ORDER BY lead, seq").all()) as {
        id: string;
        lead: string;
        state: string;
      }[],
    ledger: () =>
      db.prepare("SELECT lead, outcome, code, attempt FROM ledger ORDER BY lead").all() as {
        lead: string;
        outcome: string;
        code: string | null;
        attempt: number;
      }[],
  });
}

export type JobWorld = ReturnType<typeof jobWorld>;

/** Lets the alarms ring until the job is over and nothing is open; or until `rings` are used up. */
export async function untilOver(world: JobWorld, rings = 200): Promise<void> {
  for (let i = 0; i < rings; i++) {
    const view = await world.job().get(job);
    if (!view || view.status === "finished") return;
    if (!(await world.ring())) world.restart();
  }
  throw new Error("the job does not end");
}
