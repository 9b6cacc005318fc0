// A message's identity and its life.
import type { JsonObject } from "../lib/json.ts";
import type { Channel } from "./channel.ts";
import type { Failure } from "./errors.ts";
import type { Fact } from "./update.ts";

/**
 * scheduled -> queued -> sending -> sent | failed | unknown; a definite, temporary no leads back from
 * sending to queued; unknown -> sent | not_sent | unresolved; only a scheduled one can be cancelled.
 */
export type MessageState =
  | "scheduled"
  | "queued"
  | "sending"
  | "sent"
  | "failed"
  | "unknown"
  | "not_sent"
  | "unresolved"
  | "cancelled";

/** Facts that providers report later. Each is set once; the public status is derived from them. */
export interface DeliveryFacts {
  deliveredAt: number | null;
  readAt: number | null;
  failedAt: number | null;
}

export type MessageStatus = Exclude<MessageState, "sending"> | "delivered" | "read" | "received";

/** The status we show. It never goes backwards and does not depend on the order in which facts arrived. */
export function messageStatus(
  state: MessageState | "received",
  facts: DeliveryFacts,
): MessageStatus {
  if (facts.readAt !== null) return "read";
  if (facts.deliveredAt !== null) return "delivered";
  if (facts.failedAt !== null) return "failed";
  return state === "sending" ? "queued" : state;
}

/** A message as the lead's object shows it. Times are epoch milliseconds. */
export interface MessageView extends DeliveryFacts {
  id: string;
  leadId: string;
  direction: "outbound" | "inbound";
  channel: Channel;
  /** `text`, `template`, `email`, `call`, or the provider's type of an inbound message. */
  kind: string;
  status: MessageStatus;
  workflowId: string | null;
  accountId: string | null;
  /** Everything that was reported about it, in order of its own time. */
  facts: Fact[];
  /** What it carried besides its text: an e-mail's subject, a template's buttons, a person's media. */
  details: JsonObject | null;
  /** Retell's first status of a call. */
  callStatus: string | null;
  /** What was said: free text, the e-mail's text, the template's name, the call's greeting. */
  preview: string | null;
  metadata: Record<string, unknown>;
  providerMessageId: string | null;
  failure: Failure | null;
  attempts: number;
  createdAt: number;
  scheduledAt: number | null;
  sentAt: number | null;
}

/** A row for D1's list of messages; a higher version replaces a lower one. */
export interface ProjectedMessage {
  id: string;
  workspaceId: string;
  leadId: string;
  direction: "outbound" | "inbound";
  channel: Channel;
  kind: string;
  status: MessageStatus;
  providerMessageId: string | null;
  failureCode: string | null;
  createdAt: number;
  updatedAt: number;
  version: number;
  /** When somebody looks whether it was forgotten; null once it is finished. Epoch ms. */
  checkAt: number | null;
  /** How late the slowest report about it came, or it itself, when a person sent it; null when not measured. */
  lagMs: number | null;
}

/** Statuses that do not stay. */
export const openStatuses = [
  "queued",
  "scheduled",
  "unknown",
] as const satisfies readonly MessageStatus[];

/** How long nothing may happen to such a message, once it is due, before it is looked after. */
export const checkAfterMs = 10 * 60_000;

/** When to look whether a message was forgotten; null when nothing is left to forget. */
export function checkTime(
  status: MessageStatus,
  row: { updatedAt: number; dueAt: number | null },
): number | null {
  const isOpen = openStatuses.some((open) => open === status);
  return isOpen ? Math.max(row.updatedAt, row.dueAt ?? 0) + checkAfterMs : null;
}
