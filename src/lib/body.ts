import { err, ok, type Result } from "./result.ts";

/** Why there are no bytes: too many of them, or the body broke off before its end. */
export type BodyError = "body_too_large" | "body_invalid";

/**
 * The bytes of a body, refused once they pass `maxBytes`, however it is framed: a missing or lying
 * Content-Length changes nothing. A body whose sender goes away in the middle is refused, too.
 */
export async function readBytes(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<Result<Uint8Array<ArrayBuffer>, BodyError>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    const reader = body?.getReader();
    for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
      size += next.value.byteLength;
      if (size > maxBytes) {
        await reader?.cancel();
        return err("body_too_large");
      }
      chunks.push(next.value);
    }
  } catch {
    return err("body_invalid");
  }
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return ok(bytes);
}

/**
 * The bytes of a request's or answer's body, refused once they pass `maxBytes`. One that says that it is short is
 * read in one go, not chunk by chunk; the runtime holds it to what it says, unless
 * it is compressed.
 */
export async function readBody(
  message: Request | Response,
  maxBytes: number,
): Promise<Result<Uint8Array<ArrayBuffer>, BodyError>> {
  const { headers } = message;
  const declared = headers.has("content-encoding") ? null : headers.get("content-length");
  if (declared === null || !(Number(declared) <= maxBytes))
    return readBytes(message.body, maxBytes);
  try {
    const bytes = new Uint8Array(await message.arrayBuffer());
    return bytes.byteLength > maxBytes ? err("body_too_large") : ok(bytes);
  } catch {
    return err("body_invalid");
  }
}

/** The body as text: UTF-8, without a byte order mark, invalid bytes replaced. */
export async function readText(
  message: Request | Response,
  maxBytes: number,
): Promise<Result<string, BodyError>> {
  const bytes = await readBody(message, maxBytes);
  return bytes.ok ? ok(new TextDecoder().decode(bytes.value)) : bytes;
}

/** Bytes as a JSON value: `undefined` when they are not JSON in UTF-8. Never repairs what it reads. */
export function parseJsonBytes(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes));
  } catch {
    return undefined;
  }
}

/** The body of a request as a JSON value. */
export async function readJson(
  request: Request,
  maxBytes: number,
): Promise<Result<unknown, BodyError>> {
  const bytes = await readBody(request, maxBytes);
  if (!bytes.ok) return bytes;
  const value = parseJsonBytes(bytes.value);
  return value === undefined ? err("body_invalid") : ok(value);
}
