// From an outcome to a verdict. What HTTP alone decides is the same for every provider and stands here;
// what a provider's own words decide stands in its folder. When in doubt the verdict is `unknown`:
// an error after the request has left may mean that it arrived.
import { parseJson } from "../lib/json.ts";
import type { Answer } from "../lib/transport.ts";
import type { ProviderName } from "../model/channel.ts";
import type { ErrorCode, ProviderError } from "../model/errors.ts";
import type { UnknownReason, Verdict } from "../model/failure.ts";
import { scrub } from "./scrub.ts";

type Headers = Record<string, string>;

/** What a provider's words mean, before they are dressed as a verdict. */
export type Meaning =
  | { kind: "reject"; code: ErrorCode; message: string }
  | { kind: "reauth" }
  | { kind: "retry"; atLeastMs?: number }
  | { kind: "unknown"; reason: UnknownReason };

/** The words of an error answer, as far as they could be read. */
type Words = { [K in "code" | "message" | "details" | "traceId"]?: ProviderError[K] | undefined };

/** How one provider's answers are read. Nothing in here may throw, whatever the answer. */
export interface Wire {
  name: ProviderName;
  /** What people call the provider. */
  title: string;
  /** Null when a success does not name what it accepted. */
  accepted(
    body: unknown,
    headers: Headers,
  ): { providerMessageId: string; callStatus?: string } | null;
  error(body: unknown, headers: Headers): Words;
  /** Null leaves it to the HTTP status. `body` is the answer's, for what `error` does not say of it. */
  meaning(error: ProviderError, body: unknown): Meaning | null;
  /** How long (ms) the provider asks us to wait in a header of its own; null when it does not say. */
  waitMs?(headers: Headers): number | null;
}

/** Says what an answer to a send means. `credentials` are kept out of whatever the provider echoes. */
export function judge(wire: Wire, answer: Answer, credentials: Record<string, unknown>): Verdict {
  const { name, title } = wire;
  if (answer.kind === "not_sent") return dress(wire, { kind: "retry" }, { name }, {});
  if (answer.kind === "no_answer") {
    return dress(wire, { kind: "unknown", reason: answer.reason }, { name }, {});
  }
  const { status, headers } = answer;
  const body = parseJson(answer.body);
  if (status >= 200 && status < 300) {
    const accepted = wire.accepted(body, headers);
    if (accepted) return { kind: "accepted", ...accepted };
    const meaning: Meaning = { kind: "unknown", reason: "accepted_no_id" };
    return dress(wire, meaning, { name, httpStatus: status }, headers);
  }
  const words = presentable(wire.error(body, headers), Object.values(credentials));
  const error: ProviderError = { name, httpStatus: status, ...words };
  const meaning = wire.meaning(error, body) ?? meaningOfStatus(status, title);
  return dress(wire, meaning, error, headers);
}

function meaningOfStatus(status: number, title: string): Meaning {
  if (status >= 500) return { kind: "unknown", reason: "server_error" };
  if (status === 408) return { kind: "unknown", reason: "timeout" };
  if (status === 429) return { kind: "retry" };
  if (status === 401) return { kind: "reauth" };
  if (status < 400) {
    const message = `${title} answered with a redirect, which is not followed. Check the account's base_url.`;
    return { kind: "reject", code: "account_refused", message };
  }
  const message = `${title} refused the request. Its own words are in provider.`;
  return { kind: "reject", code: "provider_refused", message };
}

function dress(wire: Wire, meaning: Meaning, provider: ProviderError, headers: Headers): Verdict {
  const { title } = wire;
  switch (meaning.kind) {
    case "reject":
    case "unknown":
      return { ...meaning, provider };
    case "reauth": {
      const message = `${title} refused the account's credentials. Give the account valid ones: every send fails until then.`;
      return { kind: "reauth", code: "credentials_refused", message, provider };
    }
    case "retry": {
      const message = `${title} takes nothing more from this account at the moment. Try again later.`;
      const waitMs = Math.max(
        retryAfterMs(headers) ?? 0,
        wire.waitMs?.(headers) ?? 0,
        meaning.atLeastMs ?? 0,
      );
      return {
        kind: "retry",
        message,
        provider,
        ...(waitMs > 0 ? { retryAfterMs: waitMs } : {}),
      };
    }
  }
}

const longestWaitMs = 24 * 60 * 60 * 1000;

/** A wait in milliseconds, or null when the number cannot be one; never longer than a day. */
export function sensibleWaitMs(ms: number): number | null {
  return Number.isFinite(ms) && ms > 0 ? Math.min(Math.ceil(ms), longestWaitMs) : null;
}

/** `Retry-After` in milliseconds: seconds, or a date, which counts from the answer's own `Date`. */
function retryAfterMs(headers: Headers): number | null {
  const text = headers["retry-after"]?.trim();
  if (!text) return null;
  if (/^\d+(\.\d+)?$/.test(text)) return sensibleWaitMs(Number(text) * 1000);
  return sensibleWaitMs(Date.parse(text) - Date.parse(headers["date"] ?? ""));
}

const maxTextLength = 500;

/** The provider's words, cut to size and scrubbed: some providers echo a token they refuse. */
function presentable(words: Words, secrets: unknown[]): Omit<ProviderError, "name" | "httpStatus"> {
  const clean = (text: string) => scrub(text, secrets).slice(0, maxTextLength).toWellFormed();
  return Object.fromEntries(
    Object.entries(words)
      .filter(([, word]) => word !== undefined)
      .map(([key, word]) => [key, typeof word === "string" ? clean(word) : word]),
  );
}
