// docs/deploy.md says how many bytes things take, and concludes how many of them fit.
import { randomBytes, randomUUID } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { email, order, world } from "../support/lead-harness.ts";
import { filesUnder, textOf } from "./source-files.ts";

const deployed = (await textOf("docs/deploy.md")) ?? "";
const documented = (what: string): number =>
  Number(
    new RegExp(`^\\| ${what} \\| ([\\d,]+) \\|$`, "m").exec(deployed)?.[1]?.replaceAll(",", ""),
  );

function bytesOf(db: DatabaseSync): number {
  const pragma = (name: string) => Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
  return pragma("page_count") * pragma("page_size");
}

/** The bytes that one of `count` rows takes, with its indexes. */
function perRow(db: DatabaseSync, count: number, insert: (i: number) => void): number {
  const before = bytesOf(db);
  db.exec("BEGIN");
  for (let i = 0; i < count; i += 1) insert(i);
  db.exec("COMMIT");
  return (bytesOf(db) - before) / count;
}

/** Puts a row of named values into a table. */
function into(db: DatabaseSync, table: string, row: Record<string, string | number>): void {
  const columns = Object.keys(row);
  const marks = columns.map(() => "?").join();
  const statement = `INSERT INTO ${table} (${columns.join()}) VALUES (${marks})`;
  db.prepare(statement).run(...Object.values(row));
}

function expectDocumented(what: string, bytes: number): void {
  expect(documented(what), `docs/deploy.md: ${what}`).toBeGreaterThan(bytes * 0.95);
  expect(documented(what), `docs/deploy.md: ${what}`).toBeLessThan(bytes * 1.05);
}

it("D1 takes as many bytes as documented", async () => {
  const db = new DatabaseSync(":memory:");
  for (const path of await filesUnder("migrations", ".sql")) db.exec((await textOf(path)) ?? "");
  const workspace = randomUUID();
  const ids = Array.from({ length: 2_000 }, () => randomUUID());
  let now = Date.now();
  const message = perRow(db, 4 * ids.length, (i) => {
    now += 900;
    into(db, "messages", {
      id: randomUUID(),
      workspace_id: workspace,
      lead_id: ids[i % ids.length] ?? "",
      direction: "outbound",
      channel: "whatsapp",
      kind: "template",
      status: "delivered",
      // As long as Meta's.
      provider_message_id: `wamid.${randomBytes(42).toString("base64")}`,
      created_at: now,
      updated_at: now + 4_000,
      version: 5,
      lag_ms: 812,
    });
  });
  const lead = perRow(db, ids.length, (i) => {
    now += 900;
    const [id = "", digits] = [ids[i], String(2_000_000 + i * 97)];
    into(db, "leads", {
      workspace_id: workspace,
      id,
      first_name: "Katharina",
      last_name: "Sommerfeld",
      company: "Acme Holding",
      title: "Head of Sales",
      source: "import",
      external_id: `crm-${digits}`,
      tags: '["customer","newsletter"]',
      metadata: '{"plan":"pro"}',
      created_at: now,
      updated_at: now,
      revision: randomUUID(),
    });
    const addresses = {
      phone: `+1202${digits}`,
      email: `${randomBytes(5).toString("hex")}@example.com`,
      whatsapp_id: `1202${digits}`,
    };
    for (const [kind, value] of Object.entries(addresses)) {
      into(db, "addresses", { workspace_id: workspace, lead_id: id, kind, value });
    }
  });
  expectDocumented("a message in D1's list", message);
  expectDocumented("a lead with three addresses in D1", lead);
});

it("a lead's object takes as many bytes as documented", async () => {
  const { lead, db } = world();
  const text = "x".repeat(360);
  await lead.current.send(order(email(text)));
  expectDocumented("a lead's object with its first message", bytesOf(db));
  const [first, more] = [bytesOf(db), 500];
  for (let i = 0; i < more; i += 1) await lead.current.send(order(email(text)));
  expectDocumented(
    "each further message in it, with 360 characters of text",
    (bytesOf(db) - first) / more,
  );
});
