import type { Draft } from "./provider.ts";
import { textToHtml } from "./text-to-html.ts";

/** An e-mail before a carrier's own spelling of it. */
export interface MailDraft {
  from: string;
  /** As it was given: each carrier quotes it in its own way. */
  senderName: string | undefined;
  to: string;
  subject: string;
  text: string | undefined;
  html: string;
  replyTo: string | undefined;
  /** Come back with the carrier's events, under these names. */
  ids: { message_id: string; workspace_id: string; correlation_id: string };
}

/** @throws TypeError when the draft is no e-mail */
export function mailDraft(
  { to, outgoing, messageId, workspaceId, correlationId }: Draft,
  settings: { from: string; sender_name?: string; reply_to?: string },
): MailDraft {
  if (outgoing.kind !== "email") throw new TypeError(`E-mail does not carry ${outgoing.kind}`);
  const { subject, text, html = textToHtml(text ?? ""), senderName } = outgoing;
  return {
    from: settings.from,
    senderName: senderName ?? settings.sender_name,
    to,
    subject,
    text,
    html,
    replyTo: settings.reply_to,
    ids: { message_id: messageId, workspace_id: workspaceId, correlation_id: correlationId },
  };
}
