// Postmark, "Email API": `POST /email`, one e-mail a request.
import type { Transport } from "../../lib/transport.ts";
import type { Verdict } from "../../model/failure.ts";
import { mailDraft } from "../mail-draft.ts";
import { mailbox } from "../mailbox.ts";
import type { Delivery, Draft } from "../provider.ts";
import { verdictOf } from "./errors.ts";
import { request } from "./request.ts";
import { open, settingsSchema } from "./schema.ts";

export function prepare(draft: Draft, accountSettings: Record<string, unknown>): string {
  const settings = settingsSchema.parse(accountSettings);
  const mail = mailDraft(draft, settings);
  return JSON.stringify({
    From: mailbox(mail.from, mail.senderName),
    To: mail.to,
    Subject: mail.subject,
    HtmlBody: mail.html,
    TextBody: mail.text,
    ReplyTo: mail.replyTo,
    MessageStream: settings.message_stream,
    Metadata: mail.ids,
  });
}

export async function deliver({ body, account }: Delivery, transport: Transport): Promise<Verdict> {
  const opened = open(account);
  if (!opened.ok) return opened.error;
  const { settings, credentials } = opened.value;
  const answer = await transport(
    request(`${settings.base_url}/email`, credentials.server_token, body),
  );
  return verdictOf(answer, credentials);
}
