// The queries of messages and of a lead's history, and the operator's decision about an open message.
import { z } from "zod";
import type { HistoryQuery, Resolution } from "../../lead/port.ts";
import { uuidSchema } from "../../lib/uuid.ts";
import { channelSchema, channels } from "../../model/channel.ts";
import { GatewayError, parseOrRefuse } from "../../model/errors.ts";
import type { MessageStatus } from "../../model/message.ts";
import { parseCursor } from "../../store/cursor.ts";
import type { MessageQuery } from "../../store/messages.ts";

export const statuses = [
  "scheduled",
  "queued",
  "sent",
  "delivered",
  "read",
  "failed",
  "unknown",
  "not_sent",
  "unresolved",
  "cancelled",
  "received",
] as const satisfies MessageStatus[];

const timeSchema = z.iso
  .datetime({ offset: true, message: "must be an RFC 3339 time such as 2026-04-05T14:30:00Z" })
  .transform((text) => Date.parse(text));

const limitSchema = z.coerce.number().int().min(1).max(200).default(50);

export const messageQuerySchema = z.object({
  lead_id: uuidSchema.optional(),
  channel: channelSchema.optional(),
  direction: z.enum(["outbound", "inbound"]).optional(),
  status: z.enum(statuses).optional(),
  from: timeSchema.optional(),
  to: timeSchema.optional(),
  limit: limitSchema,
  cursor: z.string().optional(),
});

/** Reads the query of GET /messages. Throws `field_invalid`. */
export function readMessageQuery(query: Record<string, string>): MessageQuery {
  const { lead_id: leadId, cursor, ...rest } = parseOrRefuse(messageQuerySchema, query);
  const after = cursor === undefined ? null : parseCursor(cursor);
  if (cursor !== undefined && after === null) {
    throw new GatewayError("field_invalid", {
      message: "cursor: must be a next_cursor of an earlier answer",
      details: { field: "cursor" },
    });
  }
  return { ...rest, leadId, cursor: after };
}

export const historyQuerySchema = z.object({
  channel: z
    .string()
    .max(100)
    .transform((text) => text.split(",").map((part) => part.trim()))
    .pipe(z.array(channelSchema))
    .optional(),
  limit: limitSchema,
  offset: z.coerce.number().int().min(0).max(1_000_000_000).default(0),
  order_by: z.enum(["asc", "desc"]).default("asc"),
});

/** Reads the query of GET /leads/{id}/history. Throws `field_invalid`. */
export function readHistoryQuery(query: Record<string, string>): HistoryQuery {
  const { channel, order_by, ...page } = parseOrRefuse(historyQuerySchema, query);
  const wanted = channel && channels.filter((one) => channel.includes(one));
  return { ...page, channels: wanted ?? null, order: order_by };
}

export const resolutionSchema = z.object({
  action: z.enum(["mark_sent", "mark_failed", "resend"] satisfies Resolution[]),
});
