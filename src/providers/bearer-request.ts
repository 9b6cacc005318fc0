import type { OutboundRequest } from "../lib/transport.ts";

/** A JSON request with a bearer token, which is where, and the only place where, a credential goes. */
export function bearerRequest(
  { url, token, timeoutMs }: { url: string; token: string; timeoutMs: number },
  post?: { body: string; headers?: Record<string, string> },
): OutboundRequest {
  const headers = { accept: "application/json", authorization: `Bearer ${token}` };
  if (!post) return { url, method: "GET", headers, timeoutMs };
  return {
    url,
    method: "POST",
    headers: { ...headers, "content-type": "application/json", ...post.headers },
    body: post.body,
    timeoutMs,
  };
}
