import { z } from "zod";
import type { Transport } from "../../lib/transport.ts";
import type { OpenAccount } from "../../model/account.ts";
import { bearerRequest } from "../bearer-request.ts";
import { blank, inspectAddresses } from "../inspection.ts";
import type { Inspection } from "../provider.ts";
import { open } from "./schema.ts";

const timeoutMs = 10_000;
const untold =
  "The relay does not tell this key where it reports to. Look at its webhooks in the dashboard, or give the account a key with full access.";

/** https://resend.com/docs/api-reference/webhooks/list-webhooks: one list for all domains. */
const webhooksSchema = z.object({
  data: z.array(z.object({ endpoint: z.string(), status: z.string() })),
});

/** Asks the relay where it reports to. Resend: a key with sending access may not ask. */
export async function inspect(account: OpenAccount, transport: Transport): Promise<Inspection> {
  const opened = open(account);
  if (!opened.ok) return blank();
  const { settings, credentials } = opened.value;
  const url = `${settings.base_url}/webhooks?limit=100`;
  const read = (body: unknown) =>
    webhooksSchema
      .safeParse(body)
      .data?.data.filter(({ status }) => status === "enabled")
      .map(({ endpoint }) => endpoint);
  const request = bearerRequest({ url, token: credentials.api_key, timeoutMs });
  return inspectAddresses(transport, request, read, untold);
}
