import { and, asc, desc, eq, getTableColumns, or, type SQL, sql } from "drizzle-orm";
import { parseJson } from "../lib/json.ts";
import { seal, unseal } from "../lib/seal.ts";
import { randomBase62 } from "../lib/token.ts";
import {
  type Account,
  type AccountHealth,
  type OpenAccount,
  sealContext,
} from "../model/account.ts";
import type { Channel, ProviderName } from "../model/channel.ts";
import { type Database, orConflict } from "./db.ts";
import { accounts, workspaces } from "./schema.ts";
import type { Workspace } from "./workspaces.ts";

export interface AccountRecord extends Account {
  /** Carries its channel where a send names neither workflow nor account. */
  isDefault: boolean;
  /** Null when the provider reported nothing yet. */
  health: AccountHealth | null;
  createdAt: number;
  updatedAt: number;
}

export interface NewAccount {
  id?: string | undefined;
  name: string;
  provider: ProviderName;
  channel: Channel;
  isDefault?: boolean | undefined;
  settings: Record<string, unknown>;
  credentials: Record<string, unknown>;
}

export interface AccountChange {
  isDefault?: boolean | undefined;
  name?: string | undefined;
  active?: boolean | undefined;
  /** Replaces the settings. */
  settings?: Record<string, unknown> | undefined;
  /** Replaces the credentials. */
  credentials?: Record<string, unknown> | undefined;
}

/** A database, and the key under which credentials are sealed. */
export interface Vault {
  db: Database;
  sealKey: CryptoKey;
}

/** Throws `conflict` when the id is taken. */
export async function createAccount(
  { db, sealKey }: Vault,
  workspace: Workspace,
  { id = crypto.randomUUID(), isDefault = false, credentials, ...rest }: NewAccount,
  now: number,
): Promise<AccountRecord> {
  const row = {
    id,
    workspaceId: workspace.id,
    ...rest,
    active: true,
    sealed: await sealCredentials(sealKey, { workspaceId: workspace.id, id }, credentials),
    hookId: randomBase62(32),
    isDefault,
    health: null,
    createdAt: now,
    updatedAt: now,
  };
  await orConflict(
    db.insert(accounts).values(row),
    `There is already an account with the id ${id}.`,
  );
  return { ...row, environment: workspace.environment };
}

const record = { ...getTableColumns(accounts), environment: workspaces.environment };

function select(db: Database, where: SQL | undefined, first: SQL[] = []) {
  return db
    .select(record)
    .from(accounts)
    .innerJoin(workspaces, eq(workspaces.id, accounts.workspaceId))
    .where(where)
    .orderBy(...first, asc(accounts.createdAt), asc(accounts.id));
}

/** The account, active or not. */
export async function getAccount(
  db: Database,
  workspaceId: string,
  id: string,
): Promise<AccountRecord | null> {
  const own = and(eq(accounts.workspaceId, workspaceId), eq(accounts.id, id));
  return (await select(db, own).get()) ?? null;
}

/** What `hookId` is made as. */
const hookIdForm = /^[0-9A-Za-z]{32}$/;

/** The account whose receiver URL ends in `hookId`, active or not. What cannot be one costs no look-up. */
export async function getAccountByHook(
  db: Database,
  hookId: string,
): Promise<AccountRecord | null> {
  if (!hookIdForm.test(hookId)) return null;
  return (await select(db, eq(accounts.hookId, hookId)).get()) ?? null;
}

/** The active account that carries a channel by default; null when there is none. */
export async function findDefaultAccount(
  db: Database,
  workspaceId: string,
  channel: Channel,
): Promise<AccountRecord | null> {
  const serving = and(
    eq(accounts.workspaceId, workspaceId),
    eq(accounts.channel, channel),
    eq(accounts.active, true),
  );
  return (
    (await select(db, serving, [desc(accounts.isDefault)])
      .limit(1)
      .get()) ?? null
  );
}

/** The workspace's oldest active account at a provider with one of these settings, such as a `phone_number_id`. */
export async function findAccountBySetting(
  db: Database,
  workspaceId: string,
  provider: ProviderName,
  names: string[],
  value: string,
): Promise<AccountRecord | null> {
  const matching = and(
    eq(accounts.workspaceId, workspaceId),
    eq(accounts.provider, provider),
    eq(accounts.active, true),
    or(...names.map((name) => sql`${accounts.settings} ->> ${name} = ${value}`)),
  );
  return (await select(db, matching).limit(1).get()) ?? null;
}

export function listAccounts(db: Database, workspaceId: string): Promise<AccountRecord[]> {
  return select(db, eq(accounts.workspaceId, workspaceId));
}

export async function updateAccount(
  { db, sealKey }: Vault,
  account: AccountRecord,
  { credentials, ...rest }: AccountChange,
  now: number,
): Promise<AccountRecord> {
  const change = {
    ...rest,
    ...(credentials && { sealed: await sealCredentials(sealKey, account, credentials) }),
    updatedAt: now,
  };
  const row = await db
    .update(accounts)
    .set(change)
    .where(and(eq(accounts.workspaceId, account.workspaceId), eq(accounts.id, account.id)))
    .returning()
    .get();
  return { ...row, environment: account.environment };
}

/** The account with its credentials opened; null when they were sealed by another installation or for another row. */
export async function unsealAccount(
  sealKey: CryptoKey,
  account: Account,
): Promise<OpenAccount | null> {
  const context = sealContext(account.workspaceId, account.id);
  const text = await unseal(sealKey, context, account.sealed);
  if (text === null) return null;
  const credentials = parseJson(text) as Record<string, unknown>;
  return { settings: account.settings, credentials };
}

function sealCredentials(
  sealKey: CryptoKey,
  row: { workspaceId: string; id: string },
  credentials: Record<string, unknown>,
): Promise<string> {
  return seal(sealKey, sealContext(row.workspaceId, row.id), JSON.stringify(credentials));
}
