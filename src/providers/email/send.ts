// Resend's format. The relay recognises a repeat by its Idempotency-Key for 24 hours if the bytes are
// the same, so this is the one provider where an ambiguous send may be made again.
import type { Transport } from "../../lib/transport.ts";
import type { Verdict } from "../../model/failure.ts";
import { bearerRequest } from "../bearer-request.ts";
import type { Delivery, Draft } from "../provider.ts";
import { verdictOf } from "./errors.ts";
import { mailbox } from "./mailbox.ts";
import { open, settingsSchema } from "./schema.ts";
import { textToHtml } from "./text-to-html.ts";

const timeoutMs = 10_000;

/** An hour less than Resend remembers a key, for clocks and queues in between. */
export const dedupesForMs = 23 * 60 * 60 * 1000;

export function prepare(draft: Draft, accountSettings: Record<string, unknown>): string {
  const { to, outgoing, messageId, workspaceId, correlationId } = draft;
  if (outgoing.kind !== "email") throw new TypeError(`E-mail does not carry ${outgoing.kind}`);
  const settings = settingsSchema.parse(accountSettings);
  const { subject, text, html = textToHtml(text ?? "") } = outgoing;
  return JSON.stringify({
    from: mailbox(settings.from, outgoing.senderName ?? settings.sender_name),
    to: [to],
    subject,
    html,
    text,
    reply_to: settings.reply_to,
    tags: [
      tag("message_id", messageId),
      tag("workspace_id", workspaceId),
      tag(correlationTag, correlationId),
    ],
  });
}

/** Comes back in the relay's events. Its one dot is written as `_`: a message id has none of its own. */
export const correlationTag = "correlation_id";

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
