// What a provider's answer means. The one distinction that everything hangs on: a definite no may be
// reported or tried again; an ambiguous outcome may have reached the lead and is never resent blindly.
import type { ErrorCode, ProviderError } from "./errors.ts";

export type Verdict =
  /** The provider took it and named it. `callStatus` is Retell's first status of a call. */
  | { kind: "accepted"; providerMessageId: string; callStatus?: string }
  /** A definite no that repeating cannot turn into a yes. */
  | { kind: "reject"; code: ErrorCode; message: string; provider: ProviderError }
  /** A definite no because the account's credentials are refused; every further send would fail as well. */
  | { kind: "reauth"; code: "credentials_refused"; message: string; provider: ProviderError }
  /** A definite no for now. `retryAfterMs` when the provider said how long. */
  | { kind: "retry"; message: string; provider: ProviderError; retryAfterMs?: number }
  /** It may or may not have been taken: no answer, a 5xx, or a success without an id. */
  | { kind: "unknown"; reason: UnknownReason; provider: ProviderError };

export type UnknownReason =
  | "timeout"
  | "network"
  | "too_large"
  | "server_error"
  | "accepted_no_id"
  | "in_progress"
  | "interrupted";
