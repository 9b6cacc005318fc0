// Sends a request byte for byte: what `fetch` refuses (TRACE, repeated headers, lies about the length), and
// over connections that stay open, as a proxy's do.
import { Agent, type ClientRequest, type IncomingHttpHeaders, request as open } from "node:http";
import type { Framing, Request } from "./request.ts";

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  /** As they came. */
  rawHeaders: string[];
  body: Buffer;
  ms: number;
}

/** No answer: the connection broke or stayed silent. */
export interface Silence {
  problem: string;
  ms: number;
}

const silentAfterMs = 30_000;
const chunkBytes = 1000;

export type Send = (request: Request) => Promise<Answer | Silence>;

/** A client with `connections` open connections to the gateway. */
export function openClient(origin: string, connections: number): { send: Send; close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const { hostname, port, host } = new URL(origin);

  const attempt = (request: Request): Promise<Answer | (Silence & { wasReused: boolean })> =>
    new Promise((resolve) => {
      const startedAt = performance.now();
      const ms = () => performance.now() - startedAt;
      const { method, path, framing } = request;
      const body = request.body ?? Buffer.alloc(0);
      const outgoing = open({
        hostname,
        port,
        method,
        path,
        // Given as a list, headers go out as they stand, so it must have everything.
        headers: [["host", host], ...request.headers, ...framingHeaders(request, body)].flat(),
        // What follows a lie about the length belongs to no other request.
        agent: isHonest(framing) ? agent : false,
      });
      const fail = (problem: string) =>
        resolve({ problem, ms: ms(), wasReused: outgoing.reusedSocket });
      outgoing.setTimeout(silentAfterMs, () => {
        fail("silent");
        outgoing.destroy();
      });
      outgoing.on("error", (error) => fail(error.message));
      outgoing.on("upgrade", (_, socket) => {
        fail("upgraded");
        socket.destroy();
      });
      outgoing.on("response", (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("error", (error) => fail(error.message));
        response.on("end", () => {
          const { statusCode = 0, headers, rawHeaders } = response;
          const answer = { status: statusCode, headers, rawHeaders, body: Buffer.concat(parts) };
          resolve({ ...answer, ms: ms() });
        });
      });
      writeBody(outgoing, framing, body);
    });

  const send: Send = async (request) => {
    const first = await attempt(request);
    // The gateway may close an idle connection at the very moment when it is used again.
    return "problem" in first && first.wasReused ? attempt(request) : first;
  };
  return { send, close: () => agent.destroy() };
}

export const isHonest = (framing: Framing): boolean =>
  framing === "length" || framing === "chunked";

function framingHeaders({ framing, body }: Request, bytes: Buffer): [string, string][] {
  if (framing === "chunked" || framing === "no-chunk") return [["transfer-encoding", "chunked"]];
  // Without any, Node would frame what it thinks needs a body.
  if (body === null) return [["content-length", "0"]];
  const lie = { length: 0, "too-short": -1, "broken-off": 7 }[framing];
  return [["content-length", String(Math.max(0, bytes.length + lie))]];
}

function writeBody(outgoing: ClientRequest, framing: Framing, body: Buffer): void {
  if (framing === "no-chunk") {
    outgoing.flushHeaders();
    outgoing.once("socket", (socket) =>
      socket.once("connect", () => socket.write("ZZZ\r\nabc\r\n")),
    );
    return;
  }
  if (framing === "chunked") {
    const end = Math.min(body.length, chunkBytes * 50);
    for (let i = 0; i < end; i += chunkBytes) outgoing.write(body.subarray(i, i + chunkBytes));
    outgoing.end(body.subarray(end));
    return;
  }
  // Says that nothing more comes, and goes on listening.
  if (framing === "broken-off") outgoing.once("finish", () => outgoing.socket?.end());
  outgoing.end(body);
}
