import { toBase64, utf8 } from "../lib/bytes.ts";
import type { OutboundRequest } from "../lib/transport.ts";

/**
 * A request with Basic credentials, which is where, and the only place where, they go. `post.body` is a form
 * (`application/x-www-form-urlencoded`) unless `post.headers` say another content type.
 */
export function basicRequest(
  {
    url,
    user,
    password,
    timeoutMs,
  }: { url: string; user: string; password: string; timeoutMs: number },
  post?: { body: string; headers?: Record<string, string> },
): OutboundRequest {
  const authorization = `Basic ${toBase64(utf8(`${user}:${password}`))}`;
  const headers = { accept: "application/json", authorization };
  if (!post) return { url, method: "GET", headers, timeoutMs };
  return {
    url,
    method: "POST",
    headers: { ...headers, "content-type": "application/x-www-form-urlencoded", ...post.headers },
    body: post.body,
    timeoutMs,
  };
}
