// The port: one pretend provider. A player is a plain, synchronous function, so a request is answered
// and recorded as a whole, whatever else arrives at the same moment.
import type { Callback } from "./callback.ts";
import type { State } from "./state.ts";

/** One request to a provider, its body read. */
export interface Call {
  method: string;
  url: URL;
  headers: Headers;
  body: string;
  /** The body as a form with files in it; null when it is none. */
  form: FormData | null;
  /** Where the client believes the provider to be: links in answers lead back there. */
  origin: string;
}

export interface Reply {
  status: number;
  headers?: Record<string, string>;
  /** JSON, or the bytes of a file. */
  body: Record<string, unknown> | Uint8Array<ArrayBuffer>;
  /** Instead of the body, when it shows where the provider reports: about a sender, or with null about all. */
  shows?: { sender: string | null; body(addresses: string[]): Record<string, unknown> };
  /** What the provider reports about it by itself. */
  callbacks?: Callback[];
}

export type Player = (call: Call, state: State, now: number) => Reply;

/** A value that makes a provider misbehave. */
export interface Magic {
  provider: string;
  /** What to give it, in words. */
  given: string;
  effect: string;
}
