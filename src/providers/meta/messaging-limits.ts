// What Messenger and Instagram do not carry, and how long it may be. Told before the call, because Meta
// refuses a long message with the code of any other mistake. Limits: Meta's Send API reference;
// `field` names the part of the request in the public API's words.
import type { Button, Element, OutgoingMedia } from "../../model/content.ts";
import type { Failure } from "../../model/errors.ts";
import type { Outgoing } from "../../model/policy.ts";
import {
  type Interactive,
  isQuickReply,
  quickReplyLimits,
  templateLimits,
  wholeText,
} from "./interactive-shape.ts";
import type { Messaging } from "./messaging.ts";

const cardLimits = { cards: 10, text: 80, buttons: 3 };

/** Why the channel cannot carry it; null when it can. */
export function refuse(outgoing: Outgoing, messaging: Messaging): Failure | null {
  switch (outgoing.kind) {
    case "text":
      return outgoing.mediaUrls
        ? unsupported(`${messaging.title} carries no files beside a text.`, "media_urls")
        : refuseText(outgoing.text, messaging);
    case "media":
      return refuseMedia(outgoing.media, messaging);
    case "interactive":
      return refuseInteractive(outgoing, messaging);
    case "elements":
      return refuseCards(outgoing.elements, messaging);
    default:
      return unsupported(`${messaging.title} does not carry this kind of content.`);
  }
}

const unsupported = (message: string, field?: string): Failure => ({
  code: "content_unsupported",
  message,
  ...(field === undefined ? {} : { details: { field } }),
});

const over = (field: string, length: number, limit: number, unit = "characters"): Failure | null =>
  length <= limit
    ? null
    : {
        code: "content_too_long",
        message: `${field} has ${length} ${unit}; this channel takes at most ${limit}.`,
        details: { field, limit },
      };

/** The first refusal of a list of questions. */
const first = (...refusals: (Failure | null)[]): Failure | null =>
  refusals.find((refusal) => refusal !== null) ?? null;

const refuseText = (text: string, { text: { limit, unit, lengthOf } }: Messaging): Failure | null =>
  over("content", lengthOf(text), limit, unit);

function refuseMedia(
  { type, caption, url, mimeType }: OutgoingMedia,
  { title, files }: Messaging,
): Failure | null {
  if (type === "sticker") return unsupported(`${title} carries no stickers.`, "media.type");
  if (caption) {
    if (type !== "image" || url === undefined) {
      const message = `${title} carries a caption with an image only. Send it as a message of its own.`;
      return unsupported(message, "media.caption");
    }
    const refusal = over("media.caption", caption.length, cardLimits.text);
    if (refusal) return refusal;
  }
  const kinds = files[type];
  if (mimeType === undefined || kinds === undefined || kinds.includes(mimeType.toLowerCase())) {
    return null;
  }
  return {
    code: "media_invalid",
    message: `${title} does not carry ${mimeType} as ${type}. It takes ${kinds.join(", ")}.`,
    details: { field: "media.mime_type", allowed: [...kinds] },
  };
}

function refuseInteractive(outgoing: Interactive, messaging: Messaging): Failure | null {
  const { interaction } = outgoing;
  const text = wholeText(outgoing);
  if (interaction.type === "list") {
    return unsupported(`${messaging.title} carries no lists. Use buttons.`, "interactive.list");
  }
  if (isQuickReply(outgoing) && interaction.type === "buttons") {
    const { buttons } = interaction;
    return first(
      refuseText(text, messaging),
      over("interactive.buttons", buttons.length, quickReplyLimits.replies, "buttons"),
      ...buttons.map(({ title }) =>
        over("interactive.buttons.title", title.length, quickReplyLimits.title),
      ),
    );
  }
  const isLink = interaction.type === "cta_url";
  const field = isLink ? "interactive.cta_url" : "interactive.buttons";
  const buttons: readonly Button[] = isLink
    ? [{ ...interaction, type: "url" }]
    : interaction.buttons;
  return first(
    over("content", text.length, templateLimits.text),
    refuseButtons(field, buttons, messaging),
  );
}

function refuseButtons(
  field: string,
  buttons: readonly Button[],
  { title }: Messaging,
): Failure | null {
  return first(
    over(field, buttons.length, templateLimits.buttons, "buttons"),
    ...buttons.map((button) =>
      first(
        over(`${field}.title`, button.title.length, templateLimits.title),
        button.type === "url" ? refuseLink(`${field}.url`, button.url, title) : null,
      ),
    ),
  );
}

/** Meta: a tap opens https addresses only. */
const refuseLink = (field: string, url: string, title: string): Failure | null =>
  URL.parse(url)?.protocol === "https:"
    ? null
    : unsupported(`${field}: ${title} opens https addresses only.`, field);

function refuseCards(elements: readonly Element[], messaging: Messaging): Failure | null {
  return first(
    over("elements", elements.length, cardLimits.cards, "cards"),
    ...elements.map((element) => refuseCard(element, messaging)),
  );
}

function refuseCard(card: Element, messaging: Messaging): Failure | null {
  const { title, subtitle, imageUrl, url, buttons } = card;
  const isBare = [subtitle, imageUrl, url].every((part) => part === undefined);
  if (isBare && buttons.length === 0) {
    const message = `${messaging.title} takes a card only with something besides its title.`;
    return unsupported(message, "elements");
  }
  return first(
    over("elements.title", title.length, cardLimits.text),
    over("elements.subtitle", subtitle?.length ?? 0, cardLimits.text),
    url === undefined ? null : refuseLink("elements.url", url, messaging.title),
    refuseButtons("elements.buttons", buttons, messaging),
  );
}
