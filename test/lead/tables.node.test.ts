// An object's tables outlive the version of the gateway that made them, in both directions.
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import type { SqlValue } from "../../src/lead/sql.ts";
import { openTables } from "../../src/lead/tables.ts";

function database() {
  const db = new DatabaseSync(":memory:");
  const all = <Row>(query: string, ...bindings: SqlValue[]) =>
    db.prepare(query).all(...bindings) as Row[];
  return { all, transaction: <T>(work: () => T): T => work() };
}

const versionOf = (sql: ReturnType<typeof database>) =>
  sql.all("SELECT version FROM schema_version");

test("a version that comes back after a newer one leaves the newer one's tables as they are", () => {
  const sql = database();
  const before = openTables(sql);
  before.transaction(() => {});
  const [row] = versionOf(sql) as { version: number }[];
  const newer = (row?.version ?? 0) + 1;
  sql.all("UPDATE schema_version SET version = ?", newer);
  sql.all("ALTER TABLE messages ADD COLUMN of_tomorrow TEXT");

  const back = openTables(sql);
  back.transaction(() => {});
  expect(versionOf(sql)).toEqual([{ version: newer }]);
  expect(back.all("SELECT of_tomorrow FROM messages")).toEqual([]);
});

test("asking writes nothing into a database that has no tables yet", () => {
  const sql = database();
  expect(openTables(sql).all("SELECT * FROM messages")).toEqual([]);
  expect(sql.all("SELECT name FROM sqlite_master")).toEqual([]);
});
