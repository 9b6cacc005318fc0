// Asks leads' objects what became of messages whose outcome was still open when the job went on.
import { describeError } from "../lib/log.ts";
import { later, nextQuestion } from "./child.ts";
import type { JobDeps } from "./deps.ts";
import type { Ledger, Open, Result } from "./ledger.ts";
import type { JobRecord } from "./record.ts";

/** Questions on their way at the same time. */
const concurrency = 25;

/** Writes down what is known by now. An object that cannot be asked is asked again some time later. */
export async function askAbout(
  parts: {
    deps: Pick<JobDeps, "sql" | "clock" | "log" | "leadOf">;
    record: JobRecord;
    ledger: Ledger;
  },
  workspaceId: string,
  open: readonly Open[],
): Promise<void> {
  const { deps, record, ledger } = parts;
  for (let i = 0; i < open.length; i += concurrency) {
    const asked = open.slice(i, i + concurrency).map(async (one): Promise<Result | null> => {
      try {
        const view = await deps.leadOf(one.messageId).message(workspaceId, one.messageId);
        return later(one, view, deps.clock());
      } catch (error) {
        deps.log.warn("job_question_broken", {
          workspaceId,
          messageId: one.messageId,
          ...describeError(error),
        });
        return null;
      }
    });
    const results = await Promise.all(asked);
    const now = deps.clock();
    deps.sql.transaction(() => {
      for (const [n, one] of open.slice(i, i + concurrency).entries()) {
        const result = results[n];
        if (result) ledger.correct(result, now);
        else ledger.askAt(one.lead, nextQuestion(one.at, now));
      }
      record.touch(now);
    });
  }
}
