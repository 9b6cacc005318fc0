// Resend's format. The relay recognises a repeat by its Idempotency-Key for 24 hours if the bytes are
// the same, so this is the one provider where an ambiguous send may be made again.
import type { Transport } from "../../lib/transport.ts";
import type { Verdict } from "../../model/failure.ts";
import { bearerRequest } from "../bearer-request.ts";
import { type MailDraft, mailDraft } from "../mail-draft.ts";
import { mailbox } from "../mailbox.ts";
import type { Delivery, Draft } from "../provider.ts";
import { verdictOf } from "./errors.ts";
import { open, settingsSchema } from "./schema.ts";

const timeoutMs = 10_000;

/** An hour less than Resend remembers a key, for clocks and queues in between. */
export const dedupesForMs = 23 * 60 * 60 * 1000;

export function prepare(draft: Draft, accountSettings: Record<string, unknown>): string {
  const settings = settingsSchema.parse(accountSettings);
  const { from, senderName, to, subject, html, text, replyTo, ids } = mailDraft(draft, settings);
  return JSON.stringify({
    from: mailbox(from, senderName),
    to: [to],
    subject,
    html,
    text,
    reply_to: replyTo,
    tags: Object.entries(ids).map(([name, value]) => tag(name, value)),
  });
}

/** Comes back in the relay's events. Its one dot is written as `_`: a message id has none of its own. */
export const correlationTag: keyof MailDraft["ids"] = "correlation_id";

/** Resend: ASCII letters, digits, `_` and `-` only, 256 at most. */
const tag = (name: string, value: string) => ({
  name,
  value: value.replace(/[^A-Za-z0-9_-]/g, "_").slice(0, 256),
});

export async function deliver(
  { messageId, body, account }: Delivery,
  transport: Transport,
): Promise<Verdict> {
  const opened = open(account);
  if (!opened.ok) return opened.error;
  const { settings, credentials } = opened.value;
  const url = `${settings.base_url}/emails`;
  const headers = { "idempotency-key": messageId };
  const answer = await transport(
    bearerRequest({ url, token: credentials.api_key, timeoutMs }, { body, headers }),
  );
  return verdictOf(answer, credentials);
}
