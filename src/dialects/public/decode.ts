// Wire -> SendCommand, in the contract's order of checks: a JSON object, the three required fields, the
// channel, then the shape of everything else. What depends on the lead is the lead's to say.

import { toEmail } from "../../model/address.ts";
import { type Channel, channelSchema } from "../../model/channel.ts";
import { addressForms, type Recipient, readAddress, type SendDraft } from "../../model/command.ts";
import { type Content, contentSchema } from "../../model/content.ts";
import { GatewayError, parseOrRefuse } from "../../model/errors.ts";
import { type MessageBody, messageBodySchema, type WireButton } from "./schema.ts";

export function decodeMessage(body: unknown): SendDraft {
  if (body === null || typeof body !== "object" || Array.isArray(body)) {
    throw new GatewayError("body_invalid");
  }
  const given = body as Record<string, unknown>;
  const isMissing = (name: string) =>
    given[name] === undefined || given[name] === null || given[name] === "";
  if (["workflow_id", "channel"].some(isMissing) || (isMissing("lead_id") && isMissing("to"))) {
    throw new GatewayError("fields_missing");
  }
  const channel = channelSchema.safeParse(given["channel"]);
  if (!channel.success) throw new GatewayError("channel_invalid");
  const wire = parseOrRefuse(messageBodySchema, given);
  const content = contentFor[channel.data](wire);
  const { message_type, priority, tag } = wire;
  return {
    ...recipientOf(wire, channel.data),
    workflowId: wire.workflow_id,
    channel: channel.data,
    content: content === null ? null : parseOrRefuse(contentSchema, content, wireNames),
    metadata: wire.metadata ?? {},
    scheduledAt: said(wire.scheduled_at) ? Date.parse(wire.scheduled_at) : null,
    ...(message_type ? { messageType: message_type } : {}),
    ...(priority ? { priority } : {}),
    ...(tag ? { tag } : {}),
  };
}

/** Parts of a content that the wire calls otherwise. */
const wireNames = {
  text: "content",
  beginMessage: "begin_message",
  mediaUrls: "media_urls",
  body: "content",
  interaction: "interactive",
  header: "interactive.header",
  footer: "interactive.footer",
};

const said = (text: string | null | undefined): text is string => !!text && text.trim() !== "";

function recipientOf(
  { lead_id, to, contact }: MessageBody,
  channel: Channel,
): { leadId: string } | { to: Recipient } {
  if (!said(to)) return lead_id ? { leadId: lead_id } : refuse("lead_id", "must be a UUID");
  if (lead_id) return refuse("to", "must not stand beside lead_id");
  const address = readAddress(to, channel);
  if (!address) return refuse("to", `must be ${addressForms[channel]}`);
  const email = said(contact?.email) ? toEmail(contact.email) : null;
  if (said(contact?.email) && !email) return refuse("contact.email", "must be an e-mail address");
  return {
    to: {
      address,
      ...(said(contact?.first_name) ? { firstName: contact.first_name } : {}),
      ...(said(contact?.last_name) ? { lastName: contact.last_name } : {}),
      ...(email === null ? {} : { email: email.toLowerCase() }),
    },
  };
}

const refuse = (field: string, message: string): never => {
  throw new GatewayError("field_invalid", { message: `${field}: ${message}`, details: { field } });
};

function maybe<K extends string>(name: K, value: string | null | undefined) {
  return (said(value) ? { [name]: value } : {}) as Partial<Record<K, string>>;
}

const textOf = ({ content }: MessageBody): Content | null =>
  said(content) ? { kind: "text", text: content } : null;

/** What the chat channels share; the richest that is given counts. */
function chatContent(wire: MessageBody): unknown {
  const { content, interactive, media, elements } = wire;
  if (interactive) {
    return {
      kind: "interactive",
      body: content ?? "",
      ...maybe("header", interactive.header),
      ...maybe("footer", interactive.footer),
      interaction: interactionOf(interactive),
    };
  }
  if (elements) {
    return {
      kind: "elements",
      elements: elements.map(({ title, subtitle, image_url, url, buttons }) => ({
        title,
        ...maybe("subtitle", subtitle),
        ...maybe("imageUrl", image_url),
        ...maybe("url", url),
        buttons: (buttons ?? []).map(buttonOf),
      })),
    };
  }
  if (!media) return textOf(wire);
  const { type, url, mime_type, filename, caption } = media;
  return {
    kind: "media",
    media: {
      type,
      url,
      ...maybe("mimeType", mime_type),
      ...maybe("filename", filename),
      ...maybe("caption", caption ?? content),
    },
  };
}

function interactionOf({ buttons, list, cta_url }: NonNullable<MessageBody["interactive"]>) {
  if ([buttons, list, cta_url].filter(Boolean).length !== 1) {
    return refuse("interactive", "must have exactly one of buttons, list and cta_url");
  }
  if (list) {
    const sections = list.sections.map(({ title, rows }) => ({
      ...maybe("title", title),
      rows: rows.map(({ id, title: label, description }) => ({
        id,
        title: label,
        ...maybe("description", description),
      })),
    }));
    return { type: "list", button: list.button, sections };
  }
  return cta_url
    ? { type: "cta_url", ...cta_url }
    : { type: "buttons", buttons: (buttons ?? []).map(buttonOf) };
}

const buttonOf = ({ title, id, url }: WireButton) =>
  said(url) ? { type: "url", title, url } : { type: "reply", id: said(id) ? id : title, title };

const contentFor: Record<Channel, (wire: MessageBody) => unknown> = {
  whatsapp: (wire) => {
    if (!said(wire.template_id)) return chatContent(wire);
    const templateId = wire.template_id.toLowerCase();
    return { kind: "template", templateId, components: wire.components ?? [] };
  },
  email: (wire) => {
    if (!said(wire.content) && !said(wire.html)) return null;
    return {
      kind: "email",
      ...maybe("subject", wire.subject),
      ...maybe("text", wire.content),
      ...maybe("html", wire.html),
    };
  },
  call: (wire) => ({ kind: "call", ...maybe("beginMessage", wire.begin_message) }),
  sms: (wire) => {
    const { media_urls } = wire;
    const text = textOf(wire);
    return text && media_urls?.length ? { ...text, mediaUrls: media_urls } : text;
  },
  messenger: chatContent,
  instagram: chatContent,
  telegram: chatContent,
};
