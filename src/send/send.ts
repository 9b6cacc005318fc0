// One send, from a decoded command to its outcome: validate, resolve what is not the lead's own, and
// hand it to the lead's object, which decides, records and dispatches. Read this first.
import type { LeadPort, SendOrder, SendOutcome } from "../lead/port.ts";
import { describeError } from "../lib/log.ts";
import { type SendCommand, sendCommandSchema } from "../model/command.ts";
import { GatewayError, parseOrRefuse } from "../model/errors.ts";
import type { Key } from "../model/key.ts";
import type { SendDeps } from "./deps.ts";
import { fingerprint } from "./idempotency.ts";

export interface SendRequest {
  key: Key;
  command: SendCommand;
  idempotencyKey: string | null;
}

/** Sends one message. Refusals and ambiguity are part of the outcome; throws only when nothing was recorded. */
export async function send(deps: SendDeps, request: SendRequest): Promise<SendOutcome> {
  const { key, idempotencyKey } = request;
  const command = parseOrRefuse(sendCommandSchema, request.command);
  const ref = { workspaceId: key.workspaceId, leadId: command.leadId };
  const templateId = command.content?.kind === "template" ? command.content.templateId : null;
  const [workflow, template, messageId] = await Promise.all([
    deps.findWorkflow(key.workspaceId, command.workflowId),
    templateId === null ? null : deps.findTemplate(key.workspaceId, templateId),
    deps.newMessageId(ref),
  ]);
  const idempotency = idempotencyKey && {
    key: idempotencyKey,
    fingerprint: await fingerprint(command),
  };
  return hand(deps, {
    ref,
    messageId,
    command,
    idempotency: idempotency || null,
    workflow,
    template,
  });
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
