import { sha256Hex } from "../lib/hmac.ts";
import { canonicalJson } from "../lib/json.ts";
import type { SendCommand } from "../model/command.ts";
import { GatewayError } from "../model/errors.ts";

/**
 * Reads an `Idempotency-Key` header: 1 to 255 visible ASCII characters, quoted (a structured-field
 * string, as the IETF draft writes it) or bare (as most clients do). Null when there is none.
 */
export function idempotencyKey(header: string | null): string | null {
  if (header === null) return null;
  const quoted = /^"((?:[\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/.exec(header);
  const key = quoted?.[1] === undefined ? header : quoted[1].replaceAll(/\\(.)/g, "$1");
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) throw new GatewayError("idempotency_key_invalid");
  return key;
}

/** Equal for equal sends, whatever the order of their fields was. */
export function fingerprint(command: SendCommand): Promise<string> {
  return sha256Hex(canonicalJson(command));
}
