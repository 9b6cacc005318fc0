import { hasValidChecksum, randomBase62, withChecksum } from "../lib/token.ts";
import type { Environment } from "./account.ts";

/** The wire formats that customers speak. A key opens the one that it was made for. */
export const dialectNames = ["public", "whauto", "votel", "xobito"] as const;
export type DialectName = (typeof dialectNames)[number];

export const scopes = [
  "messages.send",
  "messages.read",
  "leads.read",
  "leads.write",
  "templates.read",
  "admin",
] as const;
/** What Xobito calls abilities. `messages.send` and `templates.read` are called the same there. */
export const abilities = [
  "messages.send",
  "contacts.create",
  "contacts.read",
  "contacts.update",
  "contacts.delete",
  "templates.read",
] as const;
export type Scope = (typeof scopes)[number] | (typeof abilities)[number];

/** What a key of a dialect may be allowed. */
export const scopesOf: Record<DialectName, readonly Scope[]> = {
  public: scopes,
  whauto: scopes,
  votel: scopes,
  xobito: abilities,
};

/** Requests a minute where nothing else was said. Whauto: 100, which makes 144,000 a day; Xobito: 60. */
export const usualRateLimit: Record<DialectName, number> = {
  public: 600,
  whauto: 100,
  votel: 600,
  xobito: 60,
};

/** A key of a workspace as the send path needs it. */
export interface Key {
  id: string;
  workspaceId: string;
  dialect: DialectName;
  /** What the workspace is called in paths; null when it has no such name. */
  slug: string | null;
  environment: Environment;
  scopes: Scope[];
  /** Requests per minute. */
  rateLimit: number;
  /** Epoch milliseconds, or null for a key that does not expire. */
  expiresAt: number | null;
}

const ours = /^nxr_(live|test)_[0-9A-Za-z]{38}$/;
/** `wht_` is our own choice: Whauto's pages do not show a key. Xobito: 64 characters after the prefix. */
const theirs: Record<
  Exclude<DialectName, "public">,
  { prefix: string; form: RegExp; length: number }
> = {
  whauto: { prefix: "wht_", form: /^wht_[0-9A-Za-z]{46}$/, length: 40 },
  votel: { prefix: "sk_", form: /^sk_[0-9A-Za-z]{46}$/, length: 40 },
  xobito: { prefix: "apitk_", form: /^apitk_[0-9A-Za-z]{64}$/, length: 58 },
};

/** A new key: prefix, random base62 characters, 6 of checksum. Shown once; only its HMAC is stored. */
export function newKeyText(environment: Environment, dialect: DialectName = "public"): string {
  if (dialect === "public") return withChecksum(`nxr_${environment}_${randomBase62(32)}`);
  const { prefix, length } = theirs[dialect];
  return withChecksum(prefix + randomBase62(length));
}

/** What people may see of a key. */
export const keyHint = (text: string): string =>
  `${/^(?:nxr_(?:live|test)_|[a-z]+_)/.exec(text)?.[0] ?? ""}...${text.slice(-4)}`;

/** Whether a text can be a key of the dialect. No look-up needed. */
export function isKeyOf(dialect: DialectName, text: string): boolean {
  const form = dialect === "public" ? ours : theirs[dialect].form;
  return form.test(text) && hasValidChecksum(text);
}

/** The environment that a well-formed key of ours names; null when it is none of ours, or names none. */
export const keyEnvironment = (text: string): Environment | null =>
  isKeyOf("public", text) ? ((ours.exec(text)?.[1] as Environment | undefined) ?? null) : null;

/** Whether a key may do what `scope` names; `admin` may do everything in its workspace. */
export function allows(key: Key, scope: Scope): boolean {
  return key.scopes.includes(scope) || key.scopes.includes("admin");
}
