import type { Context } from "hono";
import { z } from "zod";
import { readJson } from "../lib/body.ts";
import { toUuid } from "../lib/uuid.ts";
import { singleLine } from "../model/content.ts";
import { GatewayError, parseOrRefuse } from "../model/errors.ts";

const maxBytes = 64 * 1024;

/** Reads and checks the body of an operator's request. Throws GatewayError. */
export async function readBody<S extends z.ZodType>(c: Context, schema: S): Promise<z.output<S>> {
  const body = await readJson(c.req.raw, maxBytes);
  if (!body.ok) throw new GatewayError(body.error);
  return parseOrRefuse(schema, body.value);
}

/** The id in the path; one that cannot be an id is one that nobody has. */
export function pathId(c: Context, name: string): string {
  const id = toUuid(c.req.param(name) ?? "");
  return id ?? refuseUnknown(name);
}

export function refuseUnknown(noun: string): never {
  throw new GatewayError("resource_not_found", { message: `There is no such ${noun}.` });
}

/** What people call a thing. */
export const nameSchema = singleLine(200)
  .transform((text) => text.trim())
  .pipe(z.string().min(1));
