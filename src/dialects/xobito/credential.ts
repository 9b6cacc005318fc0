import { bearerToken } from "../../lib/bearer.ts";
import { GatewayError } from "../../model/errors.ts";

/** The token in `Authorization: Bearer`. An empty header is none; one that carries something else is a wrong token. */
export function credential(headers: Headers): string {
  const authorization = headers.get("authorization")?.trim();
  if (!authorization) throw new GatewayError("key_missing");
  const token = bearerToken(authorization);
  if (token === null) throw new GatewayError("key_invalid");
  return token;
}
