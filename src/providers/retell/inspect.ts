import { z } from "zod";
import type { Transport } from "../../lib/transport.ts";
import type { OpenAccount } from "../../model/account.ts";
import { bearerRequest } from "../bearer-request.ts";
import { ask, blank } from "../inspection.ts";
import type { Inspection } from "../provider.ts";
import { open } from "./schema.ts";

const timeoutMs = 20_000;
const accountsOwn =
  "Retell tells an agent's own address, not the account's. Look at Settings, Webhooks in Retell's dashboard.";

/** https://docs.retellai.com/api-references/get-agent: null when the account's address counts. */
const agentSchema = z.object({ webhook_url: z.string().nullish() });

/** Asks Retell where the agent reports to. */
export async function inspect(account: OpenAccount, transport: Transport): Promise<Inspection> {
  const found = blank();
  const opened = open(account);
  if (!opened.ok) return found;
  const { settings, credentials } = opened.value;
  const { agent_id, base_url } = settings;
  const url = agent_id && `${base_url}/get-agent/${encodeURIComponent(agent_id)}`;
  const answer =
    url && (await ask(transport, bearerRequest({ url, token: credentials.api_key, timeoutMs })));
  const own = agentSchema.safeParse(answer).data?.webhook_url;
  if (own) found.addresses = [own];
  else found.unproven.push(accountsOwn);
  return found;
}
