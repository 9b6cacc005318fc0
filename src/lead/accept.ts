// Phase A of a send. Everything that decides whether the message exists happens here, in the caller's
// transaction and without an await: the idempotency claim, the policy, the window, the insert.
import { err } from "../lib/result.ts";
import type { Account } from "../model/account.ts";
import type { Failure } from "../model/errors.ts";
import type { LeadProfile, LeadRef } from "../model/lead.ts";
import { type Plan, planSend } from "../model/policy.ts";
import { leaseMs } from "./alarm.ts";
import type { LeadDeps } from "./deps.ts";
import type { Begun } from "./drain.ts";
import type { Claim, Memory } from "./memory.ts";
import type { Outbox } from "./outbox.ts";
import type { SendOrder, SendOutcome } from "./port.ts";

/** How many messages may wait for one lead. */
const queueLimit = 200;

export interface KnownProfile {
  profile: LeadProfile;
  /** Whether it is news that our copy should hold. */
  keep: boolean;
}

export type Acceptance =
  /** Recorded by an earlier call with the same message id. */
  | { kind: "known" }
  /** `begun` when it is in flight already, because nothing of the lead goes before it; `account` when it waits for its turn. */
  | { kind: "recorded"; begun: Begun | null; account: Account | null; wakeBy: number }
  /** The key's first message, whose caller was not answered yet. */
  | { kind: "unanswered"; messageId: string }
  | { kind: "answer"; outcome: SendOutcome };

export function createAccept(
  deps: Pick<LeadDeps, "clock" | "prepare" | "boot">,
  outbox: Outbox,
  memory: Memory,
  /** Whether the lead's messages are being sent right now. */
  isDraining: (ref: LeadRef) => boolean,
): (order: SendOrder, known: KnownProfile, correlationId: string) => Acceptance {
  return (order, known, correlationId) => {
    const { ref, messageId, command, idempotency } = order;
    if (outbox.byId(ref.workspaceId, messageId)) return { kind: "known" };
    const claim = idempotency && memory.claim(ref, idempotency.key);
    if (claim) return replay(claim, idempotency.fingerprint);
    const now = deps.clock();
    const planned = planSend({
      command,
      profile: known.profile,
      workflow: order.workflow,
      template: order.template,
      window: (account, address) => memory.window(ref, account, address, now),
      now,
    });
    if (!planned.ok) return { kind: "answer", outcome: refused(planned.error) };
    const plan = planned.value;
    const immediate = plan.scheduledAt === null;
    const goesFirst = () => !isDraining(ref) && !outbox.isBusy(ref, now);
    const begins = immediate && plan.account.active && goesFirst();
    if (immediate && !begins && outbox.countWaiting(ref) >= queueLimit) {
      const failure: Failure = { code: "lead_queue_full", retryAfterSeconds: 5 };
      return { kind: "answer", outcome: refused(failure) };
    }
    const ids = { messageId, workspaceId: ref.workspaceId, correlationId };
    const prepared = order.refusal ? err(order.refusal) : deps.prepare(plan, ids);
    if (!prepared.ok) return { kind: "answer", outcome: refused(prepared.error) };
    const row = {
      id: messageId,
      direction: "outbound" as const,
      channel: command.channel,
      kind: plan.outgoing.kind,
      workflow: command.workflowId,
      account: plan.account.id,
      address: plan.to,
      needs_window: plan.needsWindow ? (1 as const) : (0 as const),
      preview: previewOf(plan),
      metadata: JSON.stringify(command.metadata),
      details: detailsOf(plan, order),
      idempotency_key: idempotency?.key ?? null,
      request: prepared.value,
      scheduled_at: plan.scheduledAt,
      provider_message_id: null,
      at: now,
    };
    const { account, scheduledAt } = plan;
    const times = { created_at: now, first_attempt_at: now, attempted_at: now };
    const begun = begins && {
      ...{ messageId, body: prepared.value, account, attempt: 1, startedAt: now },
      row: { ...row, ...times, state: "queued" as const },
    };
    if (begun) outbox.insert(ref, { ...row, state: "sending", due_at: null, begunBy: deps.boot });
    else if (immediate) outbox.insert(ref, { ...row, state: "queued", due_at: now });
    else outbox.insert(ref, { ...row, state: "scheduled", due_at: scheduledAt });
    if (known.keep) memory.keepProfile(ref, known.profile, now);
    if (idempotency) memory.addClaim(ref, { ...idempotency, messageId }, now);
    const wakeBy = Math.min(scheduledAt ?? now + leaseMs, now + leaseMs);
    const waits = immediate && !begins;
    return { kind: "recorded", begun: begun || null, account: waits ? account : null, wakeBy };
  };
}

function replay({ fingerprint, answer, messageId }: Claim, given: string): Acceptance {
  if (fingerprint !== given)
    return { kind: "answer", outcome: refused({ code: "idempotency_key_reused" }) };
  if (!answer) return { kind: "unanswered", messageId };
  return { kind: "answer", outcome: { ...answer, replayed: true } };
}

/** A refusal of ours: nothing is recorded, and nothing kept for a repeat. */
export const refused = (failure: Failure): SendOutcome => ({
  ok: false,
  failure,
  messageId: null,
  replayed: false,
});

/** What the history shows besides the text, as JSON. */
function detailsOf({ outgoing }: Plan, { template }: SendOrder): string | null {
  switch (outgoing.kind) {
    case "email":
      return JSON.stringify({ subject: outgoing.subject });
    case "template": {
      const buttons = template?.components.find(({ type }) => type.toUpperCase() === "BUTTONS");
      return buttons ? JSON.stringify({ buttons: buttons["buttons"] ?? null }) : null;
    }
    case "media":
    case "interactive":
    case "elements": {
      const { kind: _, ...shown } = outgoing;
      return JSON.stringify(shown);
    }
    case "text":
      return outgoing.mediaUrls ? JSON.stringify({ media_urls: outgoing.mediaUrls }) : null;
    case "call":
      return null;
  }
}

function previewOf({ outgoing }: Plan): string | null {
  switch (outgoing.kind) {
    case "text":
      return outgoing.text;
    case "template":
      return outgoing.name;
    case "email":
      return outgoing.text ?? outgoing.subject;
    case "call":
      return outgoing.greeting;
    case "media":
      return outgoing.media.caption ?? null;
    case "interactive":
      return outgoing.body;
    case "elements":
      return outgoing.elements[0]?.title ?? null;
  }
}
