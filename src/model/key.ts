import { hasValidChecksum, randomBase62, withChecksum } from "../lib/token.ts";
import type { Environment } from "./account.ts";

export const scopes = [
  "messages.send",
  "messages.read",
  "leads.read",
  "leads.write",
  "templates.read",
  "admin",
] as const;
export type Scope = (typeof scopes)[number];

/** A key of a workspace as the send path needs it. */
export interface Key {
  id: string;
  workspaceId: string;
  environment: Environment;
  scopes: Scope[];
  /** Requests per minute. */
  rateLimit: number;
  /** Epoch milliseconds, or null for a key that does not expire. */
  expiresAt: number | null;
}

const format = /^nxr_(live|test)_[0-9A-Za-z]{38}$/;

/** A new key: prefix, 32 random base62 characters, 6 of checksum. Shown once; only its HMAC is stored. */
export function newKeyText(environment: Environment): string {
  return withChecksum(`nxr_${environment}_${randomBase62(32)}`);
}

/** The environment a well-formed key names, or null when it cannot be one of ours. No lookup needed. */
export function keyEnvironment(text: string): Environment | null {
  const match = format.exec(text);
  return match && hasValidChecksum(text) ? (match[1] as Environment) : null;
}

/** Whether a key may do what `scope` names; `admin` may do everything in its workspace. */
export function allows(key: Key, scope: Scope): boolean {
  return key.scopes.includes(scope) || key.scopes.includes("admin");
}
