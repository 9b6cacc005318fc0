import { z } from "zod";

/** An answer of the gateway that is not a success, or none at all (`status` 0). */
export class AdminError extends Error {
  override readonly name = "AdminError";
  readonly status: number;
  /** The answer's body as it came; null when there was none. */
  readonly body: unknown;
  /** Seconds, when the gateway said how long to wait. */
  readonly retryAfter: number | null;

  constructor(
    message: string,
    status: number,
    body: unknown = null,
    retryAfter: number | null = null,
  ) {
    super(message);
    this.status = status;
    this.body = body;
    this.retryAfter = retryAfter;
  }
}

/** Calls `/api/admin`; every verb throws `AdminError`. */
export interface AdminClient {
  /** The gateway's origin. */
  readonly origin: string;
  get(path: string): Promise<unknown>;
  post(path: string, body: unknown): Promise<unknown>;
  patch(path: string, body: unknown): Promise<unknown>;
  delete(path: string): Promise<unknown>;
}

const timeoutMs = 120_000;
const refusalSchema = z.looseObject({
  error: z.string(),
  message: z.string().exactOptional(),
  request_id: z.string().exactOptional(),
});

export function adminClient(origin: string, token: string): AdminClient {
  async function call(method: string, path: string, body?: unknown): Promise<unknown> {
    const url = `${origin}/api/admin${path}`;
    const response = await fetch(url, {
      method,
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw new AdminError(`No answer from ${origin}: ${reason(error)}`, 0);
    });
    const answer = await response.json().catch(() => null);
    if (response.ok && answer !== null) return answer;
    const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
    const wait = Number.isFinite(retryAfter) ? retryAfter : null;
    throw new AdminError(describe(response.status, answer), response.status, answer, wait);
  }
  return {
    origin,
    get: (path) => call("GET", path),
    post: (path, body) => call("POST", path, body),
    patch: (path, body) => call("PATCH", path, body),
    delete: (path) => call("DELETE", path),
  };
}

function describe(status: number, answer: unknown): string {
  const refusal = refusalSchema.safeParse(answer);
  if (!refusal.success) return `The gateway answered ${status} without saying why`;
  const { error, message, request_id: requestId } = refusal.data;
  const said = message === undefined ? error : `${error}: ${message}`;
  return `${said} (${status}${requestId === undefined ? "" : `, request ${requestId}`})`;
}

function reason(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (cause instanceof AggregateError) return "connection refused; is the gateway running?";
  if (!(cause instanceof Error)) return String(cause);
  return "code" in cause && cause.code === "ECONNREFUSED"
    ? "connection refused; is the gateway running?"
    : cause.message;
}
