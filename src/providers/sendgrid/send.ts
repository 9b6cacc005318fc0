// SendGrid v3, github twilio/sendgrid-oai (OpenAPI), `POST /v3/mail/send`.
import type { Transport } from "../../lib/transport.ts";
import type { Verdict } from "../../model/failure.ts";
import { bearerRequest } from "../bearer-request.ts";
import { mailDraft } from "../mail-draft.ts";
import { phrase } from "../mailbox.ts";
import type { Delivery, Draft } from "../provider.ts";
import { verdictOf } from "./errors.ts";
import { open, settingsSchema } from "./schema.ts";

const timeoutMs = 10_000;

export function prepare(draft: Draft, accountSettings: Record<string, unknown>): string {
  const mail = mailDraft(draft, settingsSchema.parse(accountSettings));
  // SendGrid: plain text comes first, and no part may be empty.
  const content = [
    { type: "text/plain", value: mail.text },
    { type: "text/html", value: mail.html },
  ].filter(({ value }) => value !== undefined && value !== "");
  return JSON.stringify({
    personalizations: [{ to: [{ email: mail.to }] }],
    from: { email: mail.from, name: senderName(mail.senderName) },
    reply_to: mail.replyTo === undefined ? undefined : { email: mail.replyTo },
    subject: mail.subject,
    content,
    custom_args: mail.ids,
  });
}

/**
 * SendGrid writes the name into `From` by itself, and splits it at commas and semicolons (github
 * sendgrid/sendgrid-python issue 578): a name with one goes as a quoted string.
 */
function senderName(name: string | undefined): string | undefined {
  const { plain, quoted } = phrase(name);
  return /[,;]/.test(plain) ? quoted : plain || undefined;
}

export async function deliver({ body, account }: Delivery, transport: Transport): Promise<Verdict> {
  const opened = open(account);
  if (!opened.ok) return opened.error;
  const { settings, credentials } = opened.value;
  const url = `${settings.base_url}/v3/mail/send`;
  const answer = await transport(
    bearerRequest({ url, token: credentials.api_key, timeoutMs }, { body }),
  );
  return verdictOf(answer, credentials);
}
