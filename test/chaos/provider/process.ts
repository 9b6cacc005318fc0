// Plays Meta, the e-mail relay and Retell at their worst, and keeps its own log of what it took.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { choose, randomFrom } from "../random.ts";
import type {
  Acknowledged,
  Attempt,
  Behaviour,
  FromProvider,
  Hooks,
  ProviderSettings,
  ToProvider,
} from "./port.ts";
import { type Accepted, createReporter } from "./reports.ts";
import {
  acceptedBody,
  approvedTemplate,
  newProviderId,
  type ReadRequest,
  readSend,
  refusedBody,
  refusedStatus,
} from "./wire.ts";

const usual: Record<Behaviour, number> = {
  answers: 80,
  "accepts, then resets": 5,
  "accepts, then never answers": 0.1,
  "accepts, then answers half": 1.5,
  "accepts, then answers garbage": 1.5,
  "accepts, then fails": 3,
  resets: 3,
  fails: 2,
  "is busy": 3,
  refuses: 1,
};
const good: Record<Behaviour, number> = {
  ...(Object.fromEntries(Object.keys(usual).map((name) => [name, 0])) as typeof usual),
  answers: 1,
};

const tell = (message: FromProvider) => process.send?.(message);

function play({ seed, epoch, speed, delayMs }: ProviderSettings) {
  const random = randomFrom(seed);
  const now = () => Math.round(epoch + (Date.now() - epoch) * speed);
  const attempts: Attempt[] = [];
  const acknowledged: Acknowledged[] = [];
  /** What the relay remembers of a key, and all calls by their id. */
  const mails = new Map<string, { id: string; digest: string }>();
  const calls = new Map<string, Accepted>();
  let hooks: Hooks | null = null;
  let weights = usual;
  let stalledUntil = 0;

  const reporter = createReporter({
    hooks: () => {
      if (!hooks) throw new Error("nobody said where reports go");
      return hooks;
    },
    now,
    random,
    acknowledged: (fact) => {
      acknowledged.push(fact);
      tell({ tell: "acknowledged" });
    },
  });

  /** Takes the message, unless it has taken it before; gives its provider id. */
  function accept(send: ReadRequest): { id: string; isNew: boolean } {
    const { channel, messageId, correlationId, to, digest, dedupeKey } = send;
    const known = dedupeKey === null ? undefined : mails.get(dedupeKey);
    if (known) return { id: known.id, isNew: false };
    const id = newProviderId[channel]();
    if (dedupeKey !== null) mails.set(dedupeKey, { id, digest });
    const message = { messageId, correlationId, providerId: id, channel, to };
    if (channel === "call") calls.set(id, message);
    const [early, twice, shuffled] = [random() < 0.4, random() < 0.3, random() < 0.3];
    reporter.report(message, { early, twice, shuffled });
    return { id, isNew: true };
  }

  async function takeSend(send: ReadRequest, response: ServerResponse): Promise<void> {
    const behaviour = choose(random, weights);
    const accepts = behaviour === "answers" || behaviour.startsWith("accepts");
    const attempt: Attempt = {
      messageId: send.messageId,
      channel: send.channel,
      to: send.to,
      digest: send.digest,
      seq: attempts.length,
      behaviour,
      accepted: false,
    };
    attempts.push(attempt);
    tell({ tell: "received" });
    const waitMs = Math.max(random() * delayMs, stalledUntil - Date.now());
    // Half of what is taken is taken at once, the other half after the wait.
    const late = random() < 0.5;
    if (late) await sleep(waitMs);
    const taken = accepts ? accept(send) : null;
    attempt.accepted = taken?.isNew ?? false;
    if (!late) await sleep(waitMs);
    const body = taken && JSON.stringify(acceptedBody(send.channel, taken.id, send.to));
    answer(response, behaviour, send, body ?? "");
  }

  function answer(response: ServerResponse, behaviour: Behaviour, send: ReadRequest, body: string) {
    const reply = (status: number, text: string, headers: Record<string, string> = {}) =>
      response.writeHead(status, { "content-type": "application/json", ...headers }).end(text);
    switch (behaviour) {
      case "answers":
        return reply(send.channel === "call" ? 201 : 200, body);
      case "accepts, then never answers":
        return setTimeout(() => response.destroy(), 60_000).unref();
      case "accepts, then answers half":
        response.writeHead(200, { "content-length": String(body.length) });
        response.write(body.slice(0, body.length / 2));
        return setTimeout(() => response.destroy(), 5);
      case "accepts, then answers garbage":
        return reply(200, "<html>OK</html>");
      case "accepts, then fails":
      case "fails":
        return reply(500, "<html>Internal Server Error</html>", { "content-type": "text/html" });
      case "is busy":
        return reply(429, "{}", { "retry-after": "1" });
      case "refuses":
        return reply(refusedStatus[send.channel], JSON.stringify(refusedBody(send.channel)));
      case "accepts, then resets":
      case "resets":
        return response.socket?.resetAndDestroy();
    }
  }

  /** What is asked: Meta's templates, Retell's call by its id, Retell's calls by our message id. */
  function askedAbout(path: string, body: string, response: ServerResponse): void {
    const shown = ({ providerId, messageId, to }: Accepted) => ({
      call_id: providerId,
      call_status: "registered",
      to_number: to,
      metadata: { message_id: messageId },
    });
    const reply = (status: number, value: unknown) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    if (path.includes("/message_templates")) return void reply(200, { data: [approvedTemplate] });
    if (path === "/v3/list-calls") {
      const wanted = JSON.parse(body).filter_criteria.metadata[0].value;
      const items = [...calls.values()].filter(({ messageId }) => messageId === wanted).map(shown);
      return void reply(200, { items });
    }
    const call = calls.get(path.replace("/v2/get-call/", ""));
    return void (call ? reply(200, shown(call)) : reply(404, {}));
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    const path = request.url ?? "/";
    const send = readSend(path, request.headers, body);
    if (send) await takeSend(send, response);
    else askedAbout(path, body, response);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      console.error("provider:", error);
      response.destroy();
    });
  });
  server.listen(0, "127.0.0.1", () => {
    tell({ tell: "started", port: (server.address() as AddressInfo).port });
  });

  return (message: Exclude<ToProvider, { ask: "start" }>): FromProvider => {
    switch (message.ask) {
      case "hooks":
        hooks = message.hooks;
        return { tell: "done" };
      case "behave":
        weights = message.weights ? { ...good, ...message.weights } : good;
        return { tell: "done" };
      case "stall":
        stalledUntil = Date.now() + message.ms;
        return { tell: "done" };
      case "log":
        return { tell: "log", log: { attempts, acknowledged, pending: reporter.pending() } };
    }
  };
}

let player: ReturnType<typeof play> | null = null;
process.on("message", (message: ToProvider) => {
  if (message.ask === "start") player = play(message.settings);
  else if (player) tell(player(message));
});
process.once("disconnect", () => process.exit());
