// What only the gateway itself can say about its health. `npm run leadwire -- doctor` asks it, and makes
// findings and advice of it together with what the other routes say.
import { Hono } from "hono";
import type { Clock } from "../lib/clock.ts";
import { isoTime } from "../lib/clock.ts";
import type { ProviderName } from "../model/channel.ts";
import { type AccountRecord, listAccounts, unsealAccount } from "../store/accounts.ts";
import { lastHeardOn, lastJournaled } from "../store/last-heard.ts";
import { appliedMigrations, missingTables, probeKv } from "../store/probe.ts";
import type { AdminDeps, AdminEnv } from "./deps.ts";

const maxProblemChars = 300;

/** Without which credentials nothing that the provider reports is believed. Retell signs with the key itself. */
const verifying: Record<ProviderName, readonly string[]> = {
  meta: ["app_secret"],
  email: ["webhook_secret"],
  retell: [],
  twilio: ["auth_token"],
  telegram: ["webhook_secret"],
  sendgrid: ["webhook_public_key"],
  postmark: ["webhook_username", "webhook_password"],
  mailgun: ["webhook_signing_key"],
};

/** Without which credentials the provider does not accept our address. */
const subscribing: Partial<Record<ProviderName, readonly string[]>> = { meta: ["verify_token"] };

/** Whether everything that the gateway stands on answers, and how fast. Changes nothing. */
export function gatewayDoctor({
  db,
  kv,
  clock,
  guessableSecrets,
  objectProbes,
}: AdminDeps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  app.get("/", async (c) => {
    let missing: string[] = [];
    let migrations: string[] | null = null;
    const askDatabase = async () => {
      [missing, migrations] = await Promise.all([missingTables(db), appliedMigrations(db)]);
    };
    const probes = Object.entries({
      D1: askDatabase,
      KV: () => probeKv(kv),
      ...objectProbes,
    });
    const answers = await Promise.all(
      probes.map(async ([name, run]) => ({ name, ...(await timed(run, clock)) })),
    );
    return c.json({
      success: true,
      now: new Date(clock()).toISOString(),
      guessable_secrets: guessableSecrets,
      missing,
      migrations,
      probes: answers,
    });
  });
  return app;
}

/** Per account: whether its provider's reports can be believed, and when it was last heard of. */
export function workspaceDoctor({ db, secrets }: AdminDeps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  app.get("/", async (c) => {
    const { id } = c.get("workspace");
    const { seal } = await secrets();
    const [accounts, channels, journaled] = await Promise.all([
      listAccounts(db, id),
      lastHeardOn(db, id),
      lastJournaled(db, id),
    ]);
    const views = accounts.map(async (account) => {
      const own = [journaled.get(account.id), account.health?.events.at(-1)?.at];
      return {
        id: account.id,
        ...(await credentialsView(account, seal)),
        last_report_at: latest(own),
        channel_last_heard_at: latest([channels.get(account.channel)]),
      };
    });
    return c.json({ success: true, accounts: await Promise.all(views) });
  });
  return app;
}

/** Names of credentials, never what they are. `opens` is false when they were sealed with another secret. */
async function credentialsView(account: AccountRecord, seal: CryptoKey) {
  const opened = await unsealAccount(seal, account);
  const absent = (names: readonly string[] = []) =>
    names.filter((name) => opened?.credentials[name] === undefined);
  return {
    opens: opened !== null,
    missing_to_believe: absent(verifying[account.provider]),
    missing_to_subscribe: absent(subscribing[account.provider]),
  };
}

async function timed(run: () => Promise<unknown>, clock: Clock) {
  const startedAt = clock();
  try {
    await run();
    return { ok: true, ms: clock() - startedAt };
  } catch (error) {
    const problem = (error instanceof Error ? error.message : String(error)).slice(
      0,
      maxProblemChars,
    );
    return { ok: false, ms: clock() - startedAt, problem };
  }
}

function latest(times: (number | null | undefined)[]): string | null {
  const known = times.filter((at) => typeof at === "number");
  return known.length === 0 ? null : isoTime(Math.max(...known));
}
