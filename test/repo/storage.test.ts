// docs/storage.md is the contract of what is kept where; a table or name missing there is a bug.
import { getTableConfig, SQLiteTable } from "drizzle-orm/sqlite-core";
import { describe, expect, it } from "vitest";
import * as schema from "../../src/store/schema.ts";
import { filesUnder, textOf } from "./source-files.ts";

const document = (await textOf("docs/storage.md")) ?? "";

const tables = Object.values(schema as Record<string, unknown>)
  .filter((value) => value instanceof SQLiteTable)
  .map((table) => getTableConfig(table).name);

/** Tables that the objects create in their own SQLite. */
async function objectTables(): Promise<string[]> {
  const names = new Set<string>();
  for (const path of await filesUnder("src", ".ts")) {
    const text = (await textOf(path)) ?? "";
    for (const [, name] of text.matchAll(/\bcreate table (?:if not exists )?"?(\w+)/gi)) {
      if (name) names.add(name);
    }
  }
  return [...names].sort();
}

describe("docs/storage.md", () => {
  it.each(tables)("names the D1 table %s", (table) => {
    expect(document).toContain(`\`${table}\``);
  });

  it("names every table of the objects", async () => {
    const tables = await objectTables();
    expect(tables).not.toEqual([]);
    expect(tables.filter((table) => !document.includes(`\`${table}\``))).toEqual([]);
  });
});
