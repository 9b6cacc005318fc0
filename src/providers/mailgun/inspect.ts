import { z } from "zod";
import type { Transport } from "../../lib/transport.ts";
import type { OpenAccount } from "../../model/account.ts";
import { basicRequest } from "../basic-request.ts";
import { blank, inspectAddresses } from "../inspection.ts";
import type { Inspection } from "../provider.ts";
import { open } from "./schema.ts";

const timeoutMs = 10_000;
const untold =
  "Mailgun does not tell this key where it reports to. Look at the domain's Webhooks in its dashboard.";

/** https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/domain-webhooks: by kind of event. */
const webhooksSchema = z.object({
  webhooks: z.record(z.string(), z.object({ urls: z.array(z.string()) }).nullable()),
});

/** Asks Mailgun where it reports about the domain. A key for sending only may not ask. */
export async function inspect(account: OpenAccount, transport: Transport): Promise<Inspection> {
  const opened = open(account);
  if (!opened.ok) return blank();
  const { settings, credentials } = opened.value;
  const url = `${settings.base_url}/v3/domains/${settings.domain}/webhooks`;
  const read = (body: unknown) => {
    const kinds = webhooksSchema.safeParse(body).data?.webhooks;
    return kinds && [...new Set(Object.values(kinds).flatMap((kind) => kind?.urls ?? []))];
  };
  const password = credentials.api_key;
  const request = basicRequest({ url, user: "api", password, timeoutMs });
  return inspectAddresses(transport, request, read, untold);
}
