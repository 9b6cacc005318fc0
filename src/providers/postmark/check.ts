import { parseJson } from "../../lib/json.ts";
import type { Transport } from "../../lib/transport.ts";
import type { OpenAccount } from "../../model/account.ts";
import { factsOf, failedCheck } from "../account-check.ts";
import type { AccountCheck } from "../provider.ts";
import { wire } from "./errors.ts";
import { request } from "./request.ts";
import { open, serverSchema } from "./schema.ts";

/** Asks Postmark about the server that the token is for. `DeliveryType` Sandbox sends to nobody. */
export async function check(account: OpenAccount, transport: Transport): Promise<AccountCheck> {
  const opened = open(account);
  if (!opened.ok) return { ok: false, facts: {}, problem: opened.error.message };
  const { settings, credentials } = opened.value;
  const answer = await transport(request(`${settings.base_url}/server`, credentials.server_token));
  if (answer.kind === "answer" && answer.status === 200) {
    const server = serverSchema.safeParse(parseJson(answer.body)).data;
    if (server) return { ok: true, facts: factsOf(server, ["Name", "DeliveryType"]) };
  }
  return failedCheck(wire, answer, credentials);
}
