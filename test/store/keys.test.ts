import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { newKeyText } from "../../src/model/key.ts";
import {
  createKey,
  findKey,
  type KeyStore,
  keyHash,
  listKeys,
  type NewKey,
  revokeKey,
} from "../../src/store/keys.ts";
import { db, deadDatabase, isolate, newWorkspace, pepper } from "./support.ts";

const plain: NewKey = {
  name: "main",
  scopes: ["messages.send"],
  rateLimit: 600,
  expiresAt: null,
};

async function newKey(change: Partial<NewKey> = {}) {
  const workspace = await newWorkspace();
  const made = await createKey({ ...isolate(), pepper }, workspace, { ...plain, ...change });
  return { ...made, workspace, hash: await keyHash(pepper, made.text) };
}

/** A KV that counts its calls, so that a test sees which store answered. */
function countingKv(): KeyStore["kv"] & { reads: number } {
  const kv = {
    reads: 0,
    get: (name: string) => {
      kv.reads++;
      return env.KEYS.get(name);
    },
    put: (name: string, value: string) => env.KEYS.put(name, value),
    delete: (name: string) => env.KEYS.delete(name),
  };
  return kv as unknown as KeyStore["kv"] & { reads: number };
}

const deadKv = {
  get: () => Promise.reject(new Error("KV GET failed: 503")),
  put: () => Promise.reject(new Error("KV PUT failed: 503")),
  delete: () => Promise.reject(new Error("KV DELETE failed: 503")),
} as unknown as KeyStore["kv"];

test("reads what was cached before keys had a dialect as a key of our own", async () => {
  const { key, hash, workspace } = await newKey();
  const { id, scopes, rateLimit, expiresAt } = key;
  const before = {
    id,
    workspaceId: workspace.id,
    environment: "live",
    scopes,
    rateLimit,
    expiresAt,
  };
  await env.KEYS.put(hash, JSON.stringify(before));
  const found = await findKey(isolate({ db: deadDatabase }), hash);
  expect(found).toEqual({ ...before, dialect: "public", slug: null });
});

test("finds a key by its hash, in D1 first and in KV from then on", async () => {
  const { key, hash, workspace } = await newKey();
  const expected = {
    id: key.id,
    workspaceId: workspace.id,
    dialect: "public",
    slug: null,
    environment: "live",
    scopes: ["messages.send"],
    rateLimit: 600,
    expiresAt: null,
  };
  const first = isolate();
  expect(await findKey(first, hash)).toEqual(expected);
  await Promise.all(first.deferred);
  expect(await findKey(isolate({ db: deadDatabase }), hash)).toEqual(expected);
});

test("asks nobody about a key that the isolate knows", async () => {
  const { key, hash } = await newKey();
  const kv = countingKv();
  const one = isolate({ kv });
  await findKey(one, hash);
  expect(await findKey(one, hash)).toMatchObject({ id: key.id });
  expect(kv.reads).toBe(1);
});

test("stores neither the key nor anything that contains it", async () => {
  const { text, hash } = await newKey();
  const one = isolate();
  await findKey(one, hash);
  await Promise.all(one.deferred);
  const rows = await env.DB.prepare("SELECT * FROM keys").all();
  const names = await env.KEYS.list();
  expect(JSON.stringify([rows.results, names.keys])).not.toContain(text);
  expect(await env.KEYS.get(hash)).not.toContain(text);
});

test("does not know a key that nobody made", async () => {
  const hash = await keyHash(pepper, newKeyText("live"));
  expect(await findKey(isolate(), hash)).toBeNull();
});

test("refuses a revoked key everywhere within fifty seconds", async () => {
  const { key, hash, workspace } = await newKey();
  const here = isolate();
  const elsewhere = isolate();
  await findKey(here, hash);
  await findKey(elsewhere, hash);
  await Promise.all([...here.deferred, ...elsewhere.deferred]);

  expect(await revokeKey(here, workspace.id, key.id)).toMatchObject({ id: key.id });
  expect(await findKey(here, hash)).toBeNull();
  elsewhere.now += 20_000;
  expect(await findKey(elsewhere, hash)).toBeNull();
  expect(await findKey(isolate({ db: deadDatabase }), hash)).toBeNull();
});

test("revokes again with the same answer", async () => {
  const { key, workspace } = await newKey();
  const first = await revokeKey(isolate(), workspace.id, key.id);
  const later = isolate();
  later.now += 60_000;
  expect(await revokeKey(later, workspace.id, key.id)).toEqual(first);
});

test("does not let a late cache write bring a revoked key back", async () => {
  const { key, hash, workspace } = await newKey();
  const kv = countingKv();
  const put = kv.put.bind(kv);
  const late = isolate({ kv });
  // Between its read of D1 and its write to KV, the key is revoked.
  kv.put = (async (name: string, value: string) => {
    await revokeKey(isolate(), workspace.id, key.id);
    await put(name, value);
  }) as typeof kv.put;
  await findKey(late, hash);
  await Promise.all(late.deferred);
  expect(await findKey(isolate(), hash)).toBeNull();
});

test("says so when KV could not be told about a revocation, and finishes on repeat", async () => {
  const { key, hash, workspace } = await newKey();
  await expect(revokeKey(isolate({ kv: deadKv }), workspace.id, key.id)).rejects.toMatchObject({
    failure: { code: "unavailable" },
  });
  expect(await env.KEYS.get(hash)).toBeNull();
  await revokeKey(isolate(), workspace.id, key.id);
  expect(await env.KEYS.get(hash)).toBe('{"revoked":true}');
});

test("falls back to D1 when KV is down", async () => {
  const { key, hash } = await newKey();
  const one = isolate({ kv: deadKv });
  expect(await findKey(one, hash)).toMatchObject({ id: key.id });
  await Promise.all(one.deferred);
});

test("takes a damaged KV entry for a missing one", async () => {
  const { key, hash } = await newKey();
  await env.KEYS.put(hash, '{"id":1}');
  expect(await findKey(isolate(), hash)).toMatchObject({ id: key.id });
});

test("is unavailable, not unauthorised, when KV and D1 are both down", async () => {
  const { hash } = await newKey();
  const one = isolate({ kv: deadKv, db: deadDatabase });
  await expect(findKey(one, hash)).rejects.toMatchObject({ failure: { code: "unavailable" } });
});

test("refuses an expired key although it is cached", async () => {
  const { hash } = await newKey({ expiresAt: Date.now() + 5_000 });
  const one = isolate();
  expect(await findKey(one, hash)).not.toBeNull();
  one.now += 5_000;
  expect(await findKey(one, hash)).toBeNull();
});

test("shows and revokes only the workspace's own keys", async () => {
  const { key, hash, workspace } = await newKey();
  const stranger = await newWorkspace();
  expect(await listKeys(db, stranger.id)).toEqual([]);
  expect(await revokeKey(isolate(), stranger.id, key.id)).toBeNull();
  expect(await findKey(isolate(), hash)).not.toBeNull();
  expect(await listKeys(db, workspace.id)).toEqual([key]);
  expect(key.hint).toMatch(/^nxr_live_\.\.\.[0-9A-Za-z]{4}$/);
});

test("refuses a key or an id that is taken", async () => {
  const { text, key } = await newKey();
  await expect(newKey({ text })).rejects.toMatchObject({ failure: { code: "conflict" } });
  await expect(newKey({ id: key.id })).rejects.toMatchObject({ failure: { code: "conflict" } });
});
