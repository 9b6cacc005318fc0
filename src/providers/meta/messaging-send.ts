// The Send API of Messenger and Instagram. It has no idempotency key; the correlation id travels as
// `metadata`, and comes back in the echo of the message, which is what settles an ambiguous send.
import type { Transport } from "../../lib/transport.ts";
import type { Button, Element } from "../../model/content.ts";
import type { Verdict } from "../../model/failure.ts";
import type { Outgoing } from "../../model/policy.ts";
import { bearerRequest } from "../bearer-request.ts";
import { judge } from "../judge.ts";
import type { Delivery, Draft } from "../provider.ts";
import { type Interactive, isQuickReply, wholeText } from "./interactive-shape.ts";
import type { Messaging } from "./messaging.ts";

const timeoutMs = 10_000;

export function prepare(
  { to, correlationId, outgoing, tag }: Draft,
  settings: Record<string, unknown>,
  { title }: Messaging,
): string {
  return JSON.stringify({
    recipient: { id: to },
    ...messagingType(tag, title),
    message: {
      ...messageOf(outgoing),
      ...(takesMetadata(settings) ? { metadata: correlationId } : {}),
    },
  });
}

/** Meta: Instagram asks for no type but that of a tagged message. */
function messagingType(tag: Draft["tag"], title: Messaging["title"]): object {
  if (tag !== null) return { messaging_type: "MESSAGE_TAG", tag };
  return title === "Messenger" ? { messaging_type: "RESPONSE" } : {};
}

/** Meta documents `metadata` for its Messenger Platform, not for Instagram's own API with its own host. */
const takesMetadata = ({ base_url }: Record<string, unknown>): boolean =>
  typeof base_url !== "string" || URL.parse(base_url)?.hostname !== "graph.instagram.com";

function messageOf(outgoing: Outgoing): object {
  switch (outgoing.kind) {
    case "text":
      return { text: outgoing.text };
    case "media": {
      const { type, url, id, caption } = outgoing.media;
      // There are no captions; a card of one picture with a title is as near as it gets.
      if (caption) return cards([{ title: caption, image_url: url }]);
      const payload = id === undefined ? { url } : { attachment_id: id };
      return { attachment: { type: type === "document" ? "file" : type, payload } };
    }
    case "interactive":
      return interactiveOf(outgoing);
    case "elements":
      return cards(outgoing.elements.map(cardOf));
    default:
      throw new TypeError(`the Send API does not carry ${outgoing.kind}`);
  }
}

function interactiveOf(outgoing: Interactive): object {
  const { interaction } = outgoing;
  const text = wholeText(outgoing);
  switch (interaction.type) {
    case "list":
      throw new TypeError("the Send API does not carry lists");
    case "cta_url": {
      const { title, url } = interaction;
      return buttonTemplate(text, [{ type: "url", title, url }]);
    }
    case "buttons": {
      const { buttons } = interaction;
      if (!isQuickReply(outgoing)) return buttonTemplate(text, buttons);
      const quick_replies = buttons.flatMap((button) =>
        button.type === "reply"
          ? [{ content_type: "text", title: button.title, payload: button.id }]
          : [],
      );
      return { text, quick_replies };
    }
  }
}

const template = (payload: object) => ({ attachment: { type: "template", payload } });

const buttonTemplate = (text: string, buttons: readonly Button[]) =>
  template({ template_type: "button", text, buttons: buttons.map(buttonOf) });

const cards = (elements: readonly object[]) => template({ template_type: "generic", elements });

const buttonOf = (button: Button) =>
  button.type === "url"
    ? { type: "web_url", title: button.title, url: button.url }
    : { type: "postback", title: button.title, payload: button.id };

function cardOf({ title, subtitle, imageUrl, url, buttons }: Element): object {
  return {
    title,
    ...(subtitle === undefined ? {} : { subtitle }),
    ...(imageUrl === undefined ? {} : { image_url: imageUrl }),
    ...(url === undefined ? {} : { default_action: { type: "web_url", url } }),
    ...(buttons.length === 0 ? {} : { buttons: buttons.map(buttonOf) }),
  };
}

export async function deliver(
  { body, account }: Delivery,
  transport: Transport,
  { open, wire }: Messaging,
): Promise<Verdict> {
  const opened = open(account);
  if (!opened.ok) return opened.error;
  const { node, settings, credentials } = opened.value;
  const url = `${settings.base_url}/${settings.graph_version}/${node}/messages`;
  const token = credentials.access_token;
  return judge(
    wire,
    await transport(bearerRequest({ url, token, timeoutMs }, { body })),
    credentials,
  );
}
