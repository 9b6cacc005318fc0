// Looking at messages and deciding about them. One message is asked of the lead's object, by the id
// alone, so it is found as soon as it exists; the list is D1's, and may lag by a second.
import { Hono } from "hono";
import type { LeadPort } from "../../lead/port.ts";
import { readJson } from "../../lib/body.ts";
import { GatewayError, parseOrRefuse } from "../../model/errors.ts";
import { cursorText } from "../../store/cursor.ts";
import type { Database } from "../../store/db.ts";
import { listMessages } from "../../store/messages.ts";
import { type EdgeEnv, requireScope } from "../context.ts";
import { type MediaDeps, openMediaOf } from "./media.ts";
import { readMessageQuery, resolutionSchema } from "./message-schema.ts";
import { listedView, messageView } from "./message-view.ts";

export interface MessageDeps extends MediaDeps {
  db: Database;
  /** The lead object that a message id names; null when the id is not one of ours. */
  leadOf(messageId: string): LeadPort | null;
}

const maxBytes = 64 * 1024;

export function messageRoutes(deps: MessageDeps): Hono<EdgeEnv> {
  const app = new Hono<EdgeEnv>();
  const read = requireScope("messages.read");
  const leadOf = (id: string): LeadPort => {
    const lead = deps.leadOf(id);
    if (!lead) throw new GatewayError("message_not_found");
    return lead;
  };
  const messageOf = async (workspaceId: string, id: string) => {
    const message = await leadOf(id).message(workspaceId, id);
    if (!message) throw new GatewayError("message_not_found");
    return message;
  };

  app.get("/", read, async (c) => {
    const query = readMessageQuery(c.req.query());
    const { rows, next } = await listMessages(deps.db, c.get("key").workspaceId, query);
    return c.json({
      success: true,
      messages: rows.map(listedView),
      pagination: { limit: query.limit, has_more: next !== null },
      next_cursor: next && cursorText(next),
    });
  });

  app.get("/:id", read, async (c) => {
    const id = c.req.param("id").toLowerCase();
    const message = await messageOf(c.get("key").workspaceId, id);
    return c.json({ success: true, message: messageView(message) });
  });

  app.get("/:id/media", read, async (c) => {
    const { workspaceId } = c.get("key");
    const message = await messageOf(workspaceId, c.req.param("id").toLowerCase());
    const { body, headers } = await openMediaOf(deps, workspaceId, message);
    return c.body(body, 200, headers);
  });

  app.post("/:id/cancel", requireScope("messages.send"), async (c) => {
    const id = c.req.param("id").toLowerCase();
    const outcome = await leadOf(id).cancel(c.get("key").workspaceId, id);
    if (!outcome.ok) throw GatewayError.from(outcome.failure);
    return c.json({ success: true, message_id: outcome.messageId, status: "cancelled" });
  });

  // A decision about what really happened, and `resend` may reach the person twice: an operator's.
  app.post("/:id/resolve", requireScope("admin"), async (c) => {
    const { workspaceId } = c.get("key");
    const id = c.req.param("id").toLowerCase();
    const lead = leadOf(id);
    const body = await readJson(c.req.raw, maxBytes);
    if (!body.ok) throw new GatewayError(body.error);
    const { action } = parseOrRefuse(resolutionSchema, body.value);
    const outcome = await lead.resolve(workspaceId, id, action);
    if (!outcome.ok) throw GatewayError.from(outcome.failure);
    const { status } = await messageOf(workspaceId, id);
    return c.json({ success: true, message_id: id, status });
  });
  return app;
}
