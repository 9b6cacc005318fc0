import { parseJson } from "../../lib/json.ts";
import type { Transport } from "../../lib/transport.ts";
import type { OpenAccount } from "../../model/account.ts";
import { failedCheck } from "../account-check.ts";
import { basicRequest } from "../basic-request.ts";
import type { AccountCheck } from "../provider.ts";
import { wire } from "./errors.ts";
import { domainAnswerSchema, open } from "./schema.ts";

const timeoutMs = 10_000;

/** Asks Mailgun whether the domain may send. A key for sending only is refused here as a wrong one is. */
export async function check(account: OpenAccount, transport: Transport): Promise<AccountCheck> {
  const opened = open(account);
  if (!opened.ok) return { ok: false, facts: {}, problem: opened.error.message };
  const { settings, credentials } = opened.value;
  const url = `${settings.base_url}/v4/domains/${settings.domain}`;
  const password = credentials.api_key;
  const answer = await transport(basicRequest({ url, user: "api", password, timeoutMs }));
  if (answer.kind === "answer" && answer.status === 200) {
    const found = domainAnswerSchema.safeParse(parseJson(answer.body)).data?.domain;
    if (found) return judgeDomain(settings.domain, found.state.slice(0, 100).toWellFormed());
  }
  return failedCheck(wire, answer, credentials);
}

function judgeDomain(domain: string, state: string): AccountCheck {
  const facts = { domain, state };
  if (state === "active") return { ok: true, facts };
  const problem = `The domain ${domain} may not send at Mailgun yet. Set its DNS records, and verify it there.`;
  return { ok: false, facts, problem };
}
