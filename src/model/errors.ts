// Every way a request can fail, as one list of codes. A dialect translates codes into its own words;
// the HTTP status beside a code is what `public` answers and what a dialect falls back to.
import type { z } from "zod";

export const httpStatus = {
  // The request itself
  body_invalid: 400,
  body_too_large: 413,
  fields_missing: 400,
  field_invalid: 400,
  channel_invalid: 400,
  route_not_found: 404,
  method_not_allowed: 405,
  // Who asks
  key_missing: 401,
  key_invalid: 401,
  scope_missing: 403,
  rate_limited: 429,
  // What it names
  lead_not_found: 404,
  workflow_not_found: 404,
  account_not_found: 404,
  workspace_mismatch: 404,
  message_not_found: 404,
  resource_not_found: 404,
  conflict: 409,
  // Preconditions of a send
  content_missing: 400,
  content_unsupported: 400,
  content_too_long: 422,
  media_invalid: 422,
  phone_missing: 400,
  email_missing: 400,
  address_missing: 400,
  email_suppressed: 400,
  recipient_opted_out: 400,
  account_missing: 400,
  template_not_found: 400,
  template_not_sendable: 400,
  template_parameters_invalid: 400,
  window_closed: 422,
  lead_queue_full: 429,
  // Idempotency and scheduling
  idempotency_key_invalid: 400,
  idempotency_in_flight: 409,
  idempotency_key_reused: 422,
  schedule_invalid: 400,
  not_cancellable: 409,
  not_resolvable: 409,
  job_not_changeable: 409,
  // A definite no from the provider
  recipient_unreachable: 400,
  recipient_refused: 400,
  content_refused: 400,
  template_refused: 400,
  credentials_refused: 400,
  account_refused: 400,
  provider_quota_exceeded: 400,
  provider_refused: 400,
  provider_busy: 400,
  // Ours
  unavailable: 503,
  installation_mismatch: 503,
  internal: 500,
} as const;

export type ErrorCode = keyof typeof httpStatus;

/** What a provider itself said, kept beside our code. Texts are the provider's, cut to size and free of our credentials. */
export interface ProviderError {
  name: string;
  httpStatus?: number;
  code?: string | number;
  message?: string;
  details?: string;
  traceId?: string;
}

/** A failure as plain data: it crosses Durable Object calls and is stored with a message. */
export interface Failure {
  code: ErrorCode;
  /** For a person: says what to do. Optional where the code's own text says it all. */
  message?: string;
  provider?: ProviderError;
  /** Machine-readable extras, such as `field`, `last_inbound_at` or `example`. */
  details?: Record<string, unknown>;
  retryAfterSeconds?: number;
}

/** The one error class. Thrown at the edges of the gateway; never across a Durable Object call. */
export class GatewayError extends Error {
  override readonly name = "GatewayError";
  readonly failure: Failure;

  constructor(code: ErrorCode, rest: Omit<Failure, "code"> = {}, cause?: unknown) {
    super(rest.message ?? code, { cause });
    this.failure = { code, ...rest };
  }

  static from(failure: Failure): GatewayError {
    const { code, ...rest } = failure;
    return new GatewayError(code, rest);
  }
}

/**
 * Parses a value that came from outside, or refuses it by naming the first field that is wrong. `names`
 * says what the caller calls a field at the top, where that differs from the schema.
 */
export function parseOrRefuse<S extends z.ZodType>(
  schema: S,
  value: unknown,
  names: Record<string, string> = {},
): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const [top = "body", ...inner] = issue?.path.map(String) ?? [];
  const field = [Object.hasOwn(names, top) ? names[top] : top, ...inner].join(".");
  throw new GatewayError("field_invalid", {
    message: `${field}: ${issue?.message ?? "invalid"}`,
    details: { field },
  });
}
