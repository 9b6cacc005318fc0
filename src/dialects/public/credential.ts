import { bearerToken } from "../../lib/bearer.ts";
import { GatewayError } from "../../model/errors.ts";

/**
 * The key in `X-API-Key` or `Authorization: Bearer`. Both may be sent if they agree. A repeated header
 * arrives joined by a comma and is refused like any malformed key.
 */
export function credential(headers: Headers): string {
  const apiKey = headers.get("x-api-key")?.trim() || null;
  const bearer = bearerToken(headers.get("authorization"));
  const key = apiKey ?? bearer;
  if (key === null) throw new GatewayError("key_missing");
  if (bearer !== null && bearer !== key) throw new GatewayError("key_invalid");
  return key;
}
