// Fetches a stranger's file: bounded in time and size, without anything of ours in the request, and
// every address on the way held to the same rule.
import { readBytes } from "./body.ts";
import { publicUrl } from "./public-url.ts";
import type { Fetcher } from "./transport.ts";

export type Download =
  /** `type` is the answer's media type in lower case and without parameters; null when it names none. */
  | { kind: "file"; bytes: Uint8Array<ArrayBuffer>; type: string | null }
  | { kind: "too_large"; type: string | null }
  /** `reserve` said no. */
  | { kind: "no_room" }
  /** The address, or one that it leads to, may not be fetched. */
  | { kind: "not_public" }
  | { kind: "too_many_redirects" }
  /** No answer within the deadline, or one that broke off. */
  | { kind: "unreachable" }
  | { kind: "refused"; status: number };

export interface DownloadLimits {
  maxBytes: number;
  /** For everything together: every redirect, and the body to its end. */
  timeoutMs: number;
  /** Asked once, before any of the body is read, for as many bytes as it may have. */
  reserve(bytes: number): boolean;
}

const maxRedirects = 3;
const redirects = new Set([301, 302, 303, 307, 308]);

/** Never throws. */
export async function download(
  fetcher: Fetcher,
  url: string,
  limits: DownloadLimits,
): Promise<Download> {
  const deadline = new AbortController();
  const late = new Promise<Download>((resolve) => {
    const giveUp = () => resolve({ kind: "unreachable" });
    deadline.signal.addEventListener("abort", giveUp, { once: true });
  });
  // Who comes too late takes no room: nobody would give it back.
  const reserve = (bytes: number) => !deadline.signal.aborted && limits.reserve(bytes);
  const timer = setTimeout(() => deadline.abort(), limits.timeoutMs);
  try {
    return await Promise.race([
      follow(fetcher, url, { ...limits, reserve }, deadline.signal),
      late,
    ]);
  } catch {
    return { kind: "unreachable" };
  } finally {
    clearTimeout(timer);
  }
}

async function follow(
  fetcher: Fetcher,
  start: string,
  limits: DownloadLimits,
  signal: AbortSignal,
): Promise<Download> {
  let next = start;
  for (let hop = 0; hop <= maxRedirects; hop++) {
    const url = publicUrl(next);
    if (!url) return { kind: "not_public" };
    const headers = { "user-agent": "leadwire", accept: "*/*" };
    const response = await fetcher(new Request(url.href, { headers, redirect: "manual", signal }));
    const location = response.headers.get("location");
    if (!redirects.has(response.status) || location === null) return read(response, limits);
    await response.body?.cancel();
    next = URL.parse(location, url.href)?.href ?? "";
  }
  return { kind: "too_many_redirects" };
}

async function read(response: Response, { maxBytes, reserve }: DownloadLimits): Promise<Download> {
  const { status, body, headers } = response;
  if (status !== 200) {
    await body?.cancel();
    return { kind: "refused", status };
  }
  const type =
    headers.get("content-type")?.slice(0, 100).split(";")[0]?.trim().toLowerCase() || null;
  const length = lengthIn(headers);
  if (length !== null && length > maxBytes) {
    await body?.cancel();
    return { kind: "too_large", type };
  }
  const most = length ?? maxBytes;
  if (!reserve(most)) {
    await body?.cancel();
    return { kind: "no_room" };
  }
  const bytes = await readBytes(body, most);
  if (bytes.ok) return { kind: "file", bytes: bytes.value, type };
  return bytes.error === "body_too_large" ? { kind: "too_large", type } : { kind: "unreachable" };
}

/** Null when it is not said, or said of a form in which the body does not reach us. */
function lengthIn(headers: Headers): number | null {
  const length = headers.get("content-length") ?? "";
  return /^\d{1,15}$/.test(length) && !headers.has("content-encoding") ? Number(length) : null;
}
