// The floor: a bare Worker that does only what no send can do without. One call of the lead's object, one
// durable write, one request to the provider, one more durable write. No key, no window, no list.
import { DurableObject } from "cloudflare:workers";

interface FloorEnv {
  LEAD: DurableObjectNamespace<LeadObject>;
  PROVIDER: string;
  /** "per-lead" or how many objects share the leads. */
  OBJECTS: string;
}

export interface FloorSend {
  lead_id: string;
  content: string;
}

export class LeadObject extends DurableObject<FloorEnv> {
  constructor(ctx: DurableObjectState, env: FloorEnv) {
    super(ctx, env);
    ctx.storage.sql.exec(
      "CREATE TABLE IF NOT EXISTS messages (id TEXT PRIMARY KEY, lead TEXT, body TEXT, state TEXT, provider_id TEXT)",
    );
  }

  async send({ lead_id, content }: FloorSend): Promise<{ id: string; providerId: string }> {
    const { sql } = this.ctx.storage;
    const id = crypto.randomUUID();
    sql.exec("INSERT INTO messages VALUES (?, ?, ?, 'sending', NULL)", id, lead_id, content);
    const response = await fetch(`${this.env.PROVIDER}/emails`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ to: [lead_id], text: content }),
    });
    const { id: providerId } = (await response.json()) as { id: string };
    sql.exec("UPDATE messages SET state = 'sent', provider_id = ? WHERE id = ?", providerId, id);
    return { id, providerId };
  }
}

function objectOf(leadId: string, objects: string): string {
  return objects === "per-lead"
    ? leadId
    : String(Number.parseInt(leadId.slice(0, 8), 16) % Number(objects));
}

export default {
  fetch: async (request, env) => {
    if (request.method !== "POST") return Response.json({ ok: true });
    const send = (await request.json()) as FloorSend;
    const lead = env.LEAD.getByName(objectOf(send.lead_id, env.OBJECTS));
    const { id, providerId } = await lead.send(send);
    return Response.json({ success: true, message_id: id, provider_message_id: providerId });
  },
} satisfies ExportedHandler<FloorEnv>;
