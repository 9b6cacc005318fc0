import type { TtlCache } from "../lib/cache.ts";
import type { Clock } from "../lib/clock.ts";
import type { Log } from "../lib/log.ts";
import type { Transport } from "../lib/transport.ts";
import type { Account } from "../model/account.ts";
import type { Channel, ProviderName } from "../model/channel.ts";
import type { Key } from "../model/key.ts";
import type { Provider } from "../providers/provider.ts";
import type { Database } from "../store/db.ts";
import type { KeyStore } from "../store/keys.ts";
import type { Workspace } from "../store/workspaces.ts";

/** What operators need of the gateway. */
export interface AdminDeps {
  adminToken: string;
  db: Database;
  kv: KeyStore["kv"];
  /** This isolate's cache of keys. */
  keyCache: TtlCache<Key | "unknown">;
  clock: Clock;
  log: Log;
  secrets(): Promise<{ pepper: CryptoKey; seal: CryptoKey }>;
  /** Null when the company does not carry the channel. */
  findProvider(name: ProviderName, channel: Channel): Provider | null;
  transportFor(account: Account): Transport;
  /** Accounts, workflows or templates of the workspace changed: forget this isolate's copies. */
  configurationChanged(workspaceId: string): void;
  /** The account has other credentials: jobs that wait for that go on. Never throws. */
  credentialsChanged(accountId: string): Promise<void>;
  /** Names of secrets that are long enough and could be guessed all the same. */
  guessableSecrets: readonly string[];
  /** Per kind of object a call that fails when it does not answer, and changes nothing. */
  objectProbes: Record<string, () => Promise<unknown>>;
  /** POST /leads of the public API, for a workspace. Gives the body of a 201; throws GatewayError. */
  createLeads(workspace: Workspace, request: Request): Promise<Record<string, unknown>>;
}

/** What a route under `/workspaces/:workspace` finds in its context. */
export interface AdminEnv {
  Variables: { requestId: string; workspace: Workspace };
}
