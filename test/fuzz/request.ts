// A request as it goes over the wire, and how one comes out of an example.
import { hooks } from "../support/hooks.ts";
import type { Example, Signer } from "./corpus.ts";
import { finish } from "./mutate-json.ts";
import { credentials } from "./world.ts";

/** How the end of a body is told. The last three lie: bytes are left over, bytes never come, no chunk is one. */
export type Framing = "length" | "chunked" | "too-short" | "broken-off" | "no-chunk";

export interface Request {
  /** Of the example that it was made from. */
  route: string;
  method: string;
  /** With the query, in the bytes of Latin-1. */
  path: string;
  /** In this order, repeated ones too; without the framing and Host. */
  headers: [name: string, value: string][];
  body: Buffer | null;
  framing: Framing;
  /** What was done to the example, for whoever reads a violation. */
  changes: string[];
}

/** The request that an example is, signed if its provider signs. */
export function signedRequestOf(example: Example, now: number): Request {
  const request = requestOf(example);
  const { signedBy } = example;
  if (signedBy && request.body) request.headers.push(...signature(signedBy, request.body, now));
  return request;
}

/** The request that an example is, but for its signature. */
export function requestOf({ route, method, path, query, headers, body }: Example): Request {
  const search = new URLSearchParams(query ?? {}).toString();
  return {
    route,
    method,
    path: search ? `${path}?${search}` : path,
    headers: Object.entries(headers),
    body: body === undefined ? null : Buffer.from(finish(body)),
    framing: "length",
    changes: [],
  };
}

const secretOf: Record<Signer, string> = {
  meta: credentials.appSecret,
  email: credentials.relaySecret,
  retell: credentials.retellKey,
};

/** The headers with which a provider signs these bytes. */
export const signature = (signer: Signer, body: Buffer, now: number): [string, string][] =>
  Object.entries(hooks[signer].sign(new Uint8Array(body), secretOf[signer], now));
