// What the wire says, as content that all channels share. What a channel cannot carry of it, or not at this
// length, is for its provider to refuse.
import type { z } from "zod";
import { type Content, contentSchema, type MediaType } from "../../model/content.ts";
import { GatewayError } from "../../model/errors.ts";
import type { buttonsSchema, elementsSchema, mediaSchema, WireButton } from "./schema.ts";

export function mediaContent({ mediaUrl, mimeType }: z.infer<typeof mediaSchema>): Content {
  // What follows the semicolon names a codec or a charset.
  const essence = mimeType.split(";")[0]?.trim().toLowerCase() ?? "";
  const type = mediaTypeOf(essence);
  const url = mediaUrl.trim();
  const filename = type === "document" ? fileNameIn(url) : null;
  return contentOf({
    kind: "media",
    media: { type, url, mimeType: essence, ...maybe("filename", filename) },
  });
}

function mediaTypeOf(mimeType: string): MediaType {
  const [top] = mimeType.split("/");
  return top === "image" || top === "video" || top === "audio" ? top : "document";
}

/** The wire has no name for a document, and without one the person sees "Untitled". */
function fileNameIn(url: string): string | null {
  const last = URL.parse(url)?.pathname.split("/").at(-1) ?? "";
  return /^[\w.~-]{1,240}$/.test(last) ? last : null;
}

type WireElement = z.infer<typeof elementsSchema>["elements"][number];

const cardOf = ({ title, subtitle, imageUrl, image_url, url, buttons }: WireElement) => ({
  title,
  ...maybe("subtitle", subtitle),
  ...maybe("imageUrl", imageUrl ?? image_url),
  ...maybe("url", url),
  buttons: (buttons ?? []).map(buttonOf),
});

/**
 * Meta refuses a card with nothing but a title, which is what the contract's own example has. Where there is
 * nothing else, the person reads the same in a text.
 */
export function cardContent({ elements }: z.infer<typeof elementsSchema>): Content {
  const cards = elements.map(cardOf);
  const isBare = cards.every((card) => Object.keys(card).length === 2 && !card.buttons.length);
  return isBare
    ? textContent(cards.map(({ title }) => title).join("\n"))
    : contentOf({ kind: "elements", elements: cards });
}

/** A text where there are no buttons. */
export function buttonContent({ textMessage, buttons }: z.infer<typeof buttonsSchema>): Content {
  if (!buttons?.length) return textContent(textMessage);
  const interaction = { type: "buttons", buttons: buttons.map(buttonOf) };
  return contentOf({ kind: "interactive", body: textMessage, interaction });
}

export const textContent = (text: string): Content => contentOf({ kind: "text", text });

const buttonOf = ({ title, id, url }: WireButton) =>
  url === null ? { type: "reply", id, title } : { type: "url", title, url };

function maybe<K extends string>(name: K, value: string | null | undefined) {
  return (value?.trim() ? { [name]: value } : {}) as Partial<Record<K, string>>;
}

/** Parts of a content that the wire calls otherwise. */
const wireNames: Record<string, string> = {
  text: "textMessage",
  body: "textMessage",
  "media.url": "mediaUrl",
  "media.mimeType": "mimeType",
};

/** Throws `content_unsupported`, naming the part that no channel could carry. */
export function contentOf(value: unknown): Content {
  const parsed = contentSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path.join(".").replace(/^interaction\./, "") ?? "";
  const message = `${wireNames[path] ?? path}: ${issue?.message ?? "invalid"}`;
  throw new GatewayError("content_unsupported", { message });
}
