// The one place where bindings become dependencies. Everything below layer 2 gets verbs, never `env`.
// Module scope is the isolate: what is built here lives as long as it does.
import { env, waitUntil } from "cloudflare:workers";
import type { AdminDeps } from "./admin/deps.ts";
import type { EdgeDeps } from "./dialects/mount.ts";
import { createLeads, type LeadDeps as LeadRouteDeps } from "./dialects/public/leads.ts";
import type { MediaDeps } from "./dialects/public/media.ts";
import type { LeadDeps } from "./lead/deps.ts";
import type { LeadPort } from "./lead/port.ts";
import { ByteBudget } from "./lib/byte-budget.ts";
import { TtlCache } from "./lib/cache.ts";
import { systemClock as clock } from "./lib/clock.ts";
import { download } from "./lib/download.ts";
import { hmacHex } from "./lib/hmac.ts";
import { describeError, consoleLog as log } from "./lib/log.ts";
import { RateWindow } from "./lib/rate-window.ts";
import { err, ok } from "./lib/result.ts";
import {
  type Fetcher,
  type StreamTransport,
  stream,
  type Transport,
  transport,
} from "./lib/transport.ts";
import { type Account, hookPath, type OpenAccount } from "./model/account.ts";
import { GatewayError } from "./model/errors.ts";
import type { Verdict } from "./model/failure.ts";
import type { Key } from "./model/key.ts";
import type { LeadRef } from "./model/lead.ts";
import {
  correlationId,
  hashOfMessageId,
  type LeadHash,
  leadHash,
  leadObjectName,
  newMessageId,
} from "./model/message-id.ts";
import type { Template } from "./model/template.ts";
import type { Workflow } from "./model/workflow.ts";
import { findProvider, providerOf } from "./providers/index.ts";
import type { RequestLogDeps } from "./request-log.ts";
import { uploadMedia } from "./send/upload-media.ts";
import { deriveSecrets, guessableSecrets, readSettings, verifyInstallation } from "./settings.ts";
import { findDefaultAccount, getAccount, unsealAccount } from "./store/accounts.ts";
import { openDatabase } from "./store/db.ts";
import { fixInstallation } from "./store/installation.ts";
import { findKey, keyHash } from "./store/keys.ts";
import { loadProfile } from "./store/leads.ts";
import { forgetMedia } from "./store/media.ts";
import { leadAt } from "./store/people.ts";
import { getTemplate } from "./store/templates.ts";
import { findUpload, keepUpload, type Upload, type UploadStore } from "./store/uploads.ts";
import { getWorkflow } from "./store/workflows.ts";

/** How long an isolate uses its copy of a workflow, an account or a template. */
const configurationTtlMs = 30_000;
/** For how long it goes on with an older copy while D1 cannot say. */
const configurationStaleMs = 60 * 60_000;
const projectors = 4;
/** Of customers' files that an isolate passes on at a time; each is in memory about three times. */
const uploadRoomBytes = 24 * 1024 * 1024;
/** Where a test workspace never really goes. A `base_url` of its own is fetched as it stands. */
const simulatedHosts = new Set([
  "graph.facebook.com",
  "graph.instagram.com",
  "api.resend.com",
  "api.retellai.com",
  "api.twilio.com",
  "api.telegram.org",
  "api.sendgrid.com",
  "api.postmarkapp.com",
  "api.mailgun.net",
  "files.leadwire.example",
]);

const settings = readSettings(env);
export const secrets = once(() => deriveSecrets(settings.masterSecret));
export const db = openDatabase(env.DB);

export const caches = {
  keys: new TtlCache<Key | "unknown">(clock),
  workflows: new TtlCache<Workflow | null>(clock),
  templates: new TtlCache<Template | null>(clock),
  accounts: new TtlCache<Account | null>(clock),
  /** Accounts by their hook id. */
  hooks: new TtlCache<Account | null>(clock),
};

/** Throws `installation_mismatch` when this gateway must not serve; asks D1 once per isolate. */
export const ready = once(async () => {
  if (settings.problem !== null) {
    throw new GatewayError("installation_mismatch", { message: settings.problem });
  }
  const facts = {
    lead_objects: String(settings.leadObjects),
    master_secret: await hmacHex((await secrets()).routing, "installation"),
  };
  verifyInstallation(facts, await fixInstallation(db, facts));
});

/** How requests are logged. */
export const observed: RequestLogDeps = {
  log,
  clock,
  sample: settings.logSample,
  random: Math.random,
};

const fetcherFor =
  ({ environment, workspaceId }: Account): Fetcher =>
  (request) =>
    environment === "test" && simulatedHosts.has(new URL(request.url).hostname)
      ? env.SIMULATOR.getByName(workspaceId).fetch(request)
      : fetch(request);
export const transportFor = (account: Account): Transport => transport(fetcherFor(account));
const streamFor = (account: Account): StreamTransport => stream(fetcherFor(account));

export const openAccount = async (account: Account): Promise<OpenAccount | null> =>
  unsealAccount((await secrets()).seal, account);

const leadStub = (hash: LeadHash): LeadPort =>
  env.LEAD.getByName(leadObjectName(hash, settings.leadObjects));
const hashOf = async (ref: LeadRef) => leadHash((await secrets()).routing, ref);

export async function lead(ref: LeadRef): Promise<{ port: LeadPort; newMessageId(): string }> {
  const hash = await hashOf(ref);
  return { port: leadStub(hash), newMessageId: () => newMessageId(hash) };
}

const storedAccount = cached(caches.accounts, (workspaceId, id) => getAccount(db, workspaceId, id));

/** What carries a send that names no workflow. */
const routeOver = (workspaceId: string, account: Account | null): Workflow => ({
  id: account?.id ?? "",
  workspaceId,
  name: account?.name ?? "",
  defaults: {},
  accounts: account ? { [account.channel]: account } : {},
});

const uploads: UploadStore = { kv: env.KEYS, cache: new TtlCache<Upload>(clock), log };

export const edge: EdgeDeps = {
  clock,
  log,
  files: {
    clock,
    log,
    room: new ByteBudget(uploadRoomBytes),
    download: (account, url, limits) => download(fetcherFor(account), url, limits),
    uploadMedia: (account, file) => uploadMedia({ openAccount, transportFor }, account, file),
    findUpload: (hash) => findUpload(uploads, hash),
    keepUpload: (hash, upload, ttlMs) => keepUpload(uploads, hash, upload, ttlMs),
  },
  limits: new RateWindow(clock),
  findKey: async (text) =>
    findKey(
      { db, kv: env.KEYS, cache: caches.keys, clock, log, defer: waitUntil },
      await keyHash((await secrets()).pepper, text),
    ),
  findWorkflow: cached(caches.workflows, (workspaceId, id) => getWorkflow(db, workspaceId, id)),
  findAccountRoute: async (workspaceId, accountId) => {
    const account = await storedAccount(workspaceId, accountId);
    return account?.active ? routeOver(workspaceId, account) : null;
  },
  findDefaultRoute: async (workspaceId, channel) => {
    const load = () => findDefaultAccount(db, workspaceId, channel);
    const account = await remembered(caches.accounts, `${workspaceId}:default:${channel}`, load);
    return routeOver(workspaceId, account);
  },
  findTemplate: cached(caches.templates, (workspaceId, id) => getTemplate(db, workspaceId, id)),
  findOrCreateLead: async (workspaceId, to) => {
    const { changed, ...found } = await leadAt(db, workspaceId, to, clock());
    if (changed) await people.profileChanged({ workspaceId, leadId: found.leadId });
    return found;
  },
  newMessageId: async (ref) => newMessageId(await hashOf(ref)),
  leadOf: (messageId) => {
    const hash = hashOfMessageId(messageId);
    return hash === null ? null : leadStub(hash);
  },
};

/** Everything a lead's object needs but its own storage. */
export const leadVerbs: Omit<LeadDeps, "sql" | "boot" | "wakeAt" | "wipe"> = {
  clock,
  log,
  loadProfile: (ref) => loadProfile(db, ref),
  loadAccount: storedAccount,
  correlationId: async (messageId) => correlationId((await secrets()).correlation, messageId),
  prepare: ({ account, to, outgoing, tag }, ids) => {
    const provider = providerOf(account);
    const parsed = provider.settingsSchema.safeParse(account.settings);
    if (!parsed.success) return err({ code: "account_refused", message: misconfigured(account) });
    const refusal = provider.refuse?.(outgoing, parsed.data);
    if (refusal) return err(refusal);
    return ok(
      provider.prepare({ ...ids, to, outgoing, tag, hookPath: hookPath(account) }, parsed.data),
    );
  },
  deliver: async ({ messageId, body, account }) => {
    const opened = await openAccount(account);
    if (!opened) return cannotOpen(account);
    const delivery = { messageId, body, account: opened };
    return providerOf(account).deliver(delivery, transportFor(account));
  },
  dedupesForMs: (account) => providerOf(account).dedupesForMs,
  canLookUp: (account) => providerOf(account).lookUp !== undefined,
  lookUp: async (row, account) => {
    const opened = await openAccount(account);
    const query = {
      messageId: row.id,
      to: row.address,
      providerMessageId: row.provider_message_id,
      sentAt: row.sent_at ?? row.created_at,
    };
    const { lookUp } = providerOf(account);
    if (!opened || !lookUp) return { kind: "unavailable" };
    return lookUp(query, opened, transportFor(account));
  },
  project: async (rows) => {
    const [first] = rows;
    if (!first) return;
    const shard = Number.parseInt(first.id.slice(0, 4), 16) % projectors;
    await env.PROJECTOR.getByName(`projector-${shard}`).project(rows);
  },
};

/** Where media are kept, when a bucket is bound: see wrangler.toml. */
export const bucket = (env as { MEDIA?: R2Bucket }).MEDIA ?? null;

export const media: MediaDeps = {
  bucket,
  openMedia: async (workspaceId, accountId, mediaId) => {
    const account = await getAccount(db, workspaceId, accountId);
    const opened = account?.active ? await openAccount(account) : null;
    const { openMedia } = account ? providerOf(account) : {};
    if (!account || !opened || !openMedia) return { kind: "gone" };
    return openMedia(mediaId, opened, {
      transport: transportFor(account),
      stream: streamFor(account),
    });
  },
};

export const people: LeadRouteDeps = {
  leadAt: async (ref) => (await lead(ref)).port,
  db,
  clock,
  log,
  profileChanged: async (ref) => (await lead(ref)).port.profileChanged(ref),
  eraseLead: async (ref) => {
    await (await lead(ref)).port.erase(ref);
    if (bucket) await forgetMedia(bucket, ref);
  },
};

/** Asked about when the answer does not matter: an object stores nothing about who does not exist. */
export const nobody = {
  workspaceId: "00000000-0000-0000-0000-000000000000",
  leadId: "00000000-0000-0000-0000-000000000000",
};

export const admin: AdminDeps = {
  adminToken: settings.adminToken,
  db,
  kv: env.KEYS,
  keyCache: caches.keys,
  clock,
  log,
  secrets,
  findProvider,
  transportFor,
  configurationChanged: () => {
    caches.workflows.clear();
    caches.templates.clear();
    caches.accounts.clear();
    caches.hooks.clear();
  },
  credentialsChanged: async (accountId) => {
    // Told or not, the account tries a message a minute.
    await env.ACCOUNT.getByName(accountId)
      .renew()
      .catch((error: unknown) =>
        log.warn("account_not_told", { accountId, ...describeError(error) }),
      );
  },
  guessableSecrets: guessableSecrets(settings),
  objectProbes: {
    "lead objects": async () =>
      (await lead(nobody)).port.message(nobody.workspaceId, nobody.leadId),
    "job objects": () => env.JOB.getByName("probe").get({ ...nobody, jobId: nobody.leadId }),
    "account objects": async () => env.ACCOUNT.getByName("probe").renew(),
    "projector objects": async () => env.PROJECTOR.getByName("projector-0").project([]),
  },
  createLeads: (workspace, request) => createLeads(people, workspace, request),
};

type Load<T> = (workspaceId: string, id: string) => Promise<T | null>;

/** Reads configuration through the isolate's cache. What is absent is not remembered. */
export function remembered<T>(
  cache: TtlCache<T | null>,
  key: string,
  load: () => Promise<T | null>,
): Promise<T | null> {
  const ttlMs = (found: T | null) => (found === null ? 0 : configurationTtlMs);
  return cache.through(key, load, ttlMs, configurationStaleMs);
}

function cached<T>(cache: TtlCache<T | null>, load: Load<T>): Load<T> {
  return (workspaceId, id) =>
    remembered(cache, `${workspaceId}:${id}`, () => load(workspaceId, id));
}

/**
 * Computes a value once it is there; a failure is not kept. Requests that come before compute it
 * themselves: on Workers none may wait for the promise of another.
 */
function once<T>(compute: () => Promise<T>): () => Promise<T> {
  let kept: { value: T } | null = null;
  return async () => {
    kept ??= { value: await compute() };
    return kept.value;
  };
}

const misconfigured = ({ name }: Account): string =>
  `The settings of the account "${name}" are not complete. Check it: POST /api/admin/workspaces/{id}/accounts/{id}/check.`;

function cannotOpen(account: Account): Verdict {
  return {
    kind: "reject",
    code: "credentials_refused",
    message: "The account's stored credentials cannot be opened. Enter them again.",
    provider: { name: account.provider },
  };
}
