import { z } from "zod";
import type { Transport } from "../../lib/transport.ts";
import type { OpenAccount } from "../../model/account.ts";
import { blank, inspectAddresses } from "../inspection.ts";
import type { Inspection } from "../provider.ts";
import { request } from "./request.ts";
import { open } from "./schema.ts";

const usualStream = "outbound";
const untold =
  "Postmark does not tell where it reports to. Look at the message stream's Webhooks in its console.";

/** https://postmarkapp.com/developer/api/webhooks-api */
const webhooksSchema = z.object({ Webhooks: z.array(z.object({ Url: z.string() })) });

/** Asks Postmark where it reports about the message stream. */
export async function inspect(account: OpenAccount, transport: Transport): Promise<Inspection> {
  const opened = open(account);
  if (!opened.ok) return blank();
  const { settings, credentials } = opened.value;
  const url = `${settings.base_url}/webhooks?MessageStream=${settings.message_stream ?? usualStream}`;
  const read = (body: unknown) =>
    webhooksSchema.safeParse(body).data?.Webhooks.map(({ Url }) => Url);
  return inspectAddresses(transport, request(url, credentials.server_token), read, untold);
}
