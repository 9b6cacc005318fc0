// Enters the leads that are meant into the ledger, page by page in the order of their ids. The page and the
// place where the next begins are written together, so that none is missed or entered twice.
import type { JobDeps } from "./deps.ts";
import type { Ledger } from "./ledger.ts";
import type { JobRecord, JobRow } from "./record.ts";

const pageSize = 1_000;
/** Pages of one stretch: between two of them the job sends. */
const mostPages = 20;

export interface FindParts {
  deps: Pick<JobDeps, "sql" | "clock" | "selectTargets">;
  record: JobRecord;
  ledger: Ledger;
  /** Runs after every page. */
  changed(): void;
}

/** Finds more leads unless all are found. Throws when the store cannot say; what was found stays. */
export async function findLeads(parts: FindParts): Promise<void> {
  const { deps, record, ledger, changed } = parts;
  for (let page = 0; page < mostPages; page++) {
    const job = record.current();
    if (job?.status !== "running" || job.complete === 1) return;
    const { leads, next } = await pageOf(parts, job);
    deps.sql.transaction(() => {
      ledger.enter(leads);
      record.advance(next, deps.clock());
    });
    changed();
  }
}

/** `next` is null when there is nothing after this page. */
async function pageOf(
  { deps, record }: FindParts,
  { workspace, named, cursor }: JobRow,
): Promise<{ leads: string[]; next: string | null }> {
  const { target } = record.order();
  const nextOf = (ids: string[]) => (ids.length < pageSize ? null : (ids.at(-1) ?? null));
  if (named === null) {
    const page = { after: cursor, limit: pageSize };
    const leads = await deps.selectTargets(workspace, target, page);
    return { leads, next: nextOf(leads) };
  }
  const leadIds = record.named(cursor, pageSize);
  const page = { after: null, limit: pageSize };
  const leads =
    leadIds.length === 0 ? [] : await deps.selectTargets(workspace, { ...target, leadIds }, page);
  return { leads, next: nextOf(leadIds) };
}
