import { GatewayError } from "../../model/errors.ts";

/** The key in `X-API-Key`, the only place that Votel knows. */
export function credential(headers: Headers): string {
  const key = headers.get("x-api-key")?.trim();
  if (!key) throw new GatewayError("key_missing");
  return key;
}
