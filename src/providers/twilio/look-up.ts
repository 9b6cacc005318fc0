// Asks Twilio what became of a message that it named. A message whose fate is unknown has no name, and nothing
// in Twilio's list tells ours from another to the same person: nobody can say.
import { parseJson } from "../../lib/json.ts";
import type { Transport } from "../../lib/transport.ts";
import type { OpenAccount } from "../../model/account.ts";
import type { LookUp } from "../../model/update.ts";
import { basicRequest } from "../basic-request.ts";
import type { Provider } from "../provider.ts";
import { factOf } from "./message-facts.ts";
import { messageSchema, open } from "./schema.ts";
import { loginOf, messagesUrl } from "./send.ts";

const timeoutMs = 10_000;
const unavailable: LookUp = { kind: "unavailable" };

export async function lookUp(
  { providerMessageId, sentAt }: Parameters<NonNullable<Provider["lookUp"]>>[0],
  account: OpenAccount,
  transport: Transport,
): Promise<LookUp> {
  const opened = open(account);
  if (!opened.ok || providerMessageId === null) return unavailable;
  const { settings, credentials } = opened.value;
  const url = `${messagesUrl(settings)}/${encodeURIComponent(providerMessageId)}.json`;
  const answer = await transport(
    basicRequest({ url, ...loginOf(settings, credentials), timeoutMs }),
  );
  if (answer.kind !== "answer") return unavailable;
  // Twilio: the resource is gone when somebody deleted it, too; what was reported stays.
  if (answer.status === 404) return { kind: "absent" };
  const message =
    answer.status === 200 ? messageSchema.safeParse(parseJson(answer.body)).data : null;
  if (message?.sid !== providerMessageId) return unavailable;
  const { status, error_code: code = null, error_message: words = null } = message;
  const at = message.date_updated ?? message.date_sent ?? sentAt;
  // Twilio: a message that a carrier filtered may stay `sent` and carry the error all the same.
  const last = status === "sent" && code !== null ? "undelivered" : status;
  const fact = factOf(last, { code, message: words, at });
  return { kind: "found", providerMessageId, facts: fact ? [fact] : [] };
}
