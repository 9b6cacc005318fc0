// The schema of a lead object's database: numbered and append-only. Every table is keyed by workspace
// and lead, so that one object can hold one lead or many. docs/storage.md describes it for people.
import type { Sql } from "./sql.ts";

/** Step n brings a schema from version n to n + 1. Never edit a step that was released: append. */
export type Steps = readonly (readonly string[])[];

const leadSteps: Steps = [
  [
    `CREATE TABLE messages (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      workspace TEXT NOT NULL,
      lead TEXT NOT NULL,
      direction TEXT NOT NULL,
      channel TEXT NOT NULL,
      kind TEXT NOT NULL,
      workflow TEXT,
      account TEXT NOT NULL,
      address TEXT NOT NULL,
      needs_window INTEGER NOT NULL,
      preview TEXT,
      metadata TEXT NOT NULL,
      idempotency_key TEXT,
      request TEXT,
      state TEXT NOT NULL,
      attempt INTEGER NOT NULL DEFAULT 0,
      boot TEXT,
      created_at INTEGER NOT NULL,
      scheduled_at INTEGER,
      due_at INTEGER,
      sent_at INTEGER,
      provider_message_id TEXT,
      call_status TEXT,
      failure TEXT,
      delivered_at INTEGER,
      read_at INTEGER,
      failed_at INTEGER,
      updated_at INTEGER NOT NULL,
      version INTEGER NOT NULL DEFAULT 1,
      projected INTEGER NOT NULL DEFAULT 0
    )`,
    `CREATE INDEX messages_open ON messages (workspace, lead, seq)
      WHERE state IN ('scheduled', 'queued', 'sending', 'unknown')`,
    "CREATE INDEX messages_due ON messages (due_at) WHERE due_at IS NOT NULL",
    "CREATE INDEX messages_sending ON messages (state) WHERE state = 'sending'",
    "CREATE INDEX messages_unprojected ON messages (seq) WHERE projected < version",
    "CREATE INDEX messages_provider ON messages (account, provider_message_id)",
    `CREATE TABLE claims (
      workspace TEXT NOT NULL,
      lead TEXT NOT NULL,
      key TEXT NOT NULL,
      fingerprint TEXT NOT NULL,
      message TEXT NOT NULL,
      answer TEXT,
      created_at INTEGER NOT NULL,
      PRIMARY KEY (workspace, lead, key)
    )`,
    "CREATE INDEX claims_age ON claims (created_at)",
    `CREATE TABLE windows (
      workspace TEXT NOT NULL,
      lead TEXT NOT NULL,
      account TEXT NOT NULL,
      address TEXT NOT NULL,
      last_inbound_at INTEGER NOT NULL,
      refuted_at INTEGER,
      PRIMARY KEY (workspace, lead, account, address)
    )`,
    `CREATE TABLE profiles (
      workspace TEXT NOT NULL,
      lead TEXT NOT NULL,
      profile TEXT NOT NULL,
      loaded_at INTEGER NOT NULL,
      PRIMARY KEY (workspace, lead)
    )`,
  ],
  [
    "ALTER TABLE messages ADD COLUMN details TEXT",
    "ALTER TABLE messages ADD COLUMN first_attempt_at INTEGER",
    "ALTER TABLE messages ADD COLUMN attempted_at INTEGER",
    `CREATE TABLE facts (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      workspace TEXT NOT NULL,
      lead TEXT NOT NULL,
      message TEXT NOT NULL,
      name TEXT NOT NULL,
      at INTEGER NOT NULL,
      failure TEXT,
      details TEXT NOT NULL,
      UNIQUE (message, name, at)
    )`,
    `CREATE TABLE parked (
      workspace TEXT NOT NULL,
      lead TEXT NOT NULL,
      account TEXT NOT NULL,
      provider_message_id TEXT NOT NULL,
      name TEXT NOT NULL,
      at INTEGER NOT NULL,
      fact TEXT NOT NULL,
      received_at INTEGER NOT NULL,
      PRIMARY KEY (workspace, lead, account, provider_message_id, name, at)
    )`,
    "CREATE INDEX parked_age ON parked (received_at)",
    "CREATE INDEX messages_history ON messages (workspace, lead, created_at / 1000, seq)",
  ],
];

export interface Tables extends Sql {
  /** The whole database was deleted; work that is still under way finds it empty, not broken. */
  forget(): void;
}

/**
 * Opens the database at the newest schema version. A database without tables stays untouched until the
 * first transaction, and reads as empty until then: asking about a lead that does not exist stores nothing.
 */
export function openTables(sql: Sql, steps: Steps = leadSteps): Tables {
  let version = currentVersion(sql);
  const migrate = () => {
    // A newer version may have been here and gone again: its steps only add.
    if (version >= steps.length) return;
    sql.transaction(() => {
      sql.all("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)");
      for (const step of steps.slice(version)) for (const statement of step) sql.all(statement);
      sql.all("DELETE FROM schema_version");
      sql.all("INSERT INTO schema_version (version) VALUES (?)", steps.length);
    });
    version = steps.length;
  };
  if (version > 0) migrate();
  return {
    all: (query, ...bindings) => (version === 0 ? [] : sql.all(query, ...bindings)),
    transaction: (work) => {
      migrate();
      return sql.transaction(work);
    },
    forget: () => {
      version = 0;
    },
  };
}

function currentVersion(sql: Sql): number {
  const exists = sql.all(
    "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'",
  );
  if (exists.length === 0) return 0;
  return sql.all<{ version: number }>("SELECT version FROM schema_version")[0]?.version ?? 0;
}
