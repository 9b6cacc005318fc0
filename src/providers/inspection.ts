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

/**
 * An inspection with one question: which addresses there are.
 *
 * @param read the addresses in the answer; undefined when it is not what the provider answers
 * @param open what to say when nobody can tell, with where to look instead
 */
export async function inspectAddresses(
  transport: Transport,
  request: OutboundRequest,
  read: (body: unknown) => string[] | undefined,
  open: string,
): Promise<Inspection> {
  const addresses = read(await ask(transport, request));
  return addresses ? { ...blank(), addresses } : { ...blank(), unproven: [open] };
}

/** The JSON of an answer with status 200; undefined when there is none. */
export async function ask(transport: Transport, request: OutboundRequest): Promise<unknown> {
  const answer: Answer = await transport(request);
  return answer.kind === "answer" && answer.status === 200 ? parseJson(answer.body) : undefined;
}
