import { type BodyError, readBytes } from "../../lib/body.ts";
import { err, ok, type Result } from "../../lib/result.ts";
import { GatewayError } from "../../model/errors.ts";
import { jsonError } from "./json-error.ts";
import { missing, refuse } from "./problems.ts";

/** The body as JSON; what is none is refused with the place where it goes wrong. */
export async function readJson(
  request: Request,
  maxBytes: number,
): Promise<Result<unknown, BodyError>> {
  const bytes = await readBytes(request.body, maxBytes);
  if (!bytes.ok) return err(bytes.error);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes.value);
  } catch {
    return refuseText(0, "Expecting value");
  }
  if (text.trim() === "") return refuse([missing(["body"], null)], "body_invalid");
  try {
    return ok(JSON.parse(text));
  } catch {
    const { position, error } = jsonError(text) ?? { position: 0, error: "Expecting value" };
    return refuseText(position, error);
  }
}

const maxBytes = 64 * 1024;

/** The body of a request that is no send. */
export async function readJsonOrRefuse(request: Request): Promise<unknown> {
  const body = await readJson(request, maxBytes);
  if (!body.ok) throw new GatewayError(body.error);
  return body.value;
}

const refuseText = (position: number, error: string): never =>
  refuse(
    [
      {
        type: "json_invalid",
        loc: ["body", position],
        msg: "JSON decode error",
        input: {},
        ctx: { error },
      },
    ],
    "body_invalid",
  );
