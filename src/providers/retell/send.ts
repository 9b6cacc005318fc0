// Retell calls a person at once and has no idempotency key: a second call is the worst of doubles, so
// nothing ambiguous is ever repeated. Our ids travel as metadata and come back in its webhooks.
import type { Transport } from "../../lib/transport.ts";
import type { Verdict } from "../../model/failure.ts";
import { bearerRequest } from "../bearer-request.ts";
import type { Delivery, Draft } from "../provider.ts";
import { verdictOf } from "./errors.ts";
import { open, type RetellSettings, settingsSchema } from "./schema.ts";

/** Retell may take its time; a call that we stop waiting for is placed all the same. */
const timeoutMs = 20_000;

export function prepare(draft: Draft, accountSettings: Record<string, unknown>): string {
  const { to, outgoing, messageId, workspaceId, correlationId } = draft;
  if (outgoing.kind !== "call") throw new TypeError(`A call does not carry ${outgoing.kind}`);
  const settings = settingsSchema.parse(accountSettings);
  return JSON.stringify({
    from_number: settings.from_number,
    to_number: to,
    override_agent_id: settings.agent_id,
    override_agent_version: settings.agent_version,
    metadata: {
      message_id: messageId,
      workspace_id: workspaceId,
      correlation_id: correlationId,
    },
    ...greetingOf(outgoing.greeting, settings),
  });
}

function greetingOf(greeting: string | null, settings: RetellSettings) {
  if (greeting === null) return {};
  switch (settings.greeting_mode) {
    case "variable":
      return { retell_llm_dynamic_variables: { [settings.greeting_variable]: greeting } };
    case "override":
      return { agent_override: { retell_llm: { begin_message: greeting } } };
  }
}

export async function deliver({ body, account }: Delivery, transport: Transport): Promise<Verdict> {
  const opened = open(account);
  if (!opened.ok) return opened.error;
  const { settings, credentials } = opened.value;
  const url = `${settings.base_url}/v2/create-phone-call`;
  const answer = await transport(
    bearerRequest({ url, token: credentials.api_key, timeoutMs }, { body }),
  );
  return verdictOf(answer, credentials);
}
