import type { z } from "zod";
import { readJson } from "../../lib/body.ts";
import { GatewayError } from "../../model/errors.ts";
import { parseFields } from "./validation.ts";

/** The fields of a JSON body. Throws GatewayError. */
export async function readFields<S extends z.ZodType>(
  request: Request,
  maxBytes: number,
  schema: S,
): Promise<z.output<S>> {
  const body = await readJson(request, maxBytes);
  if (!body.ok) throw new GatewayError(body.error);
  return parseFields(schema, body.value);
}
