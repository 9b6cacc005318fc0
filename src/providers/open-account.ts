// What every provider's account has in common. An account was checked when it was saved; it is parsed
// again before each call, because the code that reads it may be newer than the row.
import { z } from "zod";
import { err, ok, type Result } from "../lib/result.ts";
import type { OpenAccount } from "../model/account.ts";
import type { ProviderName } from "../model/channel.ts";
import type { Verdict } from "../model/failure.ts";

/** A token or key: only what a header can carry. */
export const secretSchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,4096}$/, "must be visible ASCII characters without spaces");

/** Where the provider is reached; a proxy or a test server can stand in for it. Without a trailing slash. */
export const baseUrlSchema = (official: string) =>
  z
    .string()
    .max(500)
    .refine(isPlainUrl, "must be a URL without query, fragment, user or password")
    .refine(
      isPrivate,
      "must be an https URL: the credentials travel to it (http only to this machine)",
    )
    .transform(withoutTrailingSlashes)
    .default(official);

/** Settings that every account may have, wherever its provider usually is. */
export const everyAccount = (official: string) => ({
  base_url: baseUrlSchema(official),
  /** Messages per second that jobs send over the account; the provider's usual rate when absent. */
  rate_per_second: z.number().min(0.01).max(1_000).exactOptional(),
});

function isPlainUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && !/[?#\s\\]/.test(text) && url.username + url.password === "";
}

/**
 * Whether nobody on the way reads what is sent to it. Which host it is is not asked: only the operator, who
 * holds the credentials, names it.
 */
function isPrivate(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url.hostname));
}

/** Of a parsed URL's host name, which writes every form of an IPv4 address as four decimals. */
const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "[::1]" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);

function withoutTrailingSlashes(text: string): string {
  let end = text.length;
  while (text[end - 1] === "/") end--;
  return text.slice(0, end);
}

type Refused = Extract<Verdict, { kind: "reject" }>;

/** Types an account by its provider's schemas, or refuses it by naming the first field that is wrong. */
export function openAccount<S, C>(
  name: ProviderName,
  schemas: { settings: z.ZodType<S>; credentials: z.ZodType<C> },
  account: OpenAccount,
): Result<{ settings: S; credentials: C }, Refused> {
  const parsed = z
    .object({ settings: schemas.settings, credentials: schemas.credentials })
    .safeParse(account);
  if (parsed.success) return ok(parsed.data as { settings: S; credentials: C });
  const issue = parsed.error.issues[0];
  const message = `The account is not set up: ${issue?.path.join(".")} ${issue?.message}. Correct the account.`;
  return err({ kind: "reject", code: "account_refused", message, provider: { name } });
}
