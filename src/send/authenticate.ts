import { GatewayError } from "../model/errors.ts";
import { type DialectName, isKeyOf, type Key, keyEnvironment } from "../model/key.ts";
import type { KeyDeps } from "./deps.ts";

/**
 * Turns a credential into the key it is. Unknown, malformed, revoked, expired and made for another dialect
 * are one answer; a malformed one costs no lookup.
 */
export async function authenticate(
  deps: KeyDeps,
  dialect: DialectName,
  text: string,
): Promise<Key> {
  const key = isKeyOf(dialect, text) ? await deps.findKey(text) : null;
  if (key?.dialect !== dialect) throw new GatewayError("key_invalid");
  const named = keyEnvironment(text);
  if (named !== null && key.environment !== named) throw new GatewayError("key_invalid");
  if (key.expiresAt !== null && key.expiresAt <= deps.clock())
    throw new GatewayError("key_invalid");
  return key;
}
