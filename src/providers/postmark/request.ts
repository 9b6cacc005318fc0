import type { OutboundRequest } from "../../lib/transport.ts";

const timeoutMs = 10_000;

/** A JSON request with the server's token, which stands in a header of Postmark's own and nowhere else. */
export function request(url: string, token: string, body?: string): OutboundRequest {
  const headers = { accept: "application/json", "x-postmark-server-token": token };
  if (body === undefined) return { url, method: "GET", headers, timeoutMs };
  return {
    url,
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body,
    timeoutMs,
  };
}
