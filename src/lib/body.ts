import { parseJson } from "./json.ts";
import { err, ok, type Result } from "./result.ts";

/**
 * The bytes of a body, refused once they pass `maxBytes`, however it is framed: a missing or lying
 * Content-Length changes nothing.
 */
export async function readBytes(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<Result<Uint8Array<ArrayBuffer>, "body_too_large">> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) return err("body_too_large");
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return ok(bytes);
}

/** The body as text: UTF-8, without a byte order mark, invalid bytes replaced. */
export async function readText(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<Result<string, "body_too_large">> {
  const bytes = await readBytes(body, maxBytes);
  return bytes.ok ? ok(new TextDecoder().decode(bytes.value)) : bytes;
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
