// Sends rows in batches, one after the other. Only a definite "not now" is repeated; after anything
// else it stops and says how far it got, because part of the batch may be in.
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { AdminError } from "../admin-client.ts";
import type { LeadRow, RefusedRow, Row } from "./lead-rows.ts";

export interface Totals {
  rows: number;
  created: number;
  updated: number;
  refused: number;
}

export interface ImportDeps {
  /** Creates or updates up to 1,000 leads; throws `AdminError`. */
  post(leads: LeadRow["lead"][]): Promise<unknown>;
  refuse(row: RefusedRow): void;
  wait?(seconds: number): Promise<void>;
}

/** The import ended before the end of the file. */
export class ImportStopped extends Error {
  override readonly name = "ImportStopped";
  readonly totals: Totals;

  constructor(message: string, totals: Totals) {
    super(message);
    this.totals = totals;
  }
}

const maxBatchRows = 1_000;
const maxBatchChars = 600_000;
const maxAttempts = 6;
const defaultWaitSeconds = 5;
const notNow = new Set([429, 503]);

const answerSchema = z.object({
  created: z.number(),
  updated: z.number(),
  errors: z.array(z.object({ index: z.number(), error: z.string() })),
});

export async function importLeads(rows: AsyncIterable<Row>, deps: ImportDeps): Promise<Totals> {
  const totals: Totals = { rows: 0, created: 0, updated: 0, refused: 0 };
  let batch: LeadRow[] = [];
  let chars = 0;

  const refuse = (row: RefusedRow) => {
    totals.refused++;
    deps.refuse(row);
  };
  const flush = async () => {
    const [sent, first, last] = [batch, batch[0], batch.at(-1)];
    batch = [];
    chars = 0;
    if (!first || !last) return;
    const answer = await postPatiently(
      sent.map(({ lead }) => lead),
      deps,
    ).catch((error: unknown) => {
      if (!(error instanceof AdminError)) throw error;
      const lines = `lines ${first.line} to ${last.line}`;
      const state = error.status >= 400 && error.status < 500 ? "are not in" : "may be in";
      throw new ImportStopped(
        `Stopped: ${error.message}. What came before ${lines} is in; they ${state}.`,
        totals,
      );
    });
    totals.created += answer.created;
    totals.updated += answer.updated;
    for (const { index, error } of answer.errors) {
      refuse({ line: sent[index]?.line ?? 0, reason: error });
    }
  };

  for await (const row of rows) {
    totals.rows++;
    if ("reason" in row) {
      refuse(row);
      continue;
    }
    const size = JSON.stringify(row.lead).length;
    if (size > maxBatchChars) {
      refuse({ line: row.line, reason: "is too large" });
      continue;
    }
    if (batch.length === maxBatchRows || chars + size > maxBatchChars) await flush();
    batch.push(row);
    chars += size;
  }
  await flush();
  return totals;
}

async function postPatiently(
  leads: LeadRow["lead"][],
  { post, wait = (seconds) => sleep(seconds * 1_000) }: ImportDeps,
): Promise<z.infer<typeof answerSchema>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return answerSchema.parse(await post(leads));
    } catch (error) {
      const patient = error instanceof AdminError && notNow.has(error.status);
      if (!patient || attempt === maxAttempts) throw error;
      await wait(error.retryAfter ?? defaultWaitSeconds);
    }
  }
}
