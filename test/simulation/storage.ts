// A Durable Object's storage: SQLite and the one alarm, in turns. What a turn wrote is durable once it was
// flushed, and gone when the object died before.
import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { SqlValue } from "../../src/lead/sql.ts";

interface Alarm {
  at: number | null;
  /** It was set again while its handler ran. */
  replaced: boolean;
}

export type Storage = ReturnType<typeof openStorage>;

export function openStorage() {
  const db = new DatabaseSync(":memory:");
  const prepared = new Map<string, StatementSync>();
  const begin = db.prepare("BEGIN");
  const commit = db.prepare("COMMIT");
  const save = db.prepare("SAVEPOINT work");
  const release = db.prepare("RELEASE work");
  let alarm: Alarm = { at: null, replaced: false };
  let durableAlarm = alarm;
  let isOpen = false;
  let wrote = false;

  function all<Row>(query: string, ...bindings: SqlValue[]): Row[] {
    const statement = prepared.get(query) ?? db.prepare(query);
    prepared.set(query, statement);
    if (!query.startsWith("SELECT")) wrote = true;
    return statement.all(...bindings) as Row[];
  }

  return {
    all,
    hasTables: () => all("SELECT 1 FROM sqlite_master WHERE name = 'messages'").length > 0,
    alarm: () => alarm,

    setAlarm(at: number | null, replaced: boolean): void {
      alarm = { at, replaced };
    },

    /** The object's own transactions lie inside the turn's. */
    transaction<T>(work: () => T): T {
      const before = alarm;
      save.run();
      try {
        const result = work();
        release.run();
        return result;
      } catch (error) {
        db.exec("ROLLBACK TO work; RELEASE work");
        alarm = before;
        throw error;
      }
    },

    wipe(): void {
      wrote = true;
      const tables = all<{ name: string }>(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
      );
      prepared.clear();
      for (const { name } of tables) db.exec(`DROP TABLE ${name}`);
      alarm = { at: null, replaced: alarm.replaced };
    },

    begin(): void {
      if (!isOpen) begin.run();
      isOpen = true;
    },

    /** Whether something was written that is not durable yet. */
    isOpen: () => isOpen,

    /** Gives whether anything was written since the last one. */
    commit(): boolean {
      if (isOpen) commit.run();
      isOpen = false;
      durableAlarm = alarm;
      const news = wrote;
      wrote = false;
      return news;
    },

    rollback(): void {
      if (isOpen) db.exec("ROLLBACK");
      isOpen = false;
      wrote = false;
      durableAlarm = { ...durableAlarm, replaced: false };
      alarm = durableAlarm;
    },

    close: () => db.close(),
  };
}
