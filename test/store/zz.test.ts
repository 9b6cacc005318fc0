import { env } from "cloudflare:workers";
import { test } from "vitest";
import { openDatabase } from "../../src/store/db.ts";
import { upsertLeads } from "../../src/store/leads.ts";
import { newWorkspace } from "./support.ts";
test("t", async () => {
  const workspace = await newWorkspace();
  const timing = openDatabase({
    prepare: (q: string) => { const s = env.DB.prepare(q); return s; },
    batch: async (list: D1PreparedStatement[]) => { const t=Date.now(); const r = await env.DB.batch(list); console.log("batch", Date.now()-t, r.map(x=>x.meta.duration)); return r; },
  } as unknown as D1Database);
  const rows = Array.from({ length: 1_000 }, (_, i) => ({ firstName: `Lead ${i}`, email: `lead${i}@example.com`, phone: `+1202555${String(i).padStart(4, "0")}`, metadata: { i } }));
  for (let k=0;k<3;k++){ const t=Date.now(); await upsertLeads(timing, workspace, rows.map(r=>({...r, metadata:{k}})), Date.now()); console.log("all", Date.now()-t); }
});
