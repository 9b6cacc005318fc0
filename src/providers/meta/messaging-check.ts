import { parseJson } from "../../lib/json.ts";
import type { Transport } from "../../lib/transport.ts";
import type { OpenAccount } from "../../model/account.ts";
import { factsOf, failedCheck } from "../account-check.ts";
import { bearerRequest } from "../bearer-request.ts";
import type { AccountCheck } from "../provider.ts";
import type { Messaging } from "./messaging.ts";
import { nodeSchema } from "./schema.ts";

const timeoutMs = 10_000;

/** Asks Meta for the page or Instagram account that the token belongs to. */
export async function check(
  account: OpenAccount,
  transport: Transport,
  { title, open, wire }: Messaging,
): Promise<AccountCheck> {
  const opened = open(account);
  if (!opened.ok) return { ok: false, facts: {}, problem: opened.error.message };
  const { id, settings, credentials } = opened.value;
  const fields = title === "Instagram" ? ["name", "username"] : ["name", "link"];
  const url = `${settings.base_url}/${settings.graph_version}/${id}?fields=${fields.join(",")}`;
  const answer = await transport(
    bearerRequest({ url, token: credentials.access_token, timeoutMs }),
  );
  const node =
    answer.kind === "answer" && answer.status === 200
      ? nodeSchema.safeParse(parseJson(answer.body))
      : null;
  if (!node?.success) return failedCheck(wire, answer, credentials);
  return { ok: true, facts: factsOf(node.data, fields) };
}
