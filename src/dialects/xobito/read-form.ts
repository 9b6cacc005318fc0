// Requests with files: multipart/form-data, as PHP reads it. Everything else is JSON.
import { type BodyError, readJson } from "../../lib/body.ts";
import { err, ok, type Result } from "../../lib/result.ts";

const isForm = (type: string | null): boolean =>
  /^(?:multipart\/form-data|application\/x-www-form-urlencoded)\b/i.test(type ?? "");

/** Files are what needs room: JSON is as short as everywhere else. */
const maxJsonBytes = 64 * 1024;

/** The fields of a form, or a JSON value; refused once there are more than `maxBytes`, or 64 KB of JSON. */
export async function readForm(
  request: Request,
  maxBytes: number,
): Promise<Result<unknown, BodyError>> {
  const type = request.headers.get("content-type");
  if (!isForm(type) || !request.body) return readJson(request, Math.min(maxBytes, maxJsonBytes));
  let size = 0;
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      size += chunk.byteLength;
      if (size > maxBytes) controller.error(new RangeError("too large"));
      else controller.enqueue(chunk);
    },
  });
  try {
    // The platform's own reader, so that a file is not held twice.
    const limited = new Response(request.body.pipeThrough(counted), {
      headers: { "content-type": type ?? "" },
    });
    return ok(nested(await limited.formData()));
  } catch {
    return err(size > maxBytes ? "body_too_large" : "body_invalid");
  }
}

/** PHP reads `contact[email]` as a field of `contact`, and `contact[groups][]` as a list in it. */
function nested(form: FormData): Record<string, unknown> {
  const fields = new Map<string, unknown>();
  const inner = new Map<string, Map<string, unknown>>();
  for (const [name, value] of form.entries()) {
    const [, outer, key, isList] = /^(\w{1,64})\[(\w{1,64})\](\[\])?$/.exec(name) ?? [];
    if (outer === undefined || key === undefined) {
      fields.set(name, value);
      continue;
    }
    const members = inner.get(outer) ?? new Map<string, unknown>();
    inner.set(outer, members);
    const before = members.get(key);
    members.set(key, isList ? [...(Array.isArray(before) ? before : []), value] : value);
  }
  for (const [name, members] of inner) fields.set(name, Object.fromEntries(members));
  return Object.fromEntries(fields);
}
