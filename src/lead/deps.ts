import type { Clock } from "../lib/clock.ts";
import type { Log } from "../lib/log.ts";
import type { Result } from "../lib/result.ts";
import type { Account } from "../model/account.ts";
import type { Failure } from "../model/errors.ts";
import type { Verdict } from "../model/failure.ts";
import type { LeadProfile, LeadRef } from "../model/lead.ts";
import type { ProjectedMessage } from "../model/message.ts";
import type { Plan } from "../model/policy.ts";
import type { LookUp } from "../model/update.ts";
import type { Row } from "./row.ts";
import type { Sql } from "./sql.ts";

/** What a lead needs of the world. Filled in by the wiring, and by tests. */
export interface LeadDeps {
  sql: Sql;
  clock: Clock;
  log: Log;
  /** Names this life of the object: what an earlier life left in flight has an unknown outcome. */
  boot: string;
  /** Null when the workspace has no such lead. Throws when nobody can say. */
  loadProfile(ref: LeadRef): Promise<LeadProfile | null>;
  loadAccount(workspaceId: string, accountId: string): Promise<Account | null>;
  /** The id a provider sends back with its reports. */
  correlationId(messageId: string): Promise<string>;
  /** Writes the provider request's body, or says why the account cannot. Pure. */
  prepare(
    plan: Plan,
    ids: { messageId: string; workspaceId: string; correlationId: string },
  ): Result<string, Failure>;
  /** One provider call. Never throws. */
  deliver(delivery: { messageId: string; body: string; account: Account }): Promise<Verdict>;
  /** For how long (ms) the account's provider recognises a repeat by message id; null when it does not. */
  dedupesForMs(account: Account): number | null;
  /** Whether the account's provider can be asked about a message. */
  canLookUp(account: Account): boolean;
  /** Asks it. Never sends anything. */
  lookUp(row: Row, account: Account): Promise<LookUp>;
  /** Brings rows to D1; resolves once they are there. */
  project(rows: ProjectedMessage[]): Promise<void>;
  /** Sets the one alarm, or clears it. Part of the surrounding transaction. */
  wakeAt(at: number | null): void;
  /** Deletes the whole database and the alarm, at once. Called only when it holds no messages. */
  wipe(): Promise<void>;
}
