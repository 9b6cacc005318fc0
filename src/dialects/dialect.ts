// The port: how customers talk to us. A dialect is data and pure functions; mount.ts turns it into
// routes, so the send handler exists once.
import type { Receipt } from "../lead/port.ts";
import type { SendCommand } from "../model/command.ts";
import type { Failure } from "../model/errors.ts";

/** An answer on the wire. */
export interface Wire {
  status: number;
  body: Record<string, unknown>;
}

export interface SendRoute {
  /** Below the dialect's base path. */
  path: string;
  maxBytes: number;
  /** Wire -> command. Throws GatewayError. */
  decode(body: unknown): SendCommand;
}

export interface Dialect {
  readonly name: string;
  readonly basePath: string;
  /** Reads the credential. Throws `key_missing` or `key_invalid`. */
  credential(headers: Headers): string;
  readonly sends: readonly SendRoute[];
  /** `retrySafe`: repeating the very same request cannot send a second message. */
  encode(receipt: Receipt, retrySafe: boolean): Wire;
  encodeError(failure: Failure, context: { requestId: string; messageId: string | null }): Wire;
}
