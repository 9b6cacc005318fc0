// A deployment migrates first and may be rolled back: the code of the version before meets the tables of the next.
import { describe, expect, it } from "vitest";
import { filesUnder, textOf } from "./source-files.ts";

/** What would take something away from code that still asks for it. An index is nothing that code asks for. */
const takesAway = /\b(?:DROP\s+(?:TABLE|COLUMN|VIEW)|RENAME\s+(?:TO|COLUMN)|TRUNCATE)\b/i;

const migrations = await filesUnder("migrations", ".sql");

describe("changes of tables", () => {
  it("are there", () => expect(migrations.length).toBeGreaterThan(4));

  it.each([...migrations, "src/lead/tables.ts", "src/bulk/tables.ts"])(
    "only add: %s",
    async (path) => {
      const text = await textOf(path);
      expect(text).toMatch(/\b(?:CREATE|ALTER) (?:TABLE|INDEX|UNIQUE)/);
      expect(text).not.toMatch(takesAway);
    },
  );

  it.each([
    "DROP TABLE `leads`;",
    "ALTER TABLE `leads` DROP COLUMN `title`;",
    "ALTER TABLE `__new_leads` RENAME TO `leads`;",
    "alter table leads rename column title to role;",
  ])("would be noticed: %s", (sql) => expect(sql).toMatch(takesAway));
});
