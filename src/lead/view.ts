// What a row says to others: the answer a caller gets, the message as it is shown, the row for D1.
import { type JsonObject, parseJson } from "../lib/json.ts";
import type { Failure } from "../model/errors.ts";
import {
  checkTime,
  type DeliveryFacts,
  type MessageView,
  messageStatus,
  type ProjectedMessage,
} from "../model/message.ts";
import type { Fact } from "../model/update.ts";
import type { Receipt, SendOutcome } from "./port.ts";
import type { ListedRow, OutcomeRow, Row } from "./row.ts";

const factsOf = (row: ListedRow): DeliveryFacts => ({
  deliveredAt: row.delivered_at,
  readAt: row.read_at,
  failedAt: row.failed_at,
});

export const failureOf = (row: Pick<Row, "failure">): Failure | null =>
  row.failure === null ? null : (parseJson(row.failure) as Failure);

const receiptState: Record<Row["state"], Receipt["state"]> = {
  scheduled: "scheduled",
  cancelled: "scheduled",
  queued: "queued",
  sending: "queued",
  sent: "sent",
  received: "sent",
  unknown: "unknown",
  not_sent: "unknown",
  unresolved: "unknown",
  failed: "unknown",
};

/** What the caller of a send is told, given how far the message has come. */
export function outcomeOf(row: OutcomeRow): SendOutcome {
  if (row.state === "failed") {
    const failure = failureOf(row) ?? { code: "internal" };
    return { ok: false, failure, messageId: row.id, replayed: false };
  }
  return {
    ok: true,
    replayed: false,
    receipt: {
      messageId: row.id,
      channel: row.channel,
      kind: row.kind as Receipt["kind"],
      state: receiptState[row.state],
      providerMessageId: row.provider_message_id,
      callStatus: row.call_status,
      scheduledAt: row.scheduled_at,
      to: row.address,
      sentAt: row.sent_at,
      ...providerTime(row),
    },
  };
}

/** A repeat began later than the first attempt, whose time is kept. */
function providerTime({ attempt, attempted_at, sent_at }: OutcomeRow): Pick<Receipt, "providerMs"> {
  if (attempt !== 1 || attempted_at === null || sent_at === null) return {};
  return { providerMs: sent_at - attempted_at };
}

export function viewOf(row: Row, reported: Fact[]): MessageView {
  const facts = factsOf(row);
  return {
    ...facts,
    facts: reported,
    details: row.details === null ? null : (parseJson(row.details) as JsonObject),
    callStatus: row.call_status,
    id: row.id,
    leadId: row.lead,
    direction: row.direction,
    channel: row.channel,
    kind: row.kind,
    status: messageStatus(row.state, facts),
    workflowId: row.workflow,
    accountId: row.account,
    preview: row.preview,
    metadata: parseJson(row.metadata) as Record<string, unknown>,
    providerMessageId: row.provider_message_id,
    failure: failureOf(row),
    attempts: row.attempt,
    createdAt: row.created_at,
    scheduledAt: row.scheduled_at,
    sentAt: row.sent_at,
  };
}

export function projectionOf(row: ListedRow, lagMs: number | null): ProjectedMessage {
  const status = messageStatus(row.state, factsOf(row));
  return {
    id: row.id,
    workspaceId: row.workspace,
    leadId: row.lead,
    direction: row.direction,
    channel: row.channel,
    kind: row.kind,
    status,
    providerMessageId: row.provider_message_id,
    failureCode: failureOf(row)?.code ?? null,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    version: row.version,
    checkAt: checkTime(status, { updatedAt: row.updated_at, dueAt: row.due_at }),
    lagMs,
  };
}
