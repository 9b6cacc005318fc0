import { parseJson } from "./json.ts";
import { err, ok, type Result } from "./result.ts";

/**
 * The body of a request as text, refused once it passes `maxBytes`, however it is framed: a missing or
 * lying Content-Length changes nothing.
 */
export async function readText(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<Result<string, "body_too_large">> {
  if (!body) return ok("");
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBytes) return err("body_too_large");
    text += decoder.decode(chunk, { stream: true });
  }
  return ok(text + decoder.decode());
}

/** The body of a request as a JSON value. */
export async function readJson(
  request: Request,
  maxBytes: number,
): Promise<Result<unknown, "body_invalid" | "body_too_large">> {
  const text = await readText(request.body, maxBytes);
  if (!text.ok) return text;
  const value = parseJson(text.value);
  return value === undefined ? err("body_invalid") : ok(value);
}
