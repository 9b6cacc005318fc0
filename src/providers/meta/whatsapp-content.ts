// What is to be said, as the Cloud API writes it: a `type`, and an object of the same name.
import type { Interaction, OutgoingMedia } from "../../model/content.ts";
import type { Outgoing } from "../../model/policy.ts";

/** Throws TypeError for what `refuse` turns away. */
export function contentOf(outgoing: Outgoing) {
  switch (outgoing.kind) {
    case "text": {
      const { text } = outgoing;
      return { type: "text", text: { body: text, preview_url: /https?:\/\/\S/i.test(text) } };
    }
    case "template": {
      const { name, language, components } = outgoing;
      const template = { name, language: { code: language } };
      return {
        type: "template",
        template: components.length > 0 ? { ...template, components } : template,
      };
    }
    case "media":
      return mediaOf(outgoing.media);
    case "interactive": {
      const { body, header, footer, interaction } = outgoing;
      return {
        type: "interactive",
        interactive: {
          type: interaction.type === "buttons" ? "button" : interaction.type,
          ...(header === undefined ? {} : { header: { type: "text", text: header } }),
          body: { text: body },
          ...(footer === undefined ? {} : { footer: { text: footer } }),
          action: actionOf(interaction),
        },
      };
    }
    default:
      throw new TypeError(`WhatsApp does not carry ${outgoing.kind}`);
  }
}

/** Meta: an uploaded file by `id`, any other by `link`; a name only with a document. */
function mediaOf({ type, url, id, caption, filename }: OutgoingMedia) {
  const file = {
    ...(id === undefined ? { link: url } : { id }),
    ...(caption === undefined ? {} : { caption }),
    ...(filename === undefined || type !== "document" ? {} : { filename }),
  };
  return { type, [type]: file };
}

function actionOf(interaction: Interaction) {
  switch (interaction.type) {
    case "buttons":
      return {
        buttons: interaction.buttons.map((button) => {
          if (button.type !== "reply") throw new TypeError("WhatsApp carries no link as a button");
          return { type: "reply", reply: { id: button.id, title: button.title } };
        }),
      };
    case "list":
      return { button: interaction.button, sections: interaction.sections };
    case "cta_url": {
      const { title, url } = interaction;
      return { name: "cta_url", parameters: { display_text: title, url } };
    }
  }
}
