// The port: how customers talk to us. A dialect is made of data and functions without effects of their own;
// mount.ts turns it into routes, so the send handler exists once.
import type { Receipt } from "../lead/port.ts";
import type { BodyError } from "../lib/body.ts";
import type { Result } from "../lib/result.ts";
import type { Account } from "../model/account.ts";
import type { SendDraft } from "../model/command.ts";
import type { Failure } from "../model/errors.ts";
import type { DialectName, Key } from "../model/key.ts";

/** An answer on the wire. */
export interface Wire {
  status: number;
  body: Record<string, unknown>;
}

/** What a request says besides its body. */
export interface SendContext {
  key: Key;
  /** The path's parameters. */
  params: Record<string, string>;
  query: Record<string, string>;
}

export interface SendRoute {
  /** Below the dialect's base path. */
  path: string;
  maxBytes: number;
  /** Reads a body that need not be JSON; JSON when absent. */
  read?(request: Request, maxBytes: number): Promise<Result<unknown, BodyError>>;
  /** Answers what is no single send, such as a bulk; null when it is one. Throws GatewayError. */
  instead?(
    body: unknown,
    context: SendContext,
    idempotencyKey: string | null,
  ): Promise<Wire | null>;
  /** Wire -> command. Throws GatewayError. */
  decode(body: unknown, context: SendContext): SendDraft | Promise<SendDraft>;
}

/** What an answer can tell besides the receipt. */
export interface EncodeContext extends SendContext {
  /** Repeating the very same request cannot send a second message. */
  retrySafe: boolean;
  draft: SendDraft;
  leadId: string;
  /** The lead was made for this message. */
  created: boolean;
  /** Who carried it; null when it is not known any more. */
  account: Account | null;
}

export interface Dialect {
  readonly name: DialectName;
  readonly basePath: string;
  /** What is the dialect's own below its base path, as Hono patterns; everything when absent. */
  readonly prefixes?: readonly string[];
  /** Reads the credential. Throws `key_missing` or `key_invalid`. */
  credential(headers: Headers): string;
  readonly sends: readonly SendRoute[];
  encode(receipt: Receipt, context: EncodeContext): Wire | Promise<Wire>;
  encodeError(failure: Failure, context: { requestId: string; messageId: string | null }): Wire;
}
