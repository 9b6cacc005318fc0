// What comes in about a lead: a person's message, and what providers report about ours. Each is recorded
// once, in the caller's transaction.
import type { Clock } from "../lib/clock.ts";
import type { LeadRef } from "../model/lead.ts";
import type { Fact } from "../model/update.ts";
import { leaseMs } from "./alarm.ts";
import type { Facts } from "./facts.ts";
import { isFinished, nextReportCheck } from "./follow-up.ts";
import type { Memory } from "./memory.ts";
import type { Outbox } from "./outbox.ts";
import type { Inbound, Report } from "./port.ts";
import type { Row } from "./row.ts";

export interface IncomingParts {
  clock: Clock;
  outbox: Outbox;
  memory: Memory;
  facts: Facts;
  /** Sees to it that the object looks again at `by` (epoch ms) or before. */
  ringBy(by: number): void;
  /** How late (ms) we learnt of the message, or of something about it. */
  measured(messageId: string, lagMs: number): void;
}

export function createIncoming({ clock, outbox, memory, facts, ringBy, measured }: IncomingParts) {
  /** A provider that tells no time cannot be measured. */
  function measure(messageId: string, at: number, receivedAt: number | undefined, now: number) {
    if (receivedAt !== undefined && receivedAt !== at) measured(messageId, Math.max(0, now - at));
  }

  function record(ref: LeadRef, inbound: Inbound): "recorded" | "duplicate" {
    const { account, from, providerMessageId } = inbound;
    if (outbox.inboundExists(ref, account.id, providerMessageId)) return "duplicate";
    const now = clock();
    outbox.insert(ref, {
      id: inbound.messageId,
      direction: "inbound",
      channel: account.channel,
      kind: inbound.kind,
      workflow: null,
      account: account.id,
      address: from[0],
      needs_window: 0,
      preview: inbound.text,
      metadata: "{}",
      details: JSON.stringify(inbound.details),
      idempotency_key: null,
      request: null,
      state: "received",
      scheduled_at: null,
      due_at: null,
      provider_message_id: providerMessageId,
      at: Math.min(inbound.at, now),
    });
    if (inbound.opensWindow) {
      for (const address of from)
        memory.openWindow(ref, account.id, address, { at: inbound.at, now });
    }
    measure(inbound.messageId, inbound.at, inbound.receivedAt, now);
    ringBy(now + leaseMs);
    return "recorded";
  }

  function take(
    report: Report,
    ref: LeadRef | null,
  ): "recorded" | "duplicate" | "parked" | "unknown" {
    const { workspaceId, accountId, messageId, providerMessageId, fact, upTo } = report;
    if (upTo)
      return ref ? takeUpTo(ref, { accountId, fact, ...upTo }, report.receivedAt) : "unknown";
    const now = clock();
    const row =
      messageId === null
        ? outbox.byProviderId(workspaceId, accountId, providerMessageId)
        : outbox.byId(workspaceId, messageId);
    if (row?.account !== accountId) {
      if (!ref) return "unknown";
      facts.park(ref, accountId, providerMessageId, fact, now);
      ringBy(now + leaseMs);
      return "parked";
    }
    const added = add(row, providerMessageId, fact, now);
    if (added) {
      measure(row.id, fact.at, report.receivedAt, now);
      // The next question about its reports is later than that.
      ringBy(now + leaseMs);
    }
    return added ? "recorded" : "duplicate";
  }

  /** What has no answer yet is left out: the next report of the kind reaches further. */
  function takeUpTo(
    ref: LeadRef,
    { fact, ...reach }: { accountId: string; address: string; at: number; fact: Fact },
    receivedAt: number | undefined,
  ): "recorded" | "duplicate" {
    const now = clock();
    const rows = facts.leftUntil(ref, fact.name, reach);
    const added = rows.filter((row) => add(row, row.provider_message_id ?? "", fact, now));
    if (added.length === 0) return "duplicate";
    for (const { id } of added) measure(id, fact.at, receivedAt, now);
    ringBy(now + leaseMs);
    return "recorded";
  }

  /** False when the fact is there already. */
  function add(row: Row, providerMessageId: string, fact: Fact, now: number): boolean {
    const after = facts.add(row, providerMessageId, fact, now);
    if (!after) return false;
    if (fact.failure?.code === "window_closed") {
      const lead = { workspaceId: row.workspace, leadId: row.lead };
      memory.refuteWindow(lead, row.account, row.address, row.sent_at ?? row.created_at);
    }
    // Settled by a report: what else becomes of it must still be asked for where it does not come.
    if (isFinished([fact])) outbox.defer(after, null);
    else if (row.state !== "sent" && after.state === "sent") {
      outbox.defer(after, nextReportCheck(after.sent_at ?? now, now));
    }
    return true;
  }

  return { record, take };
}
