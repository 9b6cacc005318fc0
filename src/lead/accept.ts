// Phase A of a send. Everything that decides whether the message exists happens here, in the caller's
// transaction and without an await: the idempotency claim, the policy, the window, the insert.
import { err } from "../lib/result.ts";
import type { Failure } from "../model/errors.ts";
import type { LeadProfile } from "../model/lead.ts";
import { type Plan, planSend } from "../model/policy.ts";
import type { LeadDeps } from "./deps.ts";
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
  /** Recorded, now or by an earlier call with the same message id. `plan` when it is to leave now. */
  | { kind: "recorded"; plan: Plan | null }
  /** The key's first message, whose caller was not answered yet. */
  | { kind: "unanswered"; messageId: string }
  | { kind: "answer"; outcome: SendOutcome };

export function createAccept(
  deps: Pick<LeadDeps, "clock" | "prepare">,
  outbox: Outbox,
  memory: Memory,
): (order: SendOrder, known: KnownProfile, correlationId: string) => Acceptance {
  return (order, known, correlationId) => {
    const { ref, messageId, command, idempotency } = order;
    if (outbox.byId(ref.workspaceId, messageId)) return { kind: "recorded", plan: null };
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
    if (immediate && outbox.countWaiting(ref) >= queueLimit) {
      const failure: Failure = { code: "lead_queue_full", retryAfterSeconds: 5 };
      return { kind: "answer", outcome: refused(failure) };
    }
    const ids = { messageId, workspaceId: ref.workspaceId, correlationId };
    const prepared = order.refusal ? err(order.refusal) : deps.prepare(plan, ids);
    if (!prepared.ok) return { kind: "answer", outcome: refused(prepared.error) };
    outbox.insert(ref, {
      id: messageId,
      direction: "outbound",
      channel: command.channel,
      kind: plan.outgoing.kind,
      workflow: command.workflowId,
      account: plan.account.id,
      address: plan.to,
      needs_window: plan.needsWindow ? 1 : 0,
      preview: previewOf(plan),
      metadata: JSON.stringify(command.metadata),
      details: detailsOf(plan, order),
      idempotency_key: idempotency?.key ?? null,
      request: prepared.value,
      state: immediate ? "queued" : "scheduled",
      scheduled_at: plan.scheduledAt,
      due_at: plan.scheduledAt ?? now,
      provider_message_id: null,
      at: now,
    });
    if (known.keep) memory.keepProfile(ref, known.profile, now);
    if (idempotency) memory.addClaim(ref, { ...idempotency, messageId }, now);
    return { kind: "recorded", plan: immediate ? plan : null };
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
