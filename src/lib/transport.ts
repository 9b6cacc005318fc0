// The only caller of `fetch` towards providers: a deadline, a size limit, no redirects, no retries.
// Once `fetch` was called, every failure is ambiguous: the runtime cannot tell "refused" from
// "answered, but the answer was lost", so both are `no_answer`.

import { readText } from "./body.ts";

export interface OutboundRequest {
  url: string;
  method: "GET" | "POST";
  headers: Record<string, string>;
  /** Absent on GET. A form with a file in it brings its own content type. */
  body?: string | FormData;
  timeoutMs: number;
  /** A longer answer is none; 1 MiB when absent. */
  maxAnswerBytes?: number;
}

export type Answer =
  | { kind: "answer"; status: number; headers: Record<string, string>; body: string }
  /** Bytes may have reached the other side. */
  | { kind: "no_answer"; reason: "timeout" | "network" | "too_large" }
  /** Provably nothing was sent: the URL or a header could not be written. */
  | { kind: "not_sent"; reason: "invalid_request" };

export type Transport = (request: OutboundRequest) => Promise<Answer>;

/** Anything that answers a Request: the global `fetch`, or a stub that plays the other side. */
export type Fetcher = (request: Request) => Promise<Response>;

const usualAnswerBytes = 1024 * 1024;

/** Like a transport, but the body is still to be read, by the caller and as it comes. */
export type StreamTransport = (
  request: Pick<OutboundRequest, "url" | "headers" | "timeoutMs">,
) => Promise<{ kind: "answer"; response: Response } | Exclude<Answer, { kind: "answer" }>>;

/** A transport over `fetcher`. Header names of the answer are lower case. Never throws. */
export function transport(fetcher: Fetcher): Transport {
  return (request) =>
    exchange<Answer>(fetcher, request, async (response) => {
      const text = await readText(response, request.maxAnswerBytes ?? usualAnswerBytes);
      if (!text.ok) {
        const reason = text.error === "body_too_large" ? "too_large" : "network";
        return { kind: "no_answer", reason };
      }
      return {
        kind: "answer",
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: text.value,
      };
    });
}

/** The same for GET and long answers: the deadline is for the headers, the size is the caller's to watch. */
export function stream(fetcher: Fetcher): StreamTransport {
  return ({ url, headers, timeoutMs }) =>
    exchange(fetcher, { url, headers, timeoutMs, method: "GET" }, async (response) => ({
      kind: "answer",
      response,
    }));
}

async function exchange<T>(
  fetcher: Fetcher,
  { url, method, headers, body, timeoutMs }: OutboundRequest,
  read: (response: Response) => Promise<T>,
): Promise<T | Exclude<Answer, { kind: "answer" }>> {
  let request: Request;
  const deadline = new AbortController();
  try {
    request = new Request(url, {
      method,
      headers: { "user-agent": "leadwire", ...headers },
      redirect: "manual",
      signal: deadline.signal,
      ...(body === undefined ? {} : { body }),
    });
  } catch {
    return { kind: "not_sent", reason: "invalid_request" };
  }
  const timer = setTimeout(() => deadline.abort(), timeoutMs);
  const expired = new Promise<"timeout">((resolve) =>
    deadline.signal.addEventListener("abort", () => resolve("timeout"), { once: true }),
  );
  try {
    const outcome = await Promise.race([fetcher(request).then(read), expired]);
    return outcome === "timeout" ? { kind: "no_answer", reason: "timeout" } : outcome;
  } catch {
    return { kind: "no_answer", reason: deadline.signal.aborted ? "timeout" : "network" };
  } finally {
    clearTimeout(timer);
  }
}
