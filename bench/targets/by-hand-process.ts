// What one would write by hand instead: Fastify and better-sqlite3 in one process on one disk, with the same
// durability as the gateway's objects (WAL, synchronous=FULL). It looks up the key, the workflow and the lead,
// records the message, asks the provider and records the answer; undici's pool is the fastest client there is.
import { createHash, randomUUID } from "node:crypto";
import { join } from "node:path";
import Database from "better-sqlite3";
import fastify from "fastify";
import { Pool } from "undici";
import { peopleOf } from "./people.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const [provider = "", key = "", workflowId = "", leadCount = "0"] = process.argv.slice(2);
const { origin, pathname } = new URL(provider);
const db = new Database(join(temporaryFolder(), "main.sqlite"));
db.pragma("journal_mode = WAL");
db.pragma("synchronous = FULL");
db.exec(`
  CREATE TABLE keys (hash TEXT PRIMARY KEY, workspace TEXT NOT NULL);
  CREATE TABLE workflows (id TEXT PRIMARY KEY, workspace TEXT NOT NULL, sender TEXT NOT NULL);
  CREATE TABLE leads (id TEXT PRIMARY KEY, workspace TEXT NOT NULL, email TEXT NOT NULL);
  CREATE TABLE messages (id TEXT PRIMARY KEY, workspace TEXT NOT NULL, lead TEXT NOT NULL, body TEXT NOT NULL,
    state TEXT NOT NULL, provider_id TEXT, created_at INTEGER NOT NULL);
  CREATE INDEX messages_by_lead ON messages (lead, created_at);
  CREATE INDEX messages_by_workspace ON messages (workspace, created_at);
`);
const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");
db.prepare("INSERT INTO keys VALUES (?, 'w')").run(hashOf(key));
db.prepare("INSERT INTO workflows VALUES (?, 'w', 'sofia@acme.example')").run(workflowId);
const addLead = db.prepare("INSERT OR IGNORE INTO leads VALUES (?, 'w', ?)");
db.transaction(() => {
  for (const { id, email } of peopleOf(Number(leadCount))) addLead.run(id, email);
})();

const findKey = db.prepare<[string], { workspace: string }>(
  "SELECT workspace FROM keys WHERE hash = ?",
);
const findWorkflow = db.prepare<[string, string], { sender: string }>(
  "SELECT sender FROM workflows WHERE id = ? AND workspace = ?",
);
const findLead = db.prepare<[string, string], { email: string }>(
  "SELECT email FROM leads WHERE id = ? AND workspace = ?",
);
const insert = db.prepare("INSERT INTO messages VALUES (?, ?, ?, ?, 'sending', NULL, ?)");
const settle = db.prepare("UPDATE messages SET state = ?, provider_id = ? WHERE id = ?");

const pool = new Pool(origin, { connections: 128 });
const app = fastify();

interface Body {
  lead_id: string;
  workflow_id: string;
  channel: "email";
  subject: string;
  content: string;
}
const text = { type: "string" };
const required = ["lead_id", "workflow_id", "channel", "subject", "content"];
const properties = Object.fromEntries(required.map((name) => [name, text]));

app.post<{ Body: Body }>(
  "/api/public/messages",
  { schema: { body: { type: "object", required, properties } } },
  async (request, reply) => {
    const known = findKey.get(hashOf(String(request.headers["x-api-key"])));
    if (!known) return reply.code(401).send({ error: "Invalid API key" });
    const { lead_id, workflow_id, subject, content } = request.body;
    const workflow = findWorkflow.get(workflow_id, known.workspace);
    const lead = findLead.get(lead_id, known.workspace);
    if (!workflow || !lead) return reply.code(404).send({ error: "Not found" });
    const id = randomUUID();
    const mail = JSON.stringify({
      from: workflow.sender,
      to: [lead.email],
      subject,
      text: content,
    });
    insert.run(id, known.workspace, lead_id, mail, Date.now());
    const answer = await pool.request({
      method: "POST",
      path: `${pathname}/emails`,
      headers: { "content-type": "application/json", "idempotency-key": id },
      body: mail,
    });
    const said = (await answer.body.json()) as { id: string };
    settle.run(answer.statusCode === 200 ? "sent" : "failed", said.id, id);
    return { success: true, channel: "email", message_id: said.id, activity_id: id };
  },
);
process.send?.({ url: await app.listen({ port: 0, host: "127.0.0.1" }) });
process.once("disconnect", () => process.exit());
process.once("SIGTERM", () => process.exit());
