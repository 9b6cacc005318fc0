import { parseJson } from "../../lib/json.ts";
import type { Transport } from "../../lib/transport.ts";
import type { OpenAccount } from "../../model/account.ts";
import { failedCheck } from "../account-check.ts";
import { bearerRequest } from "../bearer-request.ts";
import type { AccountCheck } from "../provider.ts";
import { wire } from "./errors.ts";
import { domainsSchema, errorSchema, open } from "./schema.ts";

const timeoutMs = 10_000;

/** Asks the relay whether the sender's domain may send. */
export async function check(account: OpenAccount, transport: Transport): Promise<AccountCheck> {
  const opened = open(account);
  if (!opened.ok) return { ok: false, facts: {}, problem: opened.error.message };
  const { settings, credentials } = opened.value;
  const url = `${settings.base_url}/domains?limit=100`;
  const answer = await transport(bearerRequest({ url, token: credentials.api_key, timeoutMs }));
  const domain = settings.from.slice(settings.from.lastIndexOf("@") + 1).toLowerCase();
  if (answer.kind === "answer" && answer.status === 200) {
    const domains = domainsSchema.safeParse(parseJson(answer.body));
    if (domains.success) return judgeDomain(domain, domains.data.data);
  }
  if (answer.kind === "answer" && isSendOnly(answer.body)) {
    const note =
      "The key may send and nothing else, so the sender's domain could not be looked up.";
    return { ok: true, facts: { domain, note } };
  }
  return failedCheck(wire, answer, credentials);
}

/** Resend: a key with "sending access" is told `restricted_api_key` everywhere else. */
const isSendOnly = (body: string): boolean =>
  errorSchema.safeParse(parseJson(body)).data?.name === "restricted_api_key";

function judgeDomain(domain: string, domains: { name: string; status: string }[]): AccountCheck {
  // Resend: everyone may try out sending from this domain, to their own address.
  if (domain === "resend.dev") return { ok: true, facts: { domain, status: "for trying out" } };
  const status = domains.find(({ name }) => name.toLowerCase() === domain)?.status.slice(0, 100);
  if (status === "verified") return { ok: true, facts: { domain, status } };
  return {
    ok: false,
    facts: { domain, status: status ?? null },
    problem: `The e-mail relay has not verified the domain ${domain}. Add it there and set its DNS records.`,
  };
}
