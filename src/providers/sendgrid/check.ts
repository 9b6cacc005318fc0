import { parseJson } from "../../lib/json.ts";
import type { Transport } from "../../lib/transport.ts";
import type { OpenAccount } from "../../model/account.ts";
import { failedCheck } from "../account-check.ts";
import { bearerRequest } from "../bearer-request.ts";
import type { AccountCheck } from "../provider.ts";
import { wire } from "./errors.ts";
import { open, scopesSchema } from "./schema.ts";

const timeoutMs = 10_000;

/** Asks SendGrid what the key may do: the one question that every key may ask. */
export async function check(account: OpenAccount, transport: Transport): Promise<AccountCheck> {
  const opened = open(account);
  if (!opened.ok) return { ok: false, facts: {}, problem: opened.error.message };
  const { settings, credentials } = opened.value;
  const url = `${settings.base_url}/v3/scopes`;
  const answer = await transport(bearerRequest({ url, token: credentials.api_key, timeoutMs }));
  if (answer.kind === "answer" && answer.status === 200) {
    const found = scopesSchema.safeParse(parseJson(answer.body)).data;
    if (found?.scopes.includes("mail.send")) return { ok: true, facts: { may_send: true } };
    if (found) {
      return {
        ok: false,
        facts: { may_send: false },
        problem: "The API key may not send e-mail. Give it the permission Mail Send at SendGrid.",
      };
    }
  }
  return failedCheck(wire, answer, credentials);
}
