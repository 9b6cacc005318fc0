// What only the gateway itself can say about its health. `npm run leadwire -- doctor` asks it, and makes
// findings and advice of it together with what the other routes say.
import { Hono } from "hono";
import type { Clock } from "../lib/clock.ts";
import { isoTime } from "../lib/clock.ts";
import type { ProviderName } from "../model/channel.ts";
import type { Receiver } from "../providers/provider.ts";
import { type AccountRecord, listAccounts, unsealAccount } from "../store/accounts.ts";
import { lastHeardOn, lastJournaled } from "../store/last-heard.ts";
import { appliedMigrations, missingTables, probeKv } from "../store/probe.ts";
import type { AdminDeps, AdminEnv } from "./deps.ts";

const maxProblemChars = 300;

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
export function workspaceDoctor({ db, secrets, findProvider }: AdminDeps): Hono<AdminEnv> {
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
        ...(await credentialsView(
          account,
          seal,
          findProvider(account.provider, account.channel)?.receiver ?? null,
        )),
        last_report_at: latest(own),
        channel_last_heard_at: latest([channels.get(account.channel)]),
      };
    });
    return c.json({ success: true, accounts: await Promise.all(views) });
  });
  return app;
}

/** Names of credentials, never what they are. `opens` is false when they were sealed with another secret. */
async function credentialsView(account: AccountRecord, seal: CryptoKey, receiver: Receiver | null) {
  const opened = await unsealAccount(seal, account);
  const isAbsent = (name: string) => opened?.credentials[name] === undefined;
  const { secrets = [], user } = receiver?.signedWith ?? {};
  return {
    opens: opened !== null,
    missing_to_believe: [
      ...(user !== undefined && isAbsent(user) ? [user] : []),
      ...(secrets.every(isAbsent) ? secrets.slice(0, 1) : []),
    ],
    missing_to_subscribe: (subscribing[account.provider] ?? []).filter(isAbsent),
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
