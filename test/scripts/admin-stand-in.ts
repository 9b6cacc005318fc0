import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Terminal } from "../../scripts/leadwire/terminal.ts";

export interface AdminRequest {
  method: string;
  path: string;
  token: string | undefined;
  body: unknown;
}

export interface AdminAnswer {
  status?: number;
  headers?: Record<string, string>;
  body: unknown;
}

/** Answers in the gateway's place and keeps what it was asked. */
export async function adminStandIn(
  answer: (request: AdminRequest) => AdminAnswer,
): Promise<{ url: string; requests: AdminRequest[]; stop(): Promise<void> }> {
  const requests: AdminRequest[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const text = (await incoming.toArray()).join("");
    const request = {
      method: incoming.method ?? "",
      path: incoming.url ?? "",
      token: incoming.headers.authorization,
      body: text === "" ? undefined : JSON.parse(text),
    };
    requests.push(request);
    const { status = 200, headers = {}, body } = answer(request);
    outgoing.writeHead(status, { "content-type": "application/json", ...headers });
    outgoing.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A terminal that remembers what was printed; `secrets` are what a person would type, in order. */
export function fakeTerminal(
  env: NodeJS.Dict<string>,
  secrets: string[] = [],
): Terminal & { printed: string[]; complained: string[]; asked: string[] } {
  const printed: string[] = [];
  const complained: string[] = [];
  const asked: string[] = [];
  return {
    printed,
    complained,
    asked,
    env,
    out: (text) => printed.push(text),
    err: (text) => complained.push(text),
    askSecret: async (question) => {
      asked.push(question);
      return secrets.shift() ?? null;
    },
  };
}
