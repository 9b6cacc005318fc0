// The load generator: a number of connections, each with one request at a time, for a number of seconds.
// The same one for everything that is measured.
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "undici";

export interface Request {
  method: "GET" | "POST";
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface Load {
  origin: string;
  /** The nth request, counted from 0; null when there are no more. */
  request(n: number): Request | null;
  connections: number;
  seconds: number;
  /** At most so many requests per second are begun; as many as possible when absent. */
  perSecond?: number;
}

/** What a run measured. Times in milliseconds. */
export interface Figures {
  requests: number;
  perSecond: number;
  p50: number;
  p99: number;
  /** Share of requests that took longer than a second, 0 to 1. */
  aboveSecond: number;
  /** Answers that were no 2xx, by status; 0 when there was none at all. */
  errors: Record<number, number>;
}

/** Runs the load. A time counts from when the request was due: who had to wait for a stall is charged for it. */
export async function run({ origin, request, connections, seconds, perSecond }: Load) {
  const pool = new Pool(origin, { connections, pipelining: 1 });
  const times: number[] = [];
  const errors: Record<number, number> = {};
  let n = 0;
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1000;
  const connection = async (): Promise<void> => {
    for (;;) {
      const mine = n++;
      const dueAt = perSecond ? startedAt + (mine / perSecond) * 1000 : performance.now();
      if (dueAt >= endsAt || performance.now() >= endsAt) return;
      const next = request(mine);
      if (!next) return;
      const waitMs = dueAt - performance.now();
      if (waitMs > 1) await sleep(waitMs);
      const status = await ask(pool, next);
      times.push(performance.now() - dueAt);
      if (status < 200 || status > 299) errors[status] = (errors[status] ?? 0) + 1;
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, connection));
    return figures(times, performance.now() - startedAt, errors);
  } finally {
    await pool.close();
  }
}

async function ask(pool: Pool, request: Request): Promise<number> {
  try {
    const { statusCode, body } = await pool.request(request);
    await body.dump();
    return statusCode;
  } catch {
    return 0;
  }
}

function figures(times: number[], elapsedMs: number, errors: Record<number, number>): Figures {
  const sorted = times.toSorted((a, b) => a - b);
  return {
    requests: times.length,
    perSecond: times.length / (elapsedMs / 1000),
    p50: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
    aboveSecond: times.filter((ms) => ms > 1000).length / times.length,
    errors,
  };
}

/** @param sorted in ascending order */
function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number =>
  quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
