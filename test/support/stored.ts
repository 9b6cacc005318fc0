import { env } from "cloudflare:workers";

type StoredRow = Record<string, unknown>;

/** Where a table does not say itself whose a row is. */
const owners: Record<string, string> = {
  workspaces: "id",
  workflow_accounts: "(SELECT workspace_id FROM workflows WHERE id = workflow_id)",
  installation: "NULL",
};

/** Every row of D1 by table, but for the list of messages, which follows by itself; of one workspace when one is named. */
export async function stored(workspaceId?: string): Promise<Record<string, StoredRow[]>> {
  const query = env.DB.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
  const tables = (await query.all<{ name: string }>()).results
    .map(({ name }) => name)
    .filter((name) => name !== "messages" && !/^(_cf|d1|sqlite)_/.test(name));
  const found = await env.DB.batch<StoredRow>(
    tables.map((name) => {
      const owner = owners[name] ?? "workspace_id";
      const rows = `SELECT * FROM "${name}" WHERE ?1 IS NULL OR ${owner} = ?1 ORDER BY 1, 2`;
      return env.DB.prepare(rows).bind(workspaceId ?? null);
    }),
  );
  return Object.fromEntries(tables.map((table, i) => [table, found[i]?.results ?? []]));
}
