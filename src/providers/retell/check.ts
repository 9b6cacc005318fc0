import { parseJson } from "../../lib/json.ts";
import type { Transport } from "../../lib/transport.ts";
import type { OpenAccount } from "../../model/account.ts";
import { factsOf, failedCheck } from "../account-check.ts";
import { bearerRequest } from "../bearer-request.ts";
import type { AccountCheck } from "../provider.ts";
import { wire } from "./errors.ts";
import { agentSchema, concurrencySchema, open, type RetellSettings } from "./schema.ts";

const timeoutMs = 20_000;

/** Asks Retell for the agent, or without one for the account's concurrency: both need a valid key. */
export async function check(account: OpenAccount, transport: Transport): Promise<AccountCheck> {
  const opened = open(account);
  if (!opened.ok) return { ok: false, facts: {}, problem: opened.error.message };
  const { settings, credentials } = opened.value;
  const { agent_id } = settings;
  const path =
    agent_id === undefined ? "get-concurrency" : `get-agent/${encodeURIComponent(agent_id)}`;
  const url = `${settings.base_url}/${path}`;
  const answer = await transport(bearerRequest({ url, token: credentials.api_key, timeoutMs }));
  const body =
    answer.kind === "answer" && answer.status === 200 ? parseJson(answer.body) : undefined;
  const passed = agent_id === undefined ? readConcurrency(body) : readAgent(body, settings);
  return passed ?? failedCheck(wire, answer, credentials);
}

function readConcurrency(body: unknown): AccountCheck | null {
  const concurrency = concurrencySchema.safeParse(body);
  if (!concurrency.success) return null;
  return {
    ok: true,
    facts: factsOf(concurrency.data, ["current_concurrency", "concurrency_limit"]),
  };
}

function readAgent(body: unknown, settings: RetellSettings): AccountCheck | null {
  const agent = agentSchema.safeParse(body);
  if (!agent.success) return null;
  const facts = factsOf(agent.data, ["agent_id", "agent_name", "version", "is_published"]);
  const engine = agent.data.response_engine?.type;
  if (engine === undefined) return { ok: true, facts };
  facts["response_engine"] = engine.slice(0, 100);
  if (settings.greeting_mode === "override" && engine !== "retell-llm") {
    const problem =
      "A greeting can be overridden for agents on a Retell LLM only. Set greeting_mode to variable and let the agent open with that variable.";
    return { ok: false, facts, problem };
  }
  return { ok: true, facts };
}
