import { GatewayError } from "../../model/errors.ts";

/** The key in `x-api-key`, the only place for it. A repeated header arrives joined by a comma: no key looks like that. */
export function credential(headers: Headers): string {
  const key = headers.get("x-api-key")?.trim();
  if (!key) throw new GatewayError("key_missing");
  return key;
}
