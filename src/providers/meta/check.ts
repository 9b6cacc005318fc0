import { parseJson } from "../../lib/json.ts";
import type { Transport } from "../../lib/transport.ts";
import type { OpenAccount } from "../../model/account.ts";
import { factsOf, failedCheck } from "../account-check.ts";
import { bearerRequest } from "../bearer-request.ts";
import type { AccountCheck } from "../provider.ts";
import { wire } from "./errors.ts";
import { open, phoneNumberSchema } from "./schema.ts";

const timeoutMs = 10_000;
const fields = [
  "display_phone_number",
  "verified_name",
  "quality_rating",
  "code_verification_status",
  "name_status",
  "platform_type",
];

/** Asks Meta for the number behind the account. */
export async function check(account: OpenAccount, transport: Transport): Promise<AccountCheck> {
  const opened = open(account);
  if (!opened.ok) return { ok: false, facts: {}, problem: opened.error.message };
  const { settings, credentials } = opened.value;
  const url = `${settings.base_url}/${settings.graph_version}/${settings.phone_number_id}?fields=${fields.join(",")}`;
  const answer = await transport(
    bearerRequest({ url, token: credentials.access_token, timeoutMs }),
  );
  const number =
    answer.kind === "answer" && answer.status === 200
      ? phoneNumberSchema.safeParse(parseJson(answer.body))
      : null;
  if (!number?.success) return failedCheck(wire, answer, credentials);
  return { ok: true, facts: factsOf(number.data, fields) };
}
