// Wire -> SendDraft of a single message: to a contact of ours, or to an address.
import { toUuid } from "../../lib/uuid.ts";
import type { Channel } from "../../model/channel.ts";
import { addressForms, type Recipient, readAddress, type SendDraft } from "../../model/command.ts";
import type { LeadProfile, LeadRef } from "../../model/lead.ts";
import { channelAddress } from "../../model/policy.ts";
import type { SendContext } from "../dialect.ts";
import { contentOf } from "./content.ts";
import { parseWire, refuse, valueError } from "./problems.ts";
import { type RouteDeps, routeOf } from "./route.ts";
import { type SingleBody, singleSchema } from "./schema.ts";

export interface MessageDeps extends RouteDeps {
  /** Null when the workspace has no such lead. */
  profileOf(ref: LeadRef): Promise<LeadProfile | null>;
  /** How the workspace reads numbers without `+`, ISO 3166-1 alpha-2; null refuses them. */
  countryOf(workspaceId: string): Promise<string | null>;
}

export async function decodeMessage(
  deps: MessageDeps,
  body: unknown,
  context: SendContext,
): Promise<SendDraft> {
  const wire = parseWire(singleSchema, body, ["body"]);
  const route = await routeOf(deps, context, wire);
  const { message_data, message_type, priority } = wire;
  const content = contentOf(route.channel, message_data);
  return {
    ...(await recipientOf(deps, context.key.workspaceId, route.channel, message_data)),
    ...route,
    workflowId: null,
    content,
    metadata: message_data.metadata ?? {},
    scheduledAt: null,
    ...(message_type ? { messageType: message_type } : {}),
    ...(priority ? { priority } : {}),
  };
}

/**
 * The contact, unless the recipient is an address that is not the contact's: a message goes where its sender
 * wrote that it should.
 */
async function recipientOf(
  deps: MessageDeps,
  workspaceId: string,
  channel: Channel,
  { recipient, contact_id }: SingleBody["message_data"],
): Promise<{ leadId: string } | { to: Recipient }> {
  const country = recipient.startsWith("+") ? null : await countryFor(deps, workspaceId, channel);
  const address = readAddress(recipient, channel, country);
  const leadId = toUuid(contact_id ?? "");
  const contact = leadId && (await deps.profileOf({ workspaceId, leadId }));
  if (leadId && contact) {
    if (address === null || address.value === channelAddress(contact, channel)) return { leadId };
  }
  if (address !== null) return { to: { address } };
  const loc = ["body", "message_data", "recipient"];
  return refuse([valueError(loc, `must be ${addressForms[channel]}`, recipient)]);
}

const numbered: readonly Channel[] = ["sms", "call", "whatsapp"];

const countryFor = (deps: MessageDeps, workspaceId: string, channel: Channel) =>
  numbered.includes(channel) ? deps.countryOf(workspaceId) : null;
