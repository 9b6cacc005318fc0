import { env } from "cloudflare:workers";
import { TtlCache } from "../../src/lib/cache.ts";
import { hmacKey } from "../../src/lib/hmac.ts";
import type { Log } from "../../src/lib/log.ts";
import { deriveKey } from "../../src/lib/seal.ts";
import type { Environment } from "../../src/model/account.ts";
import type { Key } from "../../src/model/key.ts";
import { openDatabase } from "../../src/store/db.ts";
import type { KeyLookup } from "../../src/store/keys.ts";
import { createWorkspace, type Workspace } from "../../src/store/workspaces.ts";

export const db = openDatabase(env.DB);

/** A D1 that cannot be reached. */
export const deadDatabase = openDatabase({
  prepare() {
    throw new Error("D1_ERROR: Network connection lost.");
  },
} as unknown as D1Database);

export const silentLog: Log = { info() {}, warn() {}, error() {} };

export const pepper = await hmacKey("a pepper for tests");
export const sealKey = await deriveKey(
  "a master secret for tests",
  "credentials",
  { name: "AES-GCM", length: 256 },
  ["encrypt", "decrypt"],
);

export function newWorkspace(
  environment: Environment = "live",
  defaultCountry: string | null = null,
): Promise<Workspace> {
  return createWorkspace(db, { name: "Acme", environment, defaultCountry }, Date.now());
}

export interface Lookup extends KeyLookup {
  /** Work that goes on after an answer. */
  deferred: Promise<void>[];
  now: number;
}

/** One isolate's view of keys; the clock stands still until a test moves it. */
export function isolate(change: Partial<KeyLookup> = {}): Lookup {
  const deferred: Promise<void>[] = [];
  const lookup: Lookup = {
    db,
    kv: env.KEYS,
    log: silentLog,
    now: Date.now(),
    clock: () => lookup.now,
    cache: new TtlCache<Key | "unknown">(() => lookup.now),
    defer: (work) => void deferred.push(work),
    deferred,
    ...change,
  };
  return lookup;
}
