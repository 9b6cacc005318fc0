// What became of a message, by WhatsApp's id of it or by ours. The message is asked of the lead's object; only
// the way from WhatsApp's id to ours leads through the list of messages, which lags by a second.
import { Hono } from "hono";
import { GatewayError } from "../../model/errors.ts";
import type { MessageStatus, MessageView } from "../../model/message.ts";
import { findByProviderId } from "../../store/provider-ids.ts";
import { type EdgeEnv, requireScope } from "../context.ts";
import type { XobitoDeps } from "./deps.ts";
import { microTime } from "./micro-time.ts";
import type { SentIds } from "./sent-ids.ts";

/** How long to wait before each further look for an id that may be on its way to the list. */
const waitsMs = [250, 500, 1_000];

export function statusRoutes(deps: XobitoDeps & { sent: SentIds }): Hono<EdgeEnv> {
  const app = new Hono<EdgeEnv>();
  app.get("/:id/status", requireScope("messages.send"), async (c) => {
    const { workspaceId } = c.get("key");
    const id = c.req.param("id");
    const messageId = await ourId(deps, workspaceId, id);
    const message = await deps.leadOf(messageId)?.message(workspaceId, messageId);
    if (message?.direction !== "outbound") throw new GatewayError("message_not_found");
    return c.json({ status: "success", data: statusView(message) });
  });
  return app;
}

async function ourId(
  deps: XobitoDeps & { sent: SentIds },
  workspaceId: string,
  id: string,
): Promise<string> {
  if (deps.leadOf(id.toLowerCase())) return id.toLowerCase();
  // Every id of WhatsApp begins so; nothing else is worth the wait.
  if (!id.startsWith("wamid.") || id.length > 512) throw new GatewayError("message_not_found");
  const known = deps.sent.find(workspaceId, id);
  if (known !== null) return known;
  for (const waitMs of [0, ...waitsMs]) {
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    const found = await findByProviderId(deps.db, workspaceId, id);
    if (found !== null) return found;
  }
  throw new GatewayError("message_not_found");
}

const words: Record<MessageStatus, "pending" | "sent" | "delivered" | "read" | "failed"> = {
  scheduled: "pending",
  queued: "pending",
  unknown: "pending",
  // Nobody can say whether it was sent, so it is not called failed: that would invite a second one.
  unresolved: "pending",
  sent: "sent",
  received: "sent",
  delivered: "delivered",
  read: "read",
  failed: "failed",
  not_sent: "failed",
  cancelled: "failed",
};

export const legend = {
  sent: "Message accepted by WhatsApp",
  delivered: "Message delivered to recipient phone",
  read: "Recipient opened/read the message",
  failed: "Message delivery failed",
  pending: "Message queued, not yet sent",
};

function statusView(message: MessageView) {
  const { createdAt, sentAt, deliveredAt, readAt, failedAt, facts } = message;
  const times = [createdAt, sentAt, deliveredAt, readAt, failedAt, ...facts.map(({ at }) => at)];
  return {
    message_id: message.providerMessageId ?? message.id,
    delivery_status: words[message.status],
    error_message: errorOf(message),
    source: "chat",
    last_updated: microTime(Math.max(...times.filter((at) => at !== null))),
    statuses: legend,
  };
}

function errorOf({ status, failure }: MessageView): string | null {
  switch (status) {
    case "failed":
      return failure?.message ?? failure?.provider?.message ?? "Message delivery failed";
    case "not_sent":
      return "The message was not sent";
    case "cancelled":
      return "The message was cancelled";
    case "unresolved":
      return "WhatsApp never said whether it took the message";
    default:
      return null;
  }
}
