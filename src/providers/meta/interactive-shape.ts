// Which of the Send API's two forms an interactive message takes. A button template stays in the
// conversation and mixes answers with links, but carries 640 characters and three buttons; quick replies
// vanish with the next message and are not shown on Instagram's web page, but carry thirteen answers under
// a text of full length. So they are for what the template cannot carry.
import type { Outgoing } from "../../model/policy.ts";

export type Interactive = Extract<Outgoing, { kind: "interactive" }>;

export const templateLimits = { text: 640, buttons: 3, title: 20 };
export const quickReplyLimits = { replies: 13, title: 20 };

/** There is no header and no footer: they are lines of the text. */
export const wholeText = ({ header, body, footer }: Interactive): string =>
  [header, body, footer].filter(Boolean).join("\n\n");

/** Whether it goes as quick replies: answers alone, and more than a button template carries. */
export function isQuickReply(outgoing: Interactive): boolean {
  const { interaction } = outgoing;
  if (interaction.type !== "buttons") return false;
  const { buttons } = interaction;
  const fits =
    buttons.length <= templateLimits.buttons && wholeText(outgoing).length <= templateLimits.text;
  return !fits && buttons.every(({ type }) => type === "reply");
}
