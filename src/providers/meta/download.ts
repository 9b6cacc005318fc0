// The bytes of what people sent. Only Meta's own hosts are asked for them, whatever address a webhook or an
// answer names.
import type { StreamTransport } from "../../lib/transport.ts";
import type { Media } from "../provider.ts";

const timeoutMs = 10_000;
/** Meta: a document has up to 100 MB, everything else less. */
export const maxBytes = 100 * 1024 * 1024;
/** The hosts of Meta's downloads, and what is below them. */
const hosts = ["fbsbx.com", "facebook.com", "fbcdn.net", "whatsapp.net", "cdninstagram.com"];

/** Opens a download at one of Meta's addresses. `gone` are the statuses that say so. Never throws. */
export async function download(
  request: { url: string; headers: Record<string, string> },
  {
    type,
    gone = [404],
    stream,
  }: { type: string | null; gone?: readonly number[]; stream: StreamTransport },
): Promise<Media> {
  const answer = await stream({ ...request, timeoutMs });
  if (answer.kind !== "answer") return { kind: "unavailable" };
  const { status, body, headers } = answer.response;
  if (status !== 200 || body === null) {
    await body?.cancel();
    return { kind: gone.includes(status) ? "gone" : "unavailable" };
  }
  const length = headers.get("content-length");
  const size = length !== null && /^\d{1,15}$/.test(length) ? Number(length) : null;
  if ((size ?? 0) > maxBytes) {
    await body.cancel();
    return { kind: "too_large" };
  }
  return {
    kind: "open",
    body: size === null ? body.pipeThrough(capped()) : body,
    type: type ?? headers.get("content-type"),
    size,
  };
}

/** Whether an address is one of Meta's, or of what stands in for Meta at `baseUrl`. */
export function isMetas(url: string, baseUrl?: string): boolean {
  const target = URL.parse(url);
  if (target === null || target.username + target.password !== "") return false;
  // A stand-in for Meta serves its own downloads.
  if (baseUrl !== undefined && target.origin === URL.parse(baseUrl)?.origin) return true;
  const { protocol, hostname, port } = target;
  const isTheirs = hosts.some((host) => hostname === host || hostname.endsWith(`.${host}`));
  return protocol === "https:" && port === "" && isTheirs;
}

/** Breaks off a body that does not say how long it is and turns out too long. */
function capped(): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) controller.error(new Error("the media is too large"));
      else controller.enqueue(chunk);
    },
  });
}
