// docs/storage.md is the contract of what is kept where; a table or name missing there is a bug.
import { getTableConfig, SQLiteTable } from "drizzle-orm/sqlite-core";
import { describe, expect, it } from "vitest";
import * as schema from "../../src/store/schema.ts";
import { filesUnder, textOf } from "./source-files.ts";

const document = (await textOf("docs/storage.md")) ?? "";
const unnamed = (spans: string[]) => spans.filter((span) => !document.includes(span));

/** What `pattern` captures anywhere under `folder`. */
async function captured(folder: string, pattern: RegExp): Promise<string[]> {
  const found = new Set<string>();
  for (const path of await filesUnder(folder, ".ts")) {
    for (const [, name] of ((await textOf(path)) ?? "").matchAll(pattern))
      if (name) found.add(name);
  }
  return [...found].sort();
}

describe("docs/storage.md", () => {
  it("names every table of D1", () => {
    const tables = Object.values(schema as Record<string, unknown>)
      .filter((value) => value instanceof SQLiteTable)
      .map((table) => getTableConfig(table).name);
    expect(tables).toContain("workspaces");
    expect(unnamed(tables.map((table) => `\`${table}\``))).toEqual([]);
  });

  it("names every table of the objects", async () => {
    const tables = await captured("src", /\bcreate table (?:if not exists )?"?(\w+)/gi);
    expect(tables).toContain("messages");
    expect(unnamed(tables.map((table) => `\`${table}\``))).toEqual([]);
  });

  it("names every prefix of KV", async () => {
    const prefixes = await captured("src/store", /`(\w+:)\$\{/g);
    expect(prefixes).toContain("k1:");
    expect(unnamed(prefixes.map((prefix) => `\`${prefix}`))).toEqual([]);
  });
});
