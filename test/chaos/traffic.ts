// Callers as they are: each send has a key and is tried again until it is answered for good, whatever
// happens to the gateway meanwhile; some answered ones are asked once more.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { parseJson } from "../../src/lib/json.ts";
import type { Customer } from "./customer.ts";
import type { PlayedChannel } from "./provider/port.ts";
import { choose, randomFrom } from "./random.ts";

/** One thing that a caller wanted, and what it was told. */
export interface Sent {
  key: string;
  leadId: string;
  channel: PlayedChannel;
  /** The gateway's id, from the answer; null when nothing was recorded. */
  messageId: string | null;
  /** The final answer; null when there was none. */
  answer: { status: number; body: string } | null;
  /** Requests made, the final one included. */
  tries: number;
  /** How often it was told "not now" (503). */
  refusals: number;
  /** Another answer to the same key, if it was not the same. */
  differing: string | null;
  /** Answers that a caller must never get. */
  forbidden: string[];
}

const channels: Record<PlayedChannel, number> = { whatsapp: 60, email: 25, call: 15 };
const requestMs = 40_000;
/** Tried again: nobody listens, in flight, too many, not now. */
const temporary = new Set([409, 429, 503]);
const giveUpMs = 120_000;

export interface Traffic {
  sends: Sent[];
  /** Resolves when every caller has its answer. */
  done: Promise<void>;
  /** No new sends; those under way go on. */
  stop(): void;
}

export function startTraffic(
  url: string,
  customer: Customer,
  {
    seed,
    total,
    callers,
    paceMs = 0,
  }: { seed: number; total: number; callers: number; paceMs?: number },
): Traffic {
  const random = randomFrom(seed);
  const sends: Sent[] = [];
  let stopped = false;

  async function call(): Promise<void> {
    while (!stopped && sends.length < total) {
      const person = customer.people[Math.floor(random() * customer.people.length)];
      const channel = choose(random, channels);
      const sent = newSend(person?.id ?? "", channel);
      sends.push(sent);
      const again = random() < 0.1;
      await sendUntilAnswered(url, customer, sent);
      if (again) await askAgain(url, customer, sent);
      if (paceMs > 0) await sleep(random() * paceMs);
    }
  }

  const done = Promise.all(Array.from({ length: callers }, call)).then(() => {});
  return {
    sends,
    done,
    stop: () => {
      stopped = true;
    },
  };
}

export const newSend = (leadId: string, channel: PlayedChannel): Sent => ({
  key: randomUUID(),
  leadId,
  channel,
  messageId: null,
  answer: null,
  tries: 0,
  refusals: 0,
  differing: null,
  forbidden: [],
});

/** One request; null when the connection broke. */
export async function post(url: string, customer: Customer, sent: Sent) {
  const content =
    sent.channel === "whatsapp"
      ? { template_id: customer.templateId }
      : sent.channel === "email"
        ? { subject: "Hello", content: `Hello ${sent.key}` }
        : { begin_message: `Hello ${sent.key}` };
  const request = fetch(`${url}/api/public/messages`, {
    method: "POST",
    signal: AbortSignal.timeout(requestMs),
    headers: {
      "content-type": "application/json",
      "x-api-key": customer.key,
      "idempotency-key": sent.key,
    },
    body: JSON.stringify({
      lead_id: sent.leadId,
      workflow_id: customer.workflowId,
      channel: sent.channel,
      ...content,
    }),
  });
  return request
    .then(async (response) => ({
      status: response.status,
      messageId: response.headers.get("x-message-id"),
      replayed: response.headers.has("idempotent-replayed"),
      body: await response.text(),
    }))
    .catch(() => null);
}

async function sendUntilAnswered(url: string, customer: Customer, sent: Sent): Promise<void> {
  const until = Date.now() + giveUpMs;
  for (let waitMs = 50; Date.now() < until; waitMs = Math.min(waitMs * 1.5, 1_000)) {
    sent.tries++;
    const answer = await post(url, customer, sent);
    if (answer?.status === 503) {
      sent.refusals++;
      if (!isClean(answer.body)) sent.forbidden.push(answer.body);
    }
    if (answer && !temporary.has(answer.status)) {
      if (answer.status >= 500) sent.forbidden.push(`${answer.status} ${answer.body}`);
      else {
        sent.answer = { status: answer.status, body: comparable(answer.body) };
        sent.messageId = answer.messageId;
        return;
      }
    }
    await sleep(waitMs);
  }
}

/** A refusal that says what it is, and that the caller may try again. */
const isClean = (body: string): boolean =>
  refusalSchema.safeParse(parseJson(body)).data?.code === "unavailable";
const refusalSchema = z.object({ code: z.string(), error: z.string(), retry_after: z.number() });

/** The same key must bring the same answer. */
async function askAgain(url: string, customer: Customer, sent: Sent): Promise<void> {
  if (!sent.answer) return;
  const answer = await post(url, customer, sent);
  if (!answer || temporary.has(answer.status)) return;
  const again = { status: answer.status, body: comparable(answer.body) };
  if (again.status !== sent.answer.status || again.body !== sent.answer.body) {
    sent.differing = JSON.stringify(again);
  }
}

/** Without what belongs to the request and not to the send. */
const comparable = (body: string): string =>
  body.replace(/"request_id":"[^"]*"/, '"request_id":""');
