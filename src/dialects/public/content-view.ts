// What one of our messages carried besides its text, in the words in which it was given.
import type { Json, JsonObject } from "../../lib/json.ts";
import { type Button, contentSchema, type Interaction } from "../../model/content.ts";
import type { MessageView } from "../../model/message.ts";

/** Null when it carried nothing of the kind, or is not ours. */
function carried({ direction, kind, details, preview }: MessageView) {
  if (direction !== "outbound" || !details) return null;
  const parsed = contentSchema.safeParse({ body: preview, ...details, kind });
  return parsed.success ? parsed.data : null;
}

/** The details of a message, its interactive part and its cards as POST /messages takes them. */
export function detailsView(message: MessageView): JsonObject | null {
  const content = carried(message);
  if (content?.kind === "interactive") {
    const { header, footer, interaction } = content;
    const interactive = { ...stated({ header, footer }), ...interactionView(interaction) };
    return { interactive };
  }
  if (content?.kind === "elements") {
    const elements = content.elements.map(({ title, subtitle, imageUrl, url, buttons }) => ({
      title,
      ...stated({ subtitle, image_url: imageUrl, url }),
      buttons: buttons.map(buttonView),
    }));
    return { elements };
  }
  if (!message.details) return null;
  const { media: _, ...details } = message.details;
  return details;
}

/** What the person could tap, in the contract's words for a template's buttons; null when nothing. */
export function buttonsView(message: MessageView): Json {
  const content = carried(message);
  if (content?.kind !== "interactive") return message.details?.["buttons"] ?? null;
  const { interaction } = content;
  switch (interaction.type) {
    case "buttons":
      return interaction.buttons.map((button) =>
        button.type === "url"
          ? { type: "URL", text: button.title, url: button.url }
          : { type: "QUICK_REPLY", text: button.title },
      );
    case "cta_url":
      return [{ type: "URL", text: interaction.title, url: interaction.url }];
    case "list":
      return null;
  }
}

/** The file of one of our messages: at its own address, unless the gateway was given its bytes. */
export function sentMediaView(message: MessageView): JsonObject | null {
  const content = carried(message);
  if (content?.kind !== "media") return null;
  const { type, url = null, mimeType, filename, caption } = content.media;
  return {
    type,
    ...stated({ mime_type: mimeType, filename, caption }),
    url,
    path: url === null ? mediaPath(message) : null,
  };
}

/** Where a message's bytes are, when the provider has them. */
export const mediaPath = ({ id }: MessageView): string => `/api/public/messages/${id}/media`;

function interactionView(interaction: Interaction): JsonObject {
  switch (interaction.type) {
    case "buttons":
      return { buttons: interaction.buttons.map(buttonView) };
    case "list": {
      const sections = interaction.sections.map(({ title, rows }) => ({
        ...stated({ title }),
        rows: rows.map(({ id, title: label, description }) => ({
          id,
          title: label,
          ...stated({ description }),
        })),
      }));
      return { list: { button: interaction.button, sections } };
    }
    case "cta_url":
      return { cta_url: { title: interaction.title, url: interaction.url } };
  }
}

const buttonView = (button: Button): JsonObject =>
  button.type === "url"
    ? { title: button.title, url: button.url }
    : { title: button.title, id: button.id };

/** The members that were given. */
function stated(members: Record<string, string | undefined>): JsonObject {
  const given = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as JsonObject;
}
