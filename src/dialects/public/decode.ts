// Wire -> SendCommand, in the contract's order of checks: a JSON object, the three required fields, the
// channel, then the shape of everything else. What depends on the lead is the lead's to say.
import { type Channel, channelSchema } from "../../model/channel.ts";
import { type Content, contentSchema, type SendCommand } from "../../model/command.ts";
import { GatewayError, parseOrRefuse } from "../../model/errors.ts";
import { type MessageBody, messageBodySchema } from "./schema.ts";

export function decodeMessage(body: unknown): SendCommand {
  if (body === null || typeof body !== "object" || Array.isArray(body)) {
    throw new GatewayError("body_invalid");
  }
  const given = body as Record<string, unknown>;
  const isMissing = (name: string) =>
    given[name] === undefined || given[name] === null || given[name] === "";
  if (["lead_id", "workflow_id", "channel"].some(isMissing))
    throw new GatewayError("fields_missing");
  const channel = channelSchema.safeParse(given["channel"]);
  if (!channel.success) throw new GatewayError("channel_invalid");
  const wire = parseOrRefuse(messageBodySchema, given);
  const content = contentFor[channel.data](wire);
  return {
    leadId: wire.lead_id,
    workflowId: wire.workflow_id,
    channel: channel.data,
    content: content && parseOrRefuse(contentSchema, content, wireNames),
    metadata: wire.metadata ?? {},
    scheduledAt: said(wire.scheduled_at) ? Date.parse(wire.scheduled_at) : null,
  };
}

/** Parts of a content that the wire calls otherwise. */
const wireNames = { text: "content", beginMessage: "begin_message" };

const said = (text: string | null | undefined): text is string => !!text && text.trim() !== "";

const contentFor: Record<Channel, (wire: MessageBody) => Content | null> = {
  whatsapp: (wire) => {
    if (said(wire.template_id)) {
      const templateId = wire.template_id.toLowerCase();
      return { kind: "template", templateId, components: wire.components ?? [] };
    }
    return said(wire.content) ? { kind: "text", text: wire.content } : null;
  },
  email: (wire) => {
    if (!said(wire.content) && !said(wire.html)) return null;
    return {
      kind: "email",
      ...(said(wire.subject) ? { subject: wire.subject } : {}),
      ...(said(wire.content) ? { text: wire.content } : {}),
      ...(said(wire.html) ? { html: wire.html } : {}),
    };
  },
  call: (wire) => ({
    kind: "call",
    ...(said(wire.begin_message) ? { beginMessage: wire.begin_message } : {}),
  }),
};
