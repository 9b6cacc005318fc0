// Writes a past into the databases of a gateway that is stopped: copies of a row that it wrote itself.
import { globSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";

const namesSchema = z.array(z.object({ name: z.string() }));

/** Gives the lead `count` more messages, each like its newest. */
export function addHistory(state: string, lead: string, count: number): void {
  for (const db of databasesWith(state, "profiles")) {
    // Everything but what is unique, and what would make it the newest.
    const own = { seq: null, id: "messages.id || '-' || n", created_at: "created_at - n * 1000" };
    const columns = columnsOf(db, "messages").filter((name) => name !== "seq");
    const values = columns.map((name) => own[name as keyof typeof own] ?? name);
    db.prepare(
      `WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
       INSERT INTO messages (${columns}) SELECT ${values} FROM numbers,
         (SELECT * FROM messages WHERE lead = ? AND state = 'sent' ORDER BY seq DESC LIMIT 1) AS messages
       WHERE ? > 0`,
    ).run(count, lead, count);
    db.close();
  }
}

/** Gives the workspace `count` more leads, with a phone number and an e-mail address each. */
export function addLeads(state: string, workspace: string, from: number, count: number): void {
  for (const db of databasesWith(state, "addresses")) {
    const columns = columnsOf(db, "leads");
    const values = columns.map((name) =>
      name === "id" ? "printf('%08x-0000-4000-9000-%012x', n, n)" : name,
    );
    const numbers =
      "WITH RECURSIVE numbers(n) AS (SELECT ?1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?1 + ?2 - 1)";
    db.exec("BEGIN");
    db.prepare(
      `${numbers} INSERT INTO leads (${columns}) SELECT ${values} FROM numbers,
         (SELECT * FROM leads WHERE workspace_id = ?3 LIMIT 1) WHERE ?2 > 0`,
    ).run(from, count, workspace);
    for (const [kind, value] of [
      ["email", "'filler' || n || '@example.com'"],
      ["phone", "'+1202' || (6000000 + n)"],
    ]) {
      db.prepare(
        `${numbers} INSERT INTO addresses (workspace_id, lead_id, kind, value)
           SELECT ?3, printf('%08x-0000-4000-9000-%012x', n, n), '${kind}', ${value}
           FROM numbers WHERE ?2 > 0`,
      ).run(from, count, workspace);
    }
    db.exec("COMMIT");
    db.close();
  }
}

function databasesWith(state: string, table: string): DatabaseSync[] {
  return globSync(join(state, "**/*.sqlite")).flatMap((path) => {
    const db = new DatabaseSync(path);
    const has = db.prepare("SELECT 1 FROM sqlite_master WHERE name = ?").get(table);
    if (has) return [db];
    db.close();
    return [];
  });
}

const columnsOf = (db: DatabaseSync, table: string): string[] =>
  namesSchema
    .parse(db.prepare(`SELECT name FROM pragma_table_info('${table}')`).all())
    .map(({ name }) => name);
