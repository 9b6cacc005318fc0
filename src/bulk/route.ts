import { sendCommandSchema } from "../model/command.ts";
import { GatewayError, parseOrRefuse } from "../model/errors.ts";
import type { JobCommand, JobOrder } from "../model/job.ts";
import type { SendDeps } from "../send/deps.ts";
import { placeMedia } from "../send/media.ts";
import { routeOf } from "../send/send.ts";
import type { Route } from "./deps.ts";

export type RouteDeps = Pick<
  SendDeps,
  "files" | "findWorkflow" | "findAccountRoute" | "findDefaultRoute" | "findTemplate"
>;

/**
 * What carries the messages of a job, found once for many leads. Throws `account_not_found`, and whatever
 * the store throws.
 */
async function findRoute(
  deps: RouteDeps,
  workspaceId: string,
  command: JobCommand,
): Promise<Route> {
  const { channel, content } = command;
  const [workflow, template] = await Promise.all([
    routeOf(deps, workspaceId, command),
    content?.kind === "template" ? deps.findTemplate(workspaceId, content.templateId) : null,
  ]);
  const route = { command, workflow, template };
  if (content?.kind !== "media") return route;
  const account = workflow?.accounts[channel] ?? null;
  const placed = await placeMedia(deps.files, account, content.media, null);
  if (!placed.ok) return { ...route, refusal: placed.error };
  return { ...route, command: { ...command, content: { kind: "media", media: placed.value } } };
}

/** Stands for the leads of a job. */
const nobody = "00000000-0000-0000-0000-000000000000";

/** Refuses an order that nothing could carry, before anybody is written to. Throws GatewayError. */
export async function refuseHopeless(
  deps: RouteDeps,
  { workspaceId, command }: Pick<JobOrder, "workspaceId" | "command">,
): Promise<void> {
  parseOrRefuse(sendCommandSchema, { ...command, leadId: nobody, scheduledAt: null });
  const { workflow, template, refusal } = await findRoute(deps, workspaceId, command);
  const { channel, content } = command;
  if (!workflow) throw new GatewayError("workflow_not_found");
  if (!content) throw new GatewayError("content_missing", { details: { channel } });
  if (!workflow.accounts[channel]) {
    throw new GatewayError("account_missing", { details: { channel } });
  }
  if (content.kind === "template" && !template) throw new GatewayError("template_not_found");
  if (refusal) throw GatewayError.from(refusal);
}

/** What carries a job that goes on: an account that is gone by now is each message's failure. */
export async function findRouteAgain(
  deps: RouteDeps,
  workspaceId: string,
  command: JobCommand,
): Promise<Route> {
  try {
    return await findRoute(deps, workspaceId, command);
  } catch (error) {
    if (!(error instanceof GatewayError) || error.failure.code !== "account_not_found") throw error;
    const empty = { id: "", workspaceId, name: "", defaults: {}, accounts: {} };
    return { command, workflow: empty, template: null };
  }
}
