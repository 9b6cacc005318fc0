// What WhatsApp carries, and at which length. Asked before the call: Meta's own answer to a button that is
// too long (131009) comes without a cure, and about an interactive body even Meta's pages disagree. The
// limits are those of its documentation of each message type.
import type { Interaction, OutgoingMedia } from "../../model/content.ts";
import type { Failure } from "../../model/errors.ts";
import type { Outgoing } from "../../model/policy.ts";
import { refuseType } from "./whatsapp-files.ts";

/** A text with the most characters that it may have. Fields are named as the public API names them. */
type Bound = [field: string, text: string | undefined, limit: number];

/** Why WhatsApp cannot carry this; null when it can. A template was checked against its definition. */
export function refuse(outgoing: Outgoing): Failure | null {
  switch (outgoing.kind) {
    case "text":
      return outgoing.mediaUrls
        ? unsupported("media_urls", "WhatsApp carries no files beside a text. Send each as media.")
        : tooLong([["content", outgoing.text, 4096]]);
    case "template":
      return null;
    case "media":
      return refuseMedia(outgoing.media);
    case "interactive": {
      const { body, header, footer, interaction } = outgoing;
      const bodyLimit = interaction.type === "list" ? 4096 : 1024;
      return (
        tooLong([
          ["content", body, bodyLimit],
          ["interactive.header", header, 60],
          ["interactive.footer", footer, 60],
        ]) ?? refuseInteraction(interaction)
      );
    }
    default:
      return unsupported("content", `WhatsApp does not carry ${outgoing.kind}.`);
  }
}

function refuseMedia(media: OutgoingMedia): Failure | null {
  const { type, caption, filename } = media;
  if (caption !== undefined && (type === "audio" || type === "sticker")) {
    const message = `WhatsApp shows no words with ${type === "audio" ? "an audio" : "a sticker"}. Send them as a text of their own.`;
    return unsupported("media.caption", message);
  }
  const lengths = tooLong([
    ["media.caption", caption, 1024],
    ["media.filename", filename, 240],
  ]);
  return lengths ?? refuseType(media);
}

function refuseInteraction(interaction: Interaction): Failure | null {
  switch (interaction.type) {
    case "buttons":
      return refuseButtons(interaction.buttons);
    case "list":
      return refuseList(interaction);
    case "cta_url":
      return tooLong([["interactive.cta_url.title", interaction.title, 20]]);
  }
}

function refuseButtons(buttons: Extract<Interaction, { type: "buttons" }>["buttons"]) {
  const field = "interactive.buttons";
  if (buttons.some(({ type }) => type === "url")) {
    const message =
      "WhatsApp has no links among reply buttons. Give the one link as interactive.cta_url instead.";
    return unsupported(field, message);
  }
  if (buttons.length > 3) return tooMany(field, buttons.length, 3, "buttons");
  const replies = buttons.flatMap((button) => (button.type === "reply" ? [button] : []));
  return (
    tooLong(
      replies.flatMap(({ id, title }, i): Bound[] => [
        [`${field}.${i}.title`, title, 20],
        [`${field}.${i}.id`, id, 256],
      ]),
    ) ??
    repeated(replies, field, "title") ??
    repeated(replies, field, "id")
  );
}

function refuseList({ button, sections }: Extract<Interaction, { type: "list" }>): Failure | null {
  const field = "interactive.list";
  const rows = sections.flatMap(({ rows }, i) =>
    rows.map((row, j) => ({ ...row, at: `${field}.sections.${i}.rows.${j}` })),
  );
  if (sections.length > 10) return tooMany(`${field}.sections`, sections.length, 10, "sections");
  if (rows.length > 10) return tooMany(`${field}.sections`, rows.length, 10, "rows in all");
  const untitled = sections.findIndex(({ title }) => title === undefined);
  if (sections.length > 1 && untitled >= 0) {
    const at = `${field}.sections.${untitled}.title`;
    return invalid(at, "must be there: of several sections WhatsApp wants each to have a title");
  }
  return (
    tooLong([
      [`${field}.button`, button, 20],
      ...sections.map(({ title }, i): Bound => [`${field}.sections.${i}.title`, title, 24]),
      ...rows.flatMap(({ at, id, title, description }): Bound[] => [
        [`${at}.id`, id, 200],
        [`${at}.title`, title, 24],
        [`${at}.description`, description, 72],
      ]),
    ]) ?? repeated(rows, `${field}.sections`, "id")
  );
}

/** The first text that is too long. */
function tooLong(bounds: Bound[]): Failure | null {
  const [field, text, limit] = bounds.find(([, given = "", most]) => given.length > most) ?? [];
  if (field === undefined || text === undefined) return null;
  return {
    code: "content_too_long",
    message: `${field} has ${text.length} characters, and WhatsApp takes at most ${limit} there. Shorten it.`,
    details: { field, limit },
  };
}

function tooMany(field: string, count: number, limit: number, things: string): Failure {
  return {
    code: "content_too_long",
    message: `${field} has ${count} ${things}, and WhatsApp takes at most ${limit}. Leave some out.`,
    details: { field, limit },
  };
}

function repeated(
  items: readonly { id: string; title: string }[],
  field: string,
  name: "id" | "title",
): Failure | null {
  const names = items.map((item) => item[name]);
  const twice = names.find((one, i) => names.indexOf(one) !== i);
  if (twice === undefined) return null;
  return invalid(field, `must differ in ${name}, and ${JSON.stringify(twice)} is there twice`);
}

const invalid = (field: string, rule: string): Failure => ({
  code: "field_invalid",
  message: `${field}: ${rule}`,
  details: { field },
});

const unsupported = (field: string, message: string): Failure => ({
  code: "content_unsupported",
  message,
  details: { field },
});
