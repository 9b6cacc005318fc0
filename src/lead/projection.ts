import { describeError } from "../lib/log.ts";
import type { Archive } from "./archive.ts";
import type { LeadDeps } from "./deps.ts";
import type { ListedRow } from "./row.ts";
import { projectionOf } from "./view.ts";

const batchSize = 200;
/** A message is usually sent, delivered and read within a moment: one write for all of it. */
const gatherMs = 400;
/** What was accepted waits a little longer for its outcome, so that it is one write with it. */
export const outcomeMs = 2_000;

/** Keeps D1's list of messages up to date. What D1 does not take stays here and is offered again. */
export function createProjection(
  deps: Pick<LeadDeps, "sql" | "clock" | "project" | "log">,
  archive: Archive,
  /** D1 did not take what it was offered. */
  postponed: () => void,
) {
  let running: Promise<void> | null = null;
  /** Something changed while D1 was being told. */
  let again = false;
  let failed = false;
  /** A figure for operators is worth no write of its own: what the object forgets with its life is not counted. */
  const lags = new Map<string, number>();
  let gathering: { endsAt: number; timer: ReturnType<typeof setTimeout> } | null = null;

  async function offerAll(): Promise<void> {
    try {
      let rows: ListedRow[];
      do {
        again = false;
        rows = archive.unprojected(batchSize);
        if (rows.length === 0) break;
        const told = rows.map((row) => projectionOf(row, lags.get(row.id) ?? null));
        await deps.project(told);
        deps.sql.transaction(() => archive.markProjected(rows));
        // Unless something slower was measured meanwhile.
        for (const { id, lagMs } of told) if (lags.get(id) === lagMs) lags.delete(id);
      } while (again || rows.length === batchSize);
      failed = false;
    } catch (error) {
      deps.log.warn("projection_postponed", describeError(error));
      failed = true;
      postponed();
    }
  }

  const project = (): Promise<void> => {
    again = true;
    running ??= offerAll().finally(() => {
      running = null;
    });
    return running;
  };

  return {
    /** Offers D1 everything it lacks in a moment. Whatever happens until then, the alarm does it. */
    projectSoon(withinMs: number = gatherMs): void {
      const endsAt = deps.clock() + withinMs;
      if (gathering && gathering.endsAt <= endsAt) return;
      clearTimeout(gathering?.timer);
      const timer = setTimeout(() => {
        gathering = null;
        void project();
      }, withinMs);
      gathering = { endsAt, timer };
    },
    /** Tells the list with the message's next row how late we learnt of something; of several the slowest. */
    measured(messageId: string, lagMs: number): void {
      lags.set(messageId, Math.max(lags.get(messageId) ?? 0, lagMs));
    },
    /** Offers D1 everything it lacks. Never rejects. */
    project,
    hasFailed: () => failed,
  };
}
