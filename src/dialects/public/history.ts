// What was said with a lead, on all channels, in the contract's words. Served from the lead's object.
import type { LeadPort } from "../../lead/port.ts";
import { isoTime } from "../../lib/clock.ts";
import type { Json } from "../../lib/json.ts";
import type { MessageView } from "../../model/message.ts";
import type { Lead } from "../../store/leads/merge-leads.ts";
import { buttonsView } from "./content-view.ts";
import { readHistoryQuery } from "./message-schema.ts";
import { mediaView, reported } from "./message-view.ts";

/** The body of GET /leads/{id}/history. `origin` is this gateway's own, for links. */
export async function historyOf(
  port: Pick<LeadPort, "history">,
  lead: Lead,
  wire: Record<string, string>,
  origin: string,
) {
  const query = readHistoryQuery(wire);
  const ref = { workspaceId: lead.workspaceId, leadId: lead.id };
  const { messages, total } = await port.history(ref, query);
  const { limit, offset } = query;
  const reactions = reactionsIn(messages);
  return {
    success: true,
    lead: {
      id: lead.id,
      first_name: lead.firstName,
      last_name: lead.lastName,
      phone: lead.phone,
      email: lead.email,
      source: lead.source,
      created_at: isoTime(lead.createdAt),
    },
    history: messages.map((message) => {
      if (message.channel === "call") return callItem(message);
      if (message.channel === "email") return emailItem(message);
      return messageItem(message, reactions.get(message.providerMessageId ?? "") ?? null, origin);
    }),
    pagination: { total, limit, offset, has_more: offset + messages.length < total },
  };
}

const time = (at: number | null): string | null => (at === null ? null : isoTime(at));

function common(message: MessageView) {
  const { id, channel, direction, preview, deliveredAt, readAt } = message;
  // The contract shows what a person wrote as sent by them and read by us.
  const isTheirs = direction === "inbound";
  const status = isTheirs ? "read" : message.status;
  const sentAt = isTheirs ? message.createdAt : message.sentAt;
  return {
    id,
    channel,
    direction,
    content: preview,
    status,
    sent_at: time(sentAt),
    delivered_at: time(deliveredAt),
    read_at: time(readAt),
    timestamp: isoTime(sentAt ?? message.createdAt),
  };
}

function messageItem(message: MessageView, reaction: Json, origin: string) {
  const media = mediaView(message);
  const path = media?.["path"] ?? null;
  const url = path === null ? (media?.["url"] ?? null) : `${origin}${String(path)}`;
  const { mime_type = null, filename = null } = media ?? {};
  return {
    type: "message",
    ...common(message),
    message_type: message.kind,
    media_url: url,
    attachments: url === null ? null : [{ url, mime_type, filename }],
    provider_message_id: message.providerMessageId,
    reaction,
    buttons: buttonsView(message),
  };
}

function emailItem(message: MessageView) {
  const { details, preview, providerMessageId, status, facts, failure } = message;
  const at = (name: string) => time(facts.find((fact) => fact.name === name)?.at ?? null);
  return {
    type: "email",
    ...common(message),
    subject: details?.["subject"] ?? null,
    body: preview,
    provider_message_id: providerMessageId,
    delivery: {
      status,
      delivered_at: at("delivered"),
      opened_at: at("opened"),
      clicked_at: at("clicked"),
      bounced_at: at("bounced"),
      complained_at: at("complained"),
      error: failure?.message ?? failure?.code ?? null,
    },
  };
}

function callItem(message: MessageView) {
  const said = (name: string) => reported(message, name);
  const reason = said("disconnection_reason");
  const call = { ...common(message), provider_call_id: message.providerMessageId };
  if (message.facts.some(({ name }) => name === "missed")) {
    return {
      type: "call_missed",
      ...call,
      call_status: "not_connected",
      disconnection_reason: reason,
      content: `Missed call — ${missedWords(reason)}`,
    };
  }
  return {
    type: "call",
    ...call,
    duration_seconds: said("duration_seconds"),
    call_status: said("call_status") ?? message.callStatus,
    call_successful: said("call_successful"),
    disconnection_reason: reason,
    summary: said("summary"),
    transcript: said("transcript"),
    recording_url: said("recording_url"),
  };
}

/** Retell: an open set of reasons, of which `dial_no_answer`, `dial_busy` and `dial_failed` are the usual ones. */
function missedWords(reason: Json): string {
  if (typeof reason !== "string" || reason === "") return "Not connected";
  const words = reason.replace(/^dial_/, "").replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The person's last reaction to each message of the page, by the provider's id; null when it was taken back. */
function reactionsIn(messages: MessageView[]): Map<string, Json> {
  const inOrder = messages.toSorted((a, b) => a.createdAt - b.createdAt);
  return new Map(
    inOrder.flatMap(({ direction, details }): [string, Json][] => {
      const reaction = details?.["reaction"];
      if (direction !== "inbound" || reaction === null || typeof reaction !== "object") return [];
      if (Array.isArray(reaction) || typeof reaction["message_id"] !== "string") return [];
      return [[reaction["message_id"], reaction["emoji"] ?? null]];
    }),
  );
}
