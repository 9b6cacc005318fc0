import { parseJson } from "../lib/json.ts";
import type { Answer, OutboundRequest, Transport } from "../lib/transport.ts";
import type { Inspection } from "./provider.ts";

/** An inspection about which nothing is known yet. */
export const blank = (): Inspection => ({
  addresses: null,
  facts: {},
  problems: [],
  unproven: [],
});

/** The JSON of an answer with status 200; undefined when there is none. */
export async function ask(transport: Transport, request: OutboundRequest): Promise<unknown> {
  const answer: Answer = await transport(request);
  return answer.kind === "answer" && answer.status === 200 ? parseJson(answer.body) : undefined;
}
