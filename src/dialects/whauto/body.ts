import { readJson } from "../../lib/body.ts";
import { GatewayError } from "../../model/errors.ts";

const maxBytes = 64 * 1024;

/** The JSON body of a request about things. Throws `body_invalid` and `body_too_large`. */
export async function readBody(request: Request): Promise<unknown> {
  const body = await readJson(request, maxBytes);
  if (!body.ok) throw new GatewayError(body.error);
  return body.value;
}
