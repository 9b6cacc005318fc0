// Mailgun, "Messages": `POST /v3/{domain}/messages`, a form. As parts and not as pairs: percent signs would
// make three to nine bytes of every one that is not an ASCII letter.
import type { Transport } from "../../lib/transport.ts";
import type { Verdict } from "../../model/failure.ts";
import { basicRequest } from "../basic-request.ts";
import { mailDraft } from "../mail-draft.ts";
import { mailbox } from "../mailbox.ts";
import type { Delivery, Draft } from "../provider.ts";
import { verdictOf } from "./errors.ts";
import { formData, formType } from "./form-data.ts";
import { open, settingsSchema } from "./schema.ts";

const timeoutMs = 10_000;

export function prepare(draft: Draft, accountSettings: Record<string, unknown>): string {
  const mail = mailDraft(draft, settingsSchema.parse(accountSettings));
  const ids = Object.entries(mail.ids).map(([name, value]): [string, string] => [
    `v:${name}`,
    value,
  ]);
  const fields: [string, string | undefined][] = [
    ["from", mailbox(mail.from, mail.senderName)],
    ["to", mail.to],
    ["subject", mail.subject],
    ["text", mail.text],
    ["html", mail.html],
    ["h:Reply-To", mail.replyTo],
    ...ids,
  ];
  return formData(
    fields.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
    draft.messageId,
  );
}

export async function deliver({ body, account }: Delivery, transport: Transport): Promise<Verdict> {
  const opened = open(account);
  if (!opened.ok) return opened.error;
  const { settings, credentials } = opened.value;
  const answer = await transport(
    basicRequest(
      {
        url: `${settings.base_url}/v3/${settings.domain}/messages`,
        user: "api",
        password: credentials.api_key,
        timeoutMs,
      },
      { body, headers: { "content-type": formType(body) } },
    ),
  );
  return verdictOf(answer, credentials);
}
