import { GatewayError } from "../model/errors.ts";
import { type Key, keyEnvironment } from "../model/key.ts";
import type { KeyDeps } from "./deps.ts";

/**
 * Turns a credential into the key it is. Unknown, malformed, revoked and expired are one answer; a
 * malformed one costs no lookup.
 */
export async function authenticate(deps: KeyDeps, text: string): Promise<Key> {
  const environment = keyEnvironment(text);
  const key = environment && (await deps.findKey(text));
  if (!key || key.environment !== environment) throw new GatewayError("key_invalid");
  if (key.expiresAt !== null && key.expiresAt <= deps.clock())
    throw new GatewayError("key_invalid");
  return key;
}
