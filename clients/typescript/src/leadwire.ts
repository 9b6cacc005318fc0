import { createClient, createConfig } from "./generated/client/index.ts";
import { idempotentOperations } from "./generated/idempotent.gen.ts";
import { Operations } from "./generated/sdk.gen.ts";
import { NoAnswerError } from "./no-answer.ts";
import { type RepeatOptions, repeatingFetch } from "./repeating-fetch.ts";

export interface LeadwireOptions extends Partial<RepeatOptions> {
  /** The gateway: `https://messages.example.com`. */
  baseUrl: string;
  /** A key of the public API: `nxr_live_…`. */
  apiKey: string;
}

/** The public API, one method for each operation. */
export type Leadwire = Pick<Operations, keyof Operations>;

const defaults: RepeatOptions = {
  fetch: (request) => globalThis.fetch(request),
  maxRetries: 3,
  timeoutMs: 60_000,
  maxWaitMs: 60_000,
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      const timer = setTimeout(() => {
        signal.removeEventListener("abort", stop);
        resolve();
      }, ms);
      signal.addEventListener("abort", stop, { once: true });
    }),
  now: () => Date.now(),
  random: () => Math.random(),
};

/**
 * A client of one gateway. Each method answers `{ data }`, or `{ error }` with the gateway's refusal and its `code`; it throws
 * `NoAnswerError` when there was no answer of the gateway.
 */
export function createLeadwire({ baseUrl, apiKey, ...options }: LeadwireOptions): Leadwire {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const client = createClient(
    createConfig({
      baseUrl: new URL(baseUrl).href.replace(/\/+$/, ""),
      auth: ({ type }) => (type === "apiKey" ? apiKey : undefined),
      fetch: repeatingFetch({ ...defaults, ...Object.fromEntries(given) }) as typeof fetch,
      // A key must not follow to another host.
      redirect: "manual",
    }),
  );
  client.interceptors.request.use((request) => {
    const { pathname } = new URL(request.url);
    if (!request.headers.has("Idempotency-Key") && takesKey(request.method, pathname)) {
      request.headers.set("Idempotency-Key", crypto.randomUUID());
    }
    return request;
  });
  client.interceptors.error.use((error, response, request) => {
    if (response && isRefusal(error)) return error;
    const message = response
      ? `Something before the gateway answered ${response.status}`
      : "The gateway did not answer";
    throw new NoAnswerError(message, {
      status: response?.status ?? null,
      cause: error,
      ...(request ? { request } : {}),
    });
  });
  return new Operations({ client });
}

const takesKey = (method: string, pathname: string): boolean =>
  [...idempotentOperations].some((operation) => {
    const [takes, path] = operation.split(" ");
    return takes === method && pathname.endsWith(path ?? operation);
  });

const isRefusal = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "code" in error && typeof error.code === "string";
