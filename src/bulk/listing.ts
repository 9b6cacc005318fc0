// Keeps the list of jobs near what this job's ledger says. The list follows; it is never asked.
import { describeError } from "../lib/log.ts";
import type { JobDeps } from "./deps.ts";
import type { Ledger } from "./ledger.ts";
import type { JobRecord } from "./record.ts";
import { listedOf } from "./view.ts";

/** By how much (ms) the list lags behind while a job runs. */
export const listEveryMs = 5_000;

export function createListing(parts: {
  deps: Pick<JobDeps, "sql" | "clock" | "log" | "list">;
  record: JobRecord;
  ledger: Ledger;
}) {
  const { deps, record, ledger } = parts;
  let listedAt = 0;
  let isListing = false;

  /** Brings the job to the list, unless the list has it as it is. Throws when the list does not answer. */
  async function list(): Promise<void> {
    const row = record.current();
    if (!row || row.listed >= row.version) return;
    listedAt = deps.clock();
    await deps.list(listedOf(row, ledger.counts()));
    deps.sql.transaction(() => record.setListed(row.version));
  }

  return {
    list,

    /** The same beside the job's work, every few seconds. What fails is made good by the alarm. */
    listNowAndThen(): void {
      if (isListing || deps.clock() - listedAt < listEveryMs) return;
      isListing = true;
      void list()
        .catch((error: unknown) => deps.log.warn("job_not_listed", describeError(error)))
        .finally(() => {
          isListing = false;
        });
    },
  };
}
