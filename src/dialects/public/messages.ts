// Looking at one message and cancelling it: straight to the lead's object, by the id alone.
import { Hono } from "hono";
import type { LeadPort } from "../../lead/port.ts";
import { isoTime } from "../../lib/clock.ts";
import { GatewayError } from "../../model/errors.ts";
import type { MessageView } from "../../model/message.ts";
import { type EdgeEnv, requireScope } from "../context.ts";
import { encodeError, providerWire } from "./encode.ts";

export interface MessageDeps {
  /** The lead object that a message id names; null when the id is not one of ours. */
  leadOf(messageId: string): LeadPort | null;
}

export function messageRoutes(deps: MessageDeps): Hono<EdgeEnv> {
  const app = new Hono<EdgeEnv>();
  const leadOf = (id: string): LeadPort => {
    const lead = deps.leadOf(id);
    if (!lead) throw new GatewayError("message_not_found");
    return lead;
  };

  app.get("/:id", requireScope("messages.read"), async (c) => {
    const id = c.req.param("id").toLowerCase();
    const message = await leadOf(id).message(c.get("key").workspaceId, id);
    if (!message) throw new GatewayError("message_not_found");
    return c.json({ success: true, message: encodeMessage(message) });
  });

  app.post("/:id/cancel", requireScope("messages.send"), async (c) => {
    const id = c.req.param("id").toLowerCase();
    const outcome = await leadOf(id).cancel(c.get("key").workspaceId, id);
    if (!outcome.ok) throw GatewayError.from(outcome.failure);
    return c.json({ success: true, message_id: outcome.messageId, status: "cancelled" });
  });
  return app;
}

const time = (at: number | null): string | null => (at === null ? null : isoTime(at));

function encodeMessage(message: MessageView) {
  return {
    id: message.id,
    lead_id: message.leadId,
    workflow_id: message.workflowId,
    channel: message.channel,
    direction: message.direction,
    type: message.kind,
    status: message.status,
    content: message.preview,
    metadata: message.metadata,
    provider_message_id: message.providerMessageId,
    attempts: message.attempts,
    error: message.failure && encodeFailure(message),
    created_at: isoTime(message.createdAt),
    scheduled_at: time(message.scheduledAt),
    sent_at: time(message.sentAt),
    delivered_at: time(message.deliveredAt),
    read_at: time(message.readAt),
    failed_at: time(message.failedAt),
  };
}

function encodeFailure({ failure, status }: MessageView) {
  if (!failure) return null;
  if (status !== "failed") {
    // Not an error of the message: why it is still open.
    const provider = failure.provider ? providerWire(failure.provider) : null;
    return { code: failure.code, ...failure.details, provider };
  }
  const { request_id: _, ...body } = encodeError(failure, { requestId: "", messageId: null }).body;
  return body;
}
