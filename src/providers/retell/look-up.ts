// Asks Retell about a call whose fate is unknown, or whose webhooks never came. A call that is not
// listed may still be about to be, so the caller asks more than once before it believes "absent".
import { parseJson } from "../../lib/json.ts";
import type { Answer, Transport } from "../../lib/transport.ts";
import type { OpenAccount } from "../../model/account.ts";
import type { LookUp } from "../../model/update.ts";
import { bearerRequest } from "../bearer-request.ts";
import type { Provider } from "../provider.ts";
import { factsOf } from "./call-facts.ts";
import { listedCallsSchema, open } from "./schema.ts";
import { callSchema } from "./webhook-schema.ts";

const timeoutMs = 20_000;
/** A long call's transcript comes word by word, too. */
const maxAnswerBytes = 8 * 1024 * 1024;

type Query = Parameters<NonNullable<Provider["lookUp"]>>[0];

const unavailable: LookUp = { kind: "unavailable" };

export async function lookUp(
  query: Query,
  account: OpenAccount,
  transport: Transport,
): Promise<LookUp> {
  const opened = open(account);
  if (!opened.ok) return unavailable;
  const { base_url } = opened.value.settings;
  const { api_key: token } = opened.value.credentials;
  const ask = (path: string, body?: unknown): Promise<Answer> => {
    const request = { url: `${base_url}/${path}`, token, timeoutMs };
    const post = body === undefined ? undefined : { body: JSON.stringify(body) };
    return transport({ ...bearerRequest(request, post), maxAnswerBytes });
  };
  const get = async (callId: string) =>
    readCall(await ask(`v2/get-call/${encodeURIComponent(callId)}`), callId, query.sentAt);

  if (query.providerMessageId !== null) return get(query.providerMessageId);
  const listed = readList(await ask("v3/list-calls", criteria(query)), query.messageId);
  if (listed.kind !== "found") return listed;
  // Retell: a listed call has no transcript.
  const whole = await get(listed.providerMessageId);
  return whole.kind === "found" ? whole : listed;
}

const criteria = ({ messageId }: Query) => ({
  filter_criteria: {
    metadata: [{ type: "string", op: "eq", key: "message_id", value: messageId }],
  },
  limit: 10,
});

function readCall(answer: Answer, callId: string, sentAt: number): LookUp {
  if (answer.kind !== "answer") return unavailable;
  // Retell: 422 for an id that this key's workspace does not have.
  if (answer.status === 404 || answer.status === 422) return { kind: "absent" };
  const call = answer.status === 200 ? callSchema.safeParse(parseJson(answer.body)).data : null;
  if (call?.call_id !== callId) return unavailable;
  return { kind: "found", providerMessageId: callId, facts: factsOf(call, sentAt) };
}

/** The call itself without what became of it: that is asked for by its id. */
function readList(answer: Answer, messageId: string): LookUp {
  if (answer.kind !== "answer" || answer.status !== 200) return unavailable;
  const list = listedCallsSchema.safeParse(parseJson(answer.body)).data;
  if (!list) return unavailable;
  if (list.items.length === 0) return { kind: "absent" };
  const call = list.items
    .map((item) => callSchema.safeParse(item).data)
    .find((item) => item?.metadata?.message_id === messageId);
  // Calls, but not ours: the filter was not understood, and nothing follows from that.
  return call ? { kind: "found", providerMessageId: call.call_id, facts: [] } : unavailable;
}
