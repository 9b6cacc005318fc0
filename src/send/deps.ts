import type { LeadPort } from "../lead/port.ts";
import type { Clock } from "../lib/clock.ts";
import type { Log } from "../lib/log.ts";
import type { Channel } from "../model/channel.ts";
import type { Recipient } from "../model/command.ts";
import type { Key } from "../model/key.ts";
import type { LeadRef } from "../model/lead.ts";
import type { Template } from "../model/template.ts";
import type { Workflow } from "../model/workflow.ts";
import type { MediaDeps } from "./media.ts";

/** What authentication needs. */
export interface KeyDeps {
  clock: Clock;
  /** The key behind the text; null when unknown, revoked or expired. Throws `unavailable` when nobody can say. */
  findKey(text: string): Promise<Key | null>;
}

/** What the send pipeline needs. `find…` give null for absent and foreign alike. */
export interface SendDeps {
  log: Log;
  /** For files that an account uploads before it sends them. */
  files: MediaDeps;
  findWorkflow(workspaceId: string, workflowId: string): Promise<Workflow | null>;
  /** One account for everything that its channel carries; null when the workspace has no such active account. */
  findAccountRoute(workspaceId: string, accountId: string): Promise<Workflow | null>;
  /** The channel's default account; without one it has no accounts. */
  findDefaultRoute(workspaceId: string, channel: Channel): Promise<Workflow>;
  findTemplate(workspaceId: string, templateId: string): Promise<Template | null>;
  /** The oldest lead with the address; a new one when nobody has it. */
  findOrCreateLead(
    workspaceId: string,
    to: Recipient,
  ): Promise<{ leadId: string; created: boolean }>;
  /** A fresh id for a message to the lead. */
  newMessageId(ref: LeadRef): Promise<string>;
  /** The lead object that a message id names; a new stub each time, because a broken one stays broken. Null when the id is not one of ours. */
  leadOf(messageId: string): LeadPort | null;
}
