// A fetch that repeats what is safe to repeat, and nothing else:
// - 429 means that nothing was done, whatever was asked.
// - 502, 503, 504, a network that fails and a try that takes too long leave that open. They are repeated when asking twice
//   does no harm: a GET, and a send, which has an Idempotency-Key.
// - 409 is asked again for a send whose first try is still on its way, for as long as a try may take: a repeat gets that
//   one's answer.
// A 202 is an answer, `unknown` too, and is never repeated.
import { retryAfterMs } from "./retry-after.ts";

export interface RepeatOptions {
  fetch: (request: Request) => Promise<Response>;
  /** How often a request is repeated at most. */
  maxRetries: number;
  /** How long one try may take. */
  timeoutMs: number;
  /** Who is asked to wait longer than this gets the answer instead. */
  maxWaitMs: number;
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Epoch milliseconds. */
  now: () => number;
  /** From 0 up to 1. */
  random: () => number;
}

const firstWaitMs = 250;
const longestWaitMs = 8_000;
const doneNothing = new Set([429]);
const leftOpen = new Set([502, 503, 504]);

/** Wraps `fetch`. Fails as it does, once there is no more try. */
export function repeatingFetch(options: RepeatOptions): (request: Request) => Promise<Response> {
  const { fetch, maxRetries, timeoutMs, maxWaitMs, sleep, now, random } = options;
  return async (request) => {
    const { signal } = request;
    const hasKey = request.headers.has("Idempotency-Key");
    const harmless = request.method === "GET" || hasKey;
    const body = request.body === null ? null : await request.arrayBuffer();

    const isRepeatable = ({ status }: Response): boolean =>
      doneNothing.has(status) || (leftOpen.has(status) && harmless);
    const isInFlight = async (answer: Response): Promise<boolean> =>
      hasKey && answer.status === 409 && (await codeOf(answer)) === "idempotency_in_flight";
    /** Once, with a time limit of its own. An answer as a whole, or why there is none. */
    const tryOnce = async (): Promise<{ answer: Response } | { error: unknown }> => {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      try {
        const answer = await fetch(
          new Request(request.url, { ...initOf(request, body), signal: limit }),
        );
        return { answer: isJson(answer) ? await arrived(answer) : answer };
      } catch (error) {
        return { error };
      }
    };

    for (let retries = 0, inFlightMs = 0; ; ) {
      const outcome = await tryOnce();
      const last = retries >= maxRetries || signal.aborted;
      const backoffMs = random() * Math.min(longestWaitMs, firstWaitMs * 2 ** retries);
      if ("error" in outcome) {
        if (last || !harmless) throw outcome.error;
        retries += 1;
        await sleep(backoffMs, signal);
        continue;
      }
      const { answer } = outcome;
      const waitMs = retryAfterMs(answer.headers, now()) ?? backoffMs;
      if (maxRetries > 0 && inFlightMs + waitMs <= timeoutMs && (await isInFlight(answer))) {
        inFlightMs += Math.max(waitMs, firstWaitMs);
      } else {
        if (last || waitMs > maxWaitMs || !isRepeatable(answer)) return answer;
        retries += 1;
      }
      await answer.body?.cancel();
      await sleep(waitMs, signal);
    }
  };
}

const isJson = ({ headers }: Response): boolean =>
  headers.get("Content-Type")?.includes("json") ?? false;

/** The same answer, once all of it is here: one that breaks off is none. */
async function arrived(answer: Response): Promise<Response> {
  const { status, statusText, headers } = answer;
  return new Response(await answer.arrayBuffer(), { status, statusText, headers });
}

function initOf({ method, headers, redirect }: Request, body: ArrayBuffer | null): RequestInit {
  return { method, headers, redirect, ...(body === null ? {} : { body }) };
}

/** The code of a refusal. The answer stays readable. */
async function codeOf(answer: Response): Promise<unknown> {
  const text = await answer.clone().text();
  try {
    return (JSON.parse(text) as { code?: unknown } | null)?.code;
  } catch {
    // Not the gateway's own answer: it has no code.
    return undefined;
  }
}
