// Keys are looked up by their HMAC: isolate cache, then KV, then D1. D1 is the authority; the others
// only spare it, so an outage of KV costs time, and in an outage of D1 keys in use stay known.
import { and, asc, eq, getTableColumns, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import type { TtlCache } from "../lib/cache.ts";
import type { Clock } from "../lib/clock.ts";
import { hmacHex } from "../lib/hmac.ts";
import { parseJson } from "../lib/json.ts";
import { describeError, type Log } from "../lib/log.ts";
import { environmentSchema } from "../model/account.ts";
import { GatewayError } from "../model/errors.ts";
import {
  abilities,
  type DialectName,
  dialectNames,
  type Key,
  keyHint,
  newKeyText,
  type Scope,
  scopes,
} from "../model/key.ts";
import { type Database, orConflict } from "./db.ts";
import { keys, workspaces } from "./schema.ts";
import type { Workspace } from "./workspaces.ts";

/** A key as operators see it. */
export type KeyRecord = Omit<typeof keys.$inferSelect, "hash">;

export interface KeyStore {
  db: Database;
  kv: Pick<KVNamespace, "get" | "put" | "delete">;
  cache: TtlCache<Key | "unknown">;
  clock: Clock;
}

export interface KeyLookup extends KeyStore {
  log: Log;
  /** Lets work finish after the answer has gone out. */
  defer(work: Promise<void>): void;
}

const knownTtlMs = 19_000;
const unknownTtlMs = 10_000;
const edgeTtlSeconds = 30;
const kvTtlSeconds = 24 * 60 * 60;

const keySchema = z.object({
  id: z.string(),
  workspaceId: z.string(),
  // Absent in what was cached before there were several.
  dialect: z.enum(dialectNames).default("public"),
  slug: z.string().nullable().default(null),
  environment: environmentSchema,
  scopes: z.array(z.enum([...scopes, ...abilities])),
  rateLimit: z.number(),
  expiresAt: z.number().nullable(),
}) satisfies z.ZodType<Key>;

/** What KV says about a hash; a tombstone outlives every positive that an edge may still cache. */
const entrySchema = z.union([z.object({ revoked: z.literal(true) }), keySchema]);
const tombstone = JSON.stringify({ revoked: true });

/** The only form in which a key is stored or used as a name. `k1` names the pepper. */
export async function keyHash(pepper: CryptoKey, text: string): Promise<string> {
  return `k1:${await hmacHex(pepper, text)}`;
}

/**
 * The key behind a hash; null when unknown, revoked or expired. A revoked key is refused within 50 s
 * everywhere: at most 20 s in an isolate that knows it (one of them while another request asks anew),
 * plus 30 s at an edge that cached KV's answer.
 * Throws `unavailable` when neither KV nor D1 can say.
 */
export async function findKey(deps: KeyLookup, hash: string): Promise<Key | null> {
  const key = await deps.cache.through(
    hash,
    () => lookUp(deps, hash),
    (found) => (found === "unknown" ? unknownTtlMs : knownTtlMs),
  );
  if (key === "unknown") return null;
  return key.expiresAt !== null && key.expiresAt <= deps.clock() ? null : key;
}

async function lookUp(deps: KeyLookup, hash: string): Promise<Key | "unknown"> {
  const cached = await readKv(deps, hash);
  if (cached) return cached;
  const key = await readD1(deps.db, hash).catch((error: unknown) => {
    deps.log.error("key_lookup_failed", describeError(error));
    throw new GatewayError("unavailable", { retryAfterSeconds: 2 }, error);
  });
  if (!key) return "unknown";
  deps.defer(remember(deps, hash, key));
  return key;
}

async function readKv({ kv, log }: KeyLookup, hash: string): Promise<Key | "unknown" | null> {
  try {
    const text = await kv.get(hash, { cacheTtl: edgeTtlSeconds });
    const entry = entrySchema.safeParse(parseJson(text ?? ""));
    if (!entry.success) return null;
    return "revoked" in entry.data ? "unknown" : entry.data;
  } catch (error) {
    log.warn("kv_unavailable", describeError(error));
    return null;
  }
}

/** The key unless it is unknown or revoked. */
async function readD1(db: Database, hash: string): Promise<Key | null> {
  const row = await db
    .select({
      id: keys.id,
      workspaceId: keys.workspaceId,
      dialect: keys.dialect,
      slug: workspaces.slug,
      environment: workspaces.environment,
      scopes: keys.scopes,
      rateLimit: keys.rateLimit,
      expiresAt: keys.expiresAt,
    })
    .from(keys)
    .innerJoin(workspaces, eq(workspaces.id, keys.workspaceId))
    .where(and(eq(keys.hash, hash), isNull(keys.revokedAt)))
    .get();
  return row ?? null;
}

/**
 * Writes a key to KV. A revocation may have put its tombstone between our read and our write, so D1 is
 * asked once more, and what must not stay is taken away again.
 */
async function remember({ kv, db, log }: KeyLookup, hash: string, key: Key): Promise<void> {
  try {
    await kv.put(hash, JSON.stringify(key), { expirationTtl: kvTtlSeconds });
    const still = await readD1(db, hash).catch(() => null);
    if (!still) await kv.delete(hash);
  } catch (error) {
    log.warn("kv_unavailable", describeError(error));
  }
}

export interface NewKey {
  id?: string | undefined;
  dialect?: DialectName | undefined;
  name: string;
  scopes: Scope[];
  rateLimit: number;
  expiresAt: number | null;
  /** A well-formed key of the workspace's environment; a fresh one when absent. */
  text?: string | undefined;
}

const { hash: _, ...recordColumns } = getTableColumns(keys);

/** Creates a key; `text` is the secret itself, which is not stored. Throws `conflict` when id or key is taken. */
export async function createKey(
  { db, cache, clock, pepper }: Pick<KeyStore, "db" | "cache" | "clock"> & { pepper: CryptoKey },
  workspace: Workspace,
  {
    dialect = "public",
    text = newKeyText(workspace.environment, dialect),
    id = crypto.randomUUID(),
    ...rest
  }: NewKey,
): Promise<{ key: KeyRecord; text: string }> {
  const hash = await keyHash(pepper, text);
  const key: KeyRecord = {
    id,
    dialect,
    ...rest,
    workspaceId: workspace.id,
    hint: keyHint(text),
    createdAt: clock(),
    revokedAt: null,
  };
  await orConflict(
    db.insert(keys).values({ ...key, hash }),
    "There is already a key with this id or this secret.",
  );
  cache.delete(hash);
  return { key, text };
}

export function listKeys(db: Database, workspaceId: string): Promise<KeyRecord[]> {
  return db
    .select(recordColumns)
    .from(keys)
    .where(eq(keys.workspaceId, workspaceId))
    .orderBy(asc(keys.createdAt), asc(keys.id));
}

/**
 * Revokes a key, or null when the workspace has no such key. D1 first, then a tombstone in KV. Throws
 * `unavailable` when KV could not be told; repeating the call is safe and finishes it.
 */
export async function revokeKey(
  { db, kv, cache, clock }: KeyStore,
  workspaceId: string,
  id: string,
): Promise<KeyRecord | null> {
  const row = await db
    .update(keys)
    .set({ revokedAt: sql`coalesce(${keys.revokedAt}, ${clock()})` })
    .where(and(eq(keys.workspaceId, workspaceId), eq(keys.id, id)))
    .returning()
    .get();
  if (!row) return null;
  const { hash, ...key } = row;
  try {
    await kv.put(hash, tombstone, { expirationTtl: kvTtlSeconds });
  } catch (error) {
    throw new GatewayError(
      "unavailable",
      {
        message:
          "The key is revoked, but places that cached it could not be told. Repeat the request.",
        retryAfterSeconds: 2,
      },
      error,
    );
  } finally {
    cache.delete(hash);
  }
  return key;
}
