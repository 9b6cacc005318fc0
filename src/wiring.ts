// The one place where bindings become dependencies. Everything below layer 2 gets verbs, never `env`.
import { env, waitUntil } from "cloudflare:workers";
import type { EdgeDeps } from "./dialects/mount.ts";
import type { LeadDeps } from "./lead/deps.ts";
import type { LeadPort } from "./lead/port.ts";
import { TtlCache } from "./lib/cache.ts";
import { systemClock } from "./lib/clock.ts";
import { hmacHex } from "./lib/hmac.ts";
import { parseJson } from "./lib/json.ts";
import { consoleLog } from "./lib/log.ts";
import { RateWindow } from "./lib/rate-window.ts";
import { deriveKey, unseal } from "./lib/seal.ts";
import { type Transport, transport } from "./lib/transport.ts";
import { type Account, type OpenAccount, sealContext } from "./model/account.ts";
import { GatewayError } from "./model/errors.ts";
import type { Verdict } from "./model/failure.ts";
import type { Key } from "./model/key.ts";
import type { LeadRef } from "./model/lead.ts";
import type { ProjectedMessage } from "./model/message.ts";
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
import { providers } from "./providers/index.ts";
import { readSettings, type Settings, verifyInstallation } from "./settings.ts";
import { getAccount } from "./store/accounts.ts";
import { type Database, openDatabase } from "./store/db.ts";
import { fixInstallation } from "./store/installation.ts";
import { findKey, keyHash } from "./store/keys.ts";
import { loadProfile } from "./store/leads.ts";
import { projectMessages } from "./store/messages.ts";
import { getTemplate } from "./store/templates.ts";
import { getWorkflow } from "./store/workflows.ts";

/** How long an isolate uses its copy of a workflow, an account or a template. */
const configurationTtlMs = 30_000;
const projectors = 4;
/** Where a test workspace never really goes. A `base_url` of its own is fetched as it stands. */
const simulatedHosts = new Set(["graph.facebook.com", "api.resend.com", "api.retellai.com"]);

export interface Gateway {
  settings: Settings;
  db: Database;
  /** Throws `installation_mismatch` when the gateway must not serve. */
  ready(): Promise<void>;
  edge: EdgeDeps;
  /** Everything a lead's object needs but its own storage. */
  leadVerbs: Omit<LeadDeps, "sql" | "boot" | "wakeAt" | "wipe">;
  projectMessages(rows: ProjectedMessage[]): Promise<void>;
  lead(ref: LeadRef): Promise<{ port: LeadPort; newMessageId(): string }>;
  secrets(): Promise<Secrets>;
  openAccount(account: Account): Promise<OpenAccount | null>;
  transportFor(account: Account): Transport;
  caches: Caches;
}

/** Keys derived from the master secret, one per purpose. */
export interface Secrets {
  /** HMAC of API keys. */
  pepper: CryptoKey;
  /** AES-GCM of provider credentials. */
  seal: CryptoKey;
  /** HMAC that names lead objects. */
  routing: CryptoKey;
  /** HMAC of the ids that providers send back. */
  correlation: CryptoKey;
}

/** What this isolate remembers of D1 and KV. Writers clear what they change. */
export interface Caches {
  keys: TtlCache<Key | "unknown">;
  workflows: TtlCache<Workflow | null>;
  templates: TtlCache<Template | null>;
  accounts: TtlCache<Account | null>;
}

async function deriveSecrets(master: string): Promise<Secrets> {
  const hmac = (purpose: string) =>
    deriveKey(master, purpose, { name: "HMAC", hash: "SHA-256" }, ["sign", "verify"]);
  const [pepper, routing, correlation, seal] = await Promise.all([
    hmac("api-key-pepper"),
    hmac("lead-routing"),
    hmac("correlation"),
    deriveKey(master, "credentials", { name: "AES-GCM", length: 256 }, ["encrypt", "decrypt"]),
  ]);
  return { pepper, routing, correlation, seal };
}

function build(env: Env): Gateway {
  const clock = systemClock;
  const log = consoleLog;
  const settings = readSettings(env);
  const db = openDatabase(env.DB);
  const caches: Caches = {
    keys: new TtlCache(clock),
    workflows: new TtlCache(clock),
    templates: new TtlCache(clock),
    accounts: new TtlCache(clock),
  };
  const secrets = once(() => deriveSecrets(settings.masterSecret));

  /** Reads configuration through the isolate's cache. What is absent is not remembered. */
  const cached = <T>(cache: TtlCache<T | null>, load: Load<T>): Load<T> => {
    return (workspaceId, id) =>
      cache.through(
        `${workspaceId}:${id}`,
        () => reachable(load(workspaceId, id)),
        (found) => (found === null ? 0 : configurationTtlMs),
      );
  };
  const findAccount = cached(caches.accounts, (workspaceId, id) => getAccount(db, workspaceId, id));

  const network = transport((request) => fetch(request));
  const transportFor = (account: Account): Transport =>
    account.environment === "live"
      ? network
      : transport((request) =>
          simulatedHosts.has(new URL(request.url).hostname)
            ? env.SIMULATOR.getByName(account.workspaceId).fetch(request)
            : fetch(request),
        );

  async function openAccount(account: Account): Promise<OpenAccount | null> {
    const { seal } = await secrets();
    const plain = await unseal(seal, sealContext(account.workspaceId, account.id), account.sealed);
    const credentials = plain === null ? null : parseJson(plain);
    if (credentials === null || typeof credentials !== "object") return null;
    return { settings: account.settings, credentials: credentials as Record<string, unknown> };
  }

  const leadStub = (hash: LeadHash): LeadPort =>
    env.LEAD.getByName(leadObjectName(hash, settings.leadObjects));
  const hashOf = async (ref: LeadRef) => leadHash((await secrets()).routing, ref);
  const leadOf = (messageId: string): LeadPort | null => {
    const hash = hashOfMessageId(messageId);
    return hash === null ? null : leadStub(hash);
  };

  return {
    settings,
    db,
    secrets,
    caches,
    openAccount,
    transportFor,
    ready: once(async () => {
      if (settings.problem !== null) {
        throw new GatewayError("installation_mismatch", { message: settings.problem });
      }
      const facts = {
        lead_objects: String(settings.leadObjects),
        master_secret: await hmacHex((await secrets()).routing, "installation"),
      };
      verifyInstallation(facts, await reachable(fixInstallation(db, facts)));
    }),
    edge: {
      clock,
      log,
      limits: new RateWindow(clock),
      findKey: async (text) =>
        findKey(
          { db, kv: env.KEYS, cache: caches.keys, clock, log, defer: waitUntil },
          await keyHash((await secrets()).pepper, text),
        ),
      findWorkflow: cached(caches.workflows, (workspaceId, id) => getWorkflow(db, workspaceId, id)),
      findTemplate: cached(caches.templates, (workspaceId, id) => getTemplate(db, workspaceId, id)),
      newMessageId: async (ref) => newMessageId(await hashOf(ref)),
      leadOf,
    },
    leadVerbs: {
      clock,
      log,
      loadProfile: (ref) => loadProfile(db, ref),
      loadAccount: findAccount,
      correlationId: async (messageId) => correlationId((await secrets()).correlation, messageId),
      prepare: ({ account, to, outgoing }, ids) =>
        providers[account.provider].prepare({ ...ids, to, outgoing }, account.settings),
      deliver: async ({ messageId, body, account }) => {
        const opened = await openAccount(account);
        if (!opened) return sealedShut(account);
        const delivery = { messageId, body, account: opened };
        return providers[account.provider].deliver(delivery, transportFor(account));
      },
      dedupesForMs: (account) => providers[account.provider].dedupesForMs,
      project: async (rows) => {
        const [first] = rows;
        if (!first) return;
        const shard = Number.parseInt(first.id.slice(0, 4), 16) % projectors;
        await env.PROJECTOR.getByName(`projector-${shard}`).project(rows);
      },
    },
    projectMessages: (rows) => projectMessages(db, rows),
    lead: async (ref) => {
      const hash = await hashOf(ref);
      return { port: leadStub(hash), newMessageId: () => newMessageId(hash) };
    },
  };
}

/** The gateway over this isolate's bindings. */
export const gateway: Gateway = build(env);

type Load<T> = (workspaceId: string, id: string) => Promise<T | null>;

/** Computes a value once; a failure is not kept. */
function once<T>(compute: () => Promise<T>): () => Promise<T> {
  let kept: Promise<T> | null = null;
  return () => {
    kept ??= compute().catch((error: unknown) => {
      kept = null;
      throw error;
    });
    return kept;
  };
}

/** D1 failing is a temporary condition that the caller may repeat, and its cause is worth a word. */
async function reachable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    if (String(error).includes("no such table") || String((error as Error).cause).includes("no such table")) {
      throw new GatewayError("installation_mismatch", { message: notMigrated }, error);
    }
    throw new GatewayError("unavailable", { retryAfterSeconds: 5 }, error);
  }
}

const notMigrated =
  "The database has no tables yet: run `npx wrangler d1 migrations apply DB` (with --local for a local gateway).";

function sealedShut(account: Account): Verdict {
  return {
    kind: "reject",
    code: "credentials_refused",
    message: "The account's stored credentials cannot be opened. Enter them again.",
    provider: { name: account.provider },
  };
}
