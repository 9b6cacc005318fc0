// The schema of a job object's database: numbered and append-only, as a lead's. One object holds one job,
// so nothing is keyed by it. docs/storage.md describes it for people.
import type { Steps } from "../lead/tables.ts";

export const jobSteps: Steps = [
  [
    `CREATE TABLE job (
      workspace TEXT NOT NULL,
      id TEXT NOT NULL,
      name TEXT,
      channel TEXT NOT NULL,
      fingerprint TEXT NOT NULL,
      status TEXT NOT NULL,
      named INTEGER,
      complete INTEGER NOT NULL DEFAULT 0,
      cursor TEXT,
      hold TEXT,
      created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL,
      finished_at INTEGER,
      version INTEGER NOT NULL DEFAULT 1,
      listed INTEGER NOT NULL DEFAULT 0
    )`,
    // A row holds at most 2 MB, so the order's JSON comes in parts and the ids that it names in rows.
    "CREATE TABLE job_order (part INTEGER PRIMARY KEY, text TEXT NOT NULL)",
    "CREATE TABLE job_named (lead TEXT PRIMARY KEY) WITHOUT ROWID",
    `CREATE TABLE ledger (
      seq INTEGER PRIMARY KEY,
      lead TEXT NOT NULL UNIQUE,
      outcome TEXT NOT NULL DEFAULT 'pending',
      due_at INTEGER,
      attempt INTEGER NOT NULL DEFAULT 1,
      breaks INTEGER NOT NULL DEFAULT 0,
      message_id TEXT,
      code TEXT,
      message TEXT,
      at INTEGER
    )`,
    "CREATE INDEX ledger_due ON ledger (outcome, due_at, seq)",
  ],
];
