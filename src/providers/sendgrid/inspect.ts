import { z } from "zod";
import type { Transport } from "../../lib/transport.ts";
import type { OpenAccount } from "../../model/account.ts";
import { bearerRequest } from "../bearer-request.ts";
import { blank, inspectAddresses } from "../inspection.ts";
import type { Inspection } from "../provider.ts";
import { open } from "./schema.ts";

const timeoutMs = 10_000;
const untold =
  "SendGrid does not tell this key where it reports to. Look at Settings, Mail Settings, Event Webhooks, or give the key read access to them.";

/** https://www.twilio.com/docs/sendgrid/api-reference/webhooks/get-all-event-webhooks */
const webhooksSchema = z.object({
  webhooks: z.array(z.object({ enabled: z.boolean(), url: z.string() })),
});

/** Asks SendGrid where it reports to; the key needs a scope of its own for that. */
export async function inspect(account: OpenAccount, transport: Transport): Promise<Inspection> {
  const opened = open(account);
  if (!opened.ok) return blank();
  const { settings, credentials } = opened.value;
  const url = `${settings.base_url}/v3/user/webhooks/event/settings/all`;
  const read = (body: unknown) =>
    webhooksSchema
      .safeParse(body)
      .data?.webhooks.filter(({ enabled }) => enabled)
      .map((webhook) => webhook.url);
  const request = bearerRequest({ url, token: credentials.api_key, timeoutMs });
  return inspectAddresses(transport, request, read, untold);
}
