// What the pretend providers remember, in the object's own SQLite, so that it survives a restart.
// Everything is bounded: a simulator left running for a month is as small as one left for a day.
import type { JsonObject } from "../lib/json.ts";
import type { Fault, PlayedProvider } from "./faults.ts";
import type { TemplateDefinition } from "./meta/template.ts";
import { draw } from "./random.ts";
import { defaultSwitches, type Switches } from "./switches.ts";

export type SqlValue = string | number | null;

/** Synchronous SQLite: the Durable Object's storage in the gateway, Node's in tests. */
export interface Sql {
  all<Row>(query: string, ...bindings: SqlValue[]): Row[];
}

/** The pretend phone, the pretend mailbox, the call log, and the files that a provider was given. */
export type Shelf = "phone" | "mailbox" | "calls" | "files";

export interface Entry {
  id: string;
  at: number;
  /** What the provider made of the request. */
  facts: JsonObject;
  /** The JSON body exactly as received. */
  request: string;
}

export interface PendingFault {
  provider: PlayedProvider;
  times: number;
  fault: Fault;
}

const keptEntries = 1_000;
const keptFaults = 100;
const keptShut = 10_000;
/** Meta: 250 templates in one WhatsApp business account. */
const maxTemplates = 250;
const dayMs = 24 * 60 * 60 * 1_000;

const tables = [
  `CREATE TABLE IF NOT EXISTS entries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    shelf TEXT NOT NULL,
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    facts TEXT NOT NULL,
    request TEXT NOT NULL
  )`,
  "CREATE INDEX IF NOT EXISTS entries_shelf ON entries (shelf, seq)",
  `CREATE TABLE IF NOT EXISTS windows (
    phone_number_id TEXT NOT NULL,
    contact TEXT NOT NULL,
    last_inbound_at INTEGER NOT NULL,
    PRIMARY KEY (phone_number_id, contact)
  )`,
  `CREATE TABLE IF NOT EXISTS relay_keys (
    key TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    email_id TEXT NOT NULL,
    used_at INTEGER NOT NULL
  )`,
  `CREATE TABLE IF NOT EXISTS faults (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    provider TEXT NOT NULL,
    times INTEGER NOT NULL,
    fault TEXT NOT NULL
  )`,
  `CREATE TABLE IF NOT EXISTS templates (
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    definition TEXT NOT NULL,
    PRIMARY KEY (name, language)
  )`,
  `CREATE TABLE IF NOT EXISTS shut (
    account TEXT NOT NULL,
    contact TEXT NOT NULL,
    PRIMARY KEY (account, contact)
  )`,
  "CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
];

export class State {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
    for (const table of tables) sql.all(table);
  }

  record(shelf: Shelf, { id, at, facts, request }: Entry): void {
    this.#sql.all(
      "INSERT INTO entries (shelf, id, at, facts, request) VALUES (?, ?, ?, ?, ?)",
      shelf,
      id,
      at,
      JSON.stringify(facts),
      request,
    );
    this.#sql.all(
      `DELETE FROM entries WHERE shelf = ?1 AND seq <= (
        SELECT seq FROM entries WHERE shelf = ?1 ORDER BY seq DESC LIMIT 1 OFFSET ?2)`,
      shelf,
      keptEntries,
    );
  }

  /** The newest entries of a shelf, oldest of them first. */
  entries(shelf: Shelf): Entry[] {
    return this.#sql
      .all<Omit<Entry, "facts"> & { facts: string }>(
        "SELECT id, at, facts, request FROM entries WHERE shelf = ? ORDER BY seq",
        shelf,
      )
      .map((row) => ({ ...row, facts: JSON.parse(row.facts) as JsonObject }));
  }

  /** Null when there is no such entry, or no longer. */
  entry(shelf: Shelf, id: string): Entry | null {
    return this.entries(shelf).find((entry) => entry.id === id) ?? null;
  }

  reviseEntry(shelf: Shelf, { id, facts }: Pick<Entry, "id" | "facts">): void {
    const query = "UPDATE entries SET facts = ? WHERE shelf = ? AND id = ?";
    this.#sql.all(query, JSON.stringify(facts), shelf, id);
  }

  /** The person wrote: free-form messages to them are allowed for 24 hours. */
  openWindow(phoneNumberId: string, contact: string, at: number): void {
    this.#sql.all("DELETE FROM windows WHERE last_inbound_at <= ?", at - dayMs);
    this.#sql.all(
      `INSERT INTO windows (phone_number_id, contact, last_inbound_at) VALUES (?, ?, ?)
        ON CONFLICT DO UPDATE SET last_inbound_at = max(last_inbound_at, excluded.last_inbound_at)`,
      phoneNumberId,
      contact,
      at,
    );
  }

  isWindowOpen(phoneNumberId: string, contact: string, now: number): boolean {
    const query =
      "SELECT 1 FROM windows WHERE phone_number_id = ? AND contact = ? AND last_inbound_at > ?";
    return this.#sql.all(query, phoneNumberId, contact, now - dayMs).length > 0;
  }

  /** The person wants nothing more from the account (`isShut`), or something again. */
  shut(account: string, contact: string, isShut: boolean): void {
    this.#sql.all("DELETE FROM shut WHERE account = ? AND contact = ?", account, contact);
    if (!isShut) return;
    this.#sql.all("INSERT INTO shut VALUES (?, ?)", account, contact);
    const query =
      "DELETE FROM shut WHERE rowid <= (SELECT rowid FROM shut ORDER BY rowid DESC LIMIT 1 OFFSET ?)";
    this.#sql.all(query, keptShut);
  }

  isShut(account: string, contact: string): boolean {
    const query = "SELECT 1 FROM shut WHERE account = ? AND contact = ?";
    return this.#sql.all(query, account, contact).length > 0;
  }

  /** What an idempotency key was first used for; null when it is new or older than 24 hours. */
  relayKey(key: string, now: number): { body: string; emailId: string } | null {
    this.#sql.all("DELETE FROM relay_keys WHERE used_at <= ?", now - dayMs);
    const query = `SELECT body, email_id AS "emailId" FROM relay_keys WHERE key = ?`;
    return this.#sql.all<{ body: string; emailId: string }>(query, key)[0] ?? null;
  }

  keepRelayKey(key: string, body: string, emailId: string, now: number): void {
    this.#sql.all("INSERT INTO relay_keys VALUES (?, ?, ?, ?)", key, body, emailId, now);
  }

  /** False when too many faults are waiting already. */
  addFault({ provider, times, fault }: PendingFault): boolean {
    if (this.faults().length >= keptFaults) return false;
    this.#sql.all(
      "INSERT INTO faults (provider, times, fault) VALUES (?, ?, ?)",
      provider,
      times,
      JSON.stringify(fault),
    );
    return true;
  }

  /** The next fault of a provider, first in first out; each use counts. */
  takeFault(provider: PlayedProvider): Fault | null {
    const [next] = this.#sql.all<{ seq: number; fault: string }>(
      "UPDATE faults SET times = times - 1 WHERE seq = (SELECT min(seq) FROM faults WHERE provider = ?) RETURNING seq, fault",
      provider,
    );
    if (!next) return null;
    this.#sql.all("DELETE FROM faults WHERE seq = ? AND times <= 0", next.seq);
    return JSON.parse(next.fault) as Fault;
  }

  faults(): PendingFault[] {
    return this.#sql
      .all<{ provider: PlayedProvider; times: number; fault: string }>(
        "SELECT provider, times, fault FROM faults ORDER BY seq",
      )
      .map((row) => ({ ...row, fault: JSON.parse(row.fault) as Fault }));
  }

  /** Adds a template or replaces the one of the same name and language; false when there are too many. */
  keepTemplate(template: TemplateDefinition): boolean {
    this.#sql.all(
      "INSERT OR REPLACE INTO templates VALUES (?, ?, ?)",
      template.name,
      template.language,
      JSON.stringify(template),
    );
    if (this.templates().length <= maxTemplates) return true;
    this.#sql.all(
      "DELETE FROM templates WHERE name = ? AND language = ?",
      template.name,
      template.language,
    );
    return false;
  }

  /** Templates that were added, by name and language. */
  templates(): TemplateDefinition[] {
    return this.#sql
      .all<{ definition: string }>("SELECT definition FROM templates ORDER BY name, language")
      .map((row) => JSON.parse(row.definition) as TemplateDefinition);
  }

  switches(): Switches {
    return { ...defaultSwitches, ...this.#setting<Partial<Switches>>("switches") };
  }

  /** Chance starts again from the seed. */
  keepSwitches(switches: Switches): void {
    this.#keep("switches", switches);
    this.#keep("chance", switches.seed);
  }

  /** A number in [0, 1): the next one of the seed. */
  random(): number {
    const { value, state } = draw(this.#setting<number>("chance") ?? this.switches().seed);
    this.#keep("chance", state);
    return value;
  }

  /** How far the clock has jumped, in milliseconds. */
  clockAheadMs(): number {
    return this.#setting<number>("clock_ahead_ms") ?? 0;
  }

  advanceClock(ms: number): void {
    this.#keep("clock_ahead_ms", this.clockAheadMs() + ms);
  }

  /** Everything but the clock, which the gateway shares and which never goes back. */
  forget(): void {
    for (const table of ["entries", "windows", "relay_keys", "faults", "templates", "shut"]) {
      this.#sql.all(`DELETE FROM ${table}`);
    }
    this.#sql.all("DELETE FROM settings WHERE name <> 'clock_ahead_ms'");
  }

  #setting<T>(name: string): T | null {
    const query = "SELECT value FROM settings WHERE name = ?";
    const value = this.#sql.all<{ value: string }>(query, name)[0]?.value;
    return value === undefined ? null : (JSON.parse(value) as T);
  }

  #keep(name: string, value: unknown): void {
    const query = "INSERT OR REPLACE INTO settings VALUES (?, ?)";
    this.#sql.all(query, name, JSON.stringify(value));
  }
}
