import { parseJson } from "../../lib/json.ts";
import type { Transport } from "../../lib/transport.ts";
import type { OpenAccount } from "../../model/account.ts";
import { factsOf, failedCheck } from "../account-check.ts";
import { basicRequest } from "../basic-request.ts";
import type { AccountCheck } from "../provider.ts";
import { wire } from "./errors.ts";
import { accountSchema, open } from "./schema.ts";

const timeoutMs = 10_000;

/**
 * Asks Twilio for the account itself, with the token that signs its webhooks: an API key may not ask. The key
 * is proved by the first message.
 */
export async function check(account: OpenAccount, transport: Transport): Promise<AccountCheck> {
  const opened = open(account);
  if (!opened.ok) return { ok: false, facts: {}, problem: opened.error.message };
  const { settings, credentials } = opened.value;
  const url = `${settings.base_url}/2010-04-01/Accounts/${settings.account_sid}.json`;
  const login = { user: settings.account_sid, password: credentials.auth_token };
  const answer = await transport(basicRequest({ url, ...login, timeoutMs }));
  const isGood = answer.kind === "answer" && answer.status === 200;
  const found = isGood ? accountSchema.safeParse(parseJson(answer.body)).data : null;
  if (found?.sid !== settings.account_sid) return failedCheck(wire, answer, credentials);
  const facts = factsOf(found, ["friendly_name", "status", "type"]);
  if (found.status === "active") return { ok: true, facts };
  const problem = `The Twilio account is ${found.status.slice(0, 50)} and sends nothing. Put it in order at Twilio.`;
  return { ok: false, facts, problem };
}
