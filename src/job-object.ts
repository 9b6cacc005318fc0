import { DurableObject } from "cloudflare:workers";
import { type Job, openJob } from "./bulk/job.ts";
import type { ResultQuery } from "./bulk/port.ts";
import type { SqlValue } from "./lead/sql.ts";
import type { JobOrder, JobRef } from "./model/job.ts";
import { jobVerbs } from "./wiring-jobs.ts";

/** Holds one job, and forwards. All of the logic is in `bulk/`. */
export class JobObject extends DurableObject<Env> {
  readonly #job: Job;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const { storage } = ctx;
    this.#job = openJob({
      ...jobVerbs,
      sql: {
        all: <Row>(query: string, ...bindings: SqlValue[]) =>
          storage.sql.exec(query, ...bindings).toArray() as Row[],
        transaction: (work) => storage.transactionSync(work),
      },
      wakeAt: (at) => void storage.setAlarm(at),
      wipe: () => storage.deleteAll(),
    });
  }

  start(order: JobOrder) {
    return this.#job.start(order);
  }

  get(ref: JobRef) {
    return this.#job.get(ref);
  }

  wait(ref: JobRef, ms: number) {
    return this.#job.wait(ref, ms);
  }

  pause(ref: JobRef) {
    return this.#job.pause(ref);
  }

  resume(ref: JobRef) {
    return this.#job.resume(ref);
  }

  stop(ref: JobRef) {
    return this.#job.stop(ref);
  }

  results(ref: JobRef, query: ResultQuery) {
    return this.#job.results(ref, query);
  }

  wake() {
    return this.#job.wake();
  }

  override alarm() {
    return this.#job.alarm();
  }
}
