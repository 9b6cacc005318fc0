// One send, from a decoded command to its outcome: validate, resolve what is not the lead's own, and
// hand it to the lead's object, which decides, records and dispatches. Read this first.
import type { LeadPort, SendOrder, SendOutcome } from "../lead/port.ts";
import { describeError } from "../lib/log.ts";
import type { Account } from "../model/account.ts";
import {
  type Recipient,
  recipientSchema,
  type SendCommand,
  type SendDraft,
  sendCommandSchema,
} from "../model/command.ts";
import { GatewayError, parseOrRefuse } from "../model/errors.ts";
import type { Key } from "../model/key.ts";
import type { Workflow } from "../model/workflow.ts";
import type { SendDeps } from "./deps.ts";
import { fingerprint } from "./idempotency.ts";
import { placeMedia } from "./media.ts";

export interface SendRequest {
  key: Pick<Key, "workspaceId">;
  draft: SendDraft;
  idempotencyKey: string | null;
}

export interface SendResult {
  outcome: SendOutcome;
  leadId: string;
  /** The lead was made for this message. */
  created: boolean;
  /** Who is to carry it, as far as it is known by now. */
  account: Account | null;
}

/** Sends one message. Refusals and ambiguity are part of the outcome; throws only when nothing was recorded. */
export async function send(deps: SendDeps, request: SendRequest): Promise<SendResult> {
  const { key, idempotencyKey } = request;
  const { workspaceId } = key;
  const { to, command: draft } = validated(request.draft);
  const { channel, content } = draft;
  const [workflow, template] = await Promise.all([
    routeOf(deps, workspaceId, draft),
    content?.kind === "template" ? deps.findTemplate(workspaceId, content.templateId) : null,
  ]);
  const account = workflow?.accounts[channel] ?? null;
  const [{ leadId, created }, placed] = await Promise.all([
    to === null ? { leadId: draft.leadId, created: false } : deps.findOrCreateLead(workspaceId, to),
    content?.kind === "media"
      ? placeMedia(deps.files, account, content.media, draft.scheduledAt)
      : null,
  ]);
  const command = { ...draft, leadId };
  const ref = { workspaceId, leadId };
  const messageId = await deps.newMessageId(ref);
  const idempotency = idempotencyKey && {
    key: idempotencyKey,
    fingerprint: await fingerprint(command),
  };
  const outcome = await hand(deps, {
    ref,
    messageId,
    command: placed?.ok ? { ...command, content: { kind: "media", media: placed.value } } : command,
    idempotency: idempotency || null,
    // The accounts of other channels need not travel.
    workflow: workflow && { ...workflow, accounts: account ? { [channel]: account } : {} },
    template,
    ...(placed?.ok === false ? { refusal: placed.error } : {}),
  });
  return { outcome, leadId, created, account };
}

/** Everything about the draft is right before anybody is looked for. */
function validated(draft: SendDraft): { to: Recipient | null; command: SendCommand } {
  if (!("to" in draft)) return { to: null, command: parseOrRefuse(sendCommandSchema, draft) };
  const { to, ...rest } = draft;
  const command = parseOrRefuse(sendCommandSchema, { ...rest, leadId: nobody });
  return { to: parseOrRefuse(recipientSchema, to), command };
}

/** Stands for a lead that is still to be found. */
const nobody = "00000000-0000-0000-0000-000000000000";

/** Which accounts may carry the command, and with which defaults. Throws `account_not_found`. */
export async function routeOf(
  deps: Pick<SendDeps, "findWorkflow" | "findAccountRoute" | "findDefaultRoute">,
  workspaceId: string,
  { workflowId, accountId, channel }: Pick<SendCommand, "workflowId" | "accountId" | "channel">,
): Promise<Workflow | null> {
  if (accountId !== undefined) {
    const route = await deps.findAccountRoute(workspaceId, accountId);
    if (!route) throw new GatewayError("account_not_found");
    return route;
  }
  return workflowId === null
    ? deps.findDefaultRoute(workspaceId, channel)
    : deps.findWorkflow(workspaceId, workflowId);
}

/**
 * Hands the order to the lead. A call that broke is made once more on a new stub: the same message id
 * is the same send, so the repeat either finds it recorded or is the first to record it.
 */
async function hand(deps: SendDeps, order: SendOrder): Promise<SendOutcome> {
  const { messageId, idempotency, ref } = order;
  try {
    return await leadOf(deps, messageId).send(order);
  } catch (error) {
    deps.log.warn("lead_call_broken", { messageId, ...describeError(error) });
    if (hasFlag(error, "overloaded")) {
      throw new GatewayError("unavailable", { retryAfterSeconds: 2 }, error);
    }
  }
  try {
    return await leadOf(deps, messageId).send(order);
  } catch (error) {
    deps.log.error("lead_unreachable", { messageId, ...describeError(error) });
    // With a key the caller may safely repeat.
    if (idempotency) throw new GatewayError("unavailable", { retryAfterSeconds: 2 }, error);
    // `remote`: our own code threw in the object, so the call is over and what it left can be seen.
    if (hasFlag(error, "remote")) {
      const recorded = await leadOf(deps, messageId).message(ref.workspaceId, messageId);
      if (!recorded) throw new GatewayError("internal", {}, error);
    }
    return unknownOutcome(order);
  }
}

function leadOf(deps: SendDeps, messageId: string): LeadPort {
  const lead = deps.leadOf(messageId);
  if (!lead) throw new GatewayError("internal");
  return lead;
}

/** The runtime marks errors of object calls with flags such as `overloaded` and `remote`. */
const hasFlag = (error: unknown, flag: string): boolean =>
  error instanceof Error && (error as unknown as Record<string, unknown>)[flag] === true;

function unknownOutcome({ messageId, command }: SendOrder): SendOutcome {
  return {
    ok: true,
    replayed: false,
    receipt: {
      messageId,
      channel: command.channel,
      kind: command.content?.kind ?? "call",
      state: "unknown",
      providerMessageId: null,
      callStatus: null,
      scheduledAt: command.scheduledAt,
    },
  };
}
