// What the provider reports about the messages it took: signed as the companies sign, early, twice and out
// of order, and again and again until the gateway answers 200.
import { createHmac, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Acknowledged, Hooks, PlayedChannel } from "./port.ts";

export interface Accepted {
  messageId: string;
  correlationId: string;
  providerId: string;
  channel: PlayedChannel;
  to: string;
}

interface Report {
  about: string;
  fact: string;
  body: string;
}

/** How often a person answers a message, and how often no more is heard of one than that it was sent. */
const replies = 0.1;
const silent = 0.4;
/** How often it takes seconds until anything is heard. */
const late = 0.25;

const retryMs = { first: 100, most: 2_000 };

export interface Reporter {
  /** Reports everything about a message; `early` reports are on their way before the answer is. */
  report(message: Accepted, how: { early: boolean; twice: boolean; shuffled: boolean }): void;
  pending(): number;
}

export function createReporter(parts: {
  hooks(): Hooks;
  now(): number;
  random: () => number;
  acknowledged(fact: Acknowledged): void;
}): Reporter {
  const { hooks, now, random, acknowledged } = parts;
  let pending = 0;

  async function deliver(message: Accepted, report: Report): Promise<void> {
    pending++;
    for (let waitMs = retryMs.first; ; waitMs = Math.min(waitMs * 2, retryMs.most)) {
      const { gateway, paths } = hooks();
      const response = await fetch(`${gateway}${paths[message.channel]}`, {
        method: "POST",
        headers: signed(message.channel, report.body, hooks(), now()),
        body: report.body,
      }).catch(() => null);
      await response?.arrayBuffer().catch(() => null);
      if (response?.status === 200) break;
      await sleep(waitMs);
    }
    pending--;
    acknowledged({ messageId: report.about, fact: report.fact, to: message.to });
  }

  return {
    pending: () => pending,
    report(message, { early, twice, shuffled }) {
      const story = reportsOf(message, hooks(), now());
      const reports = random() < silent ? story.slice(0, 1) : story;
      if (message.channel === "whatsapp" && random() < replies) {
        reports.push(replyTo(message, hooks(), now()));
      }
      const turns = shuffled ? reports.toSorted(() => random() - 0.5) : reports;
      const fromMs = random() < late ? 3_000 : 20;
      for (const report of twice ? [...turns, ...turns] : turns) {
        const waitMs = early ? 0 : fromMs + random() * 200;
        void sleep(waitMs).then(() => deliver(message, report));
      }
    },
  };
}

/** A message's whole story, a few seconds apart. */
function reportsOf(message: Accepted, hooks: Hooks, now: number): Report[] {
  const times = [now, now + 1_000, now + 2_000];
  const story: Record<PlayedChannel, [fact: string, body: (at: number) => unknown][]> = {
    whatsapp: ["sent", "delivered", "read"].map((fact) => [
      fact,
      (at) => metaStatus(message, hooks, fact, at),
    ]),
    email: ["sent", "delivered", "opened"].map((fact) => [
      fact,
      (at) => relayEvent(message, `email.${fact}`, at),
    ]),
    call: ["started", "ended", "analyzed"].map((fact) => [
      fact,
      () => callEvent(message, `call_${fact}`, times),
    ]),
  };
  return story[message.channel].map(([fact, body], i) => ({
    about: message.messageId,
    fact,
    body: JSON.stringify(body(times[i] ?? now)),
  }));
}

function replyTo({ to }: Accepted, hooks: Hooks, now: number): Report {
  const id = `wamid.reply${randomUUID()}`;
  const from = to.replace(/^\+/, "");
  const message = { id, from, timestamp: String(Math.floor(now / 1000)), type: "text" };
  const contacts = [{ wa_id: from, profile: { name: "Person" } }];
  const messages = [{ ...message, text: { body: "Thank you" } }];
  return {
    about: id,
    fact: "received",
    body: JSON.stringify(metaBody(hooks, { contacts, messages })),
  };
}

function metaStatus(message: Accepted, hooks: Hooks, status: string, at: number) {
  const statuses = [
    {
      id: message.providerId,
      status,
      timestamp: String(Math.floor(at / 1000)),
      recipient_id: message.to.replace(/^\+/, ""),
      biz_opaque_callback_data: message.correlationId,
    },
  ];
  return metaBody(hooks, { statuses });
}

function metaBody({ phoneNumberId }: Hooks, content: object) {
  const metadata = { display_phone_number: "12025550100", phone_number_id: phoneNumberId };
  const value = { messaging_product: "whatsapp", metadata, ...content };
  return {
    object: "whatsapp_business_account",
    entry: [{ id: "102290129340398", changes: [{ field: "messages", value }] }],
  };
}

const relayEvent = ({ providerId, to, correlationId }: Accepted, type: string, at: number) => ({
  type,
  created_at: new Date(at).toISOString(),
  data: {
    email_id: providerId,
    to: [to],
    tags: { correlation_id: correlationId.replace(".", "_") },
  },
});

function callEvent(message: Accepted, event: string, times: number[]) {
  const [start = 0, end = 0] = times;
  const over = event !== "call_started";
  return {
    event,
    call: {
      call_id: message.providerId,
      call_status: over ? "ended" : "ongoing",
      to_number: message.to,
      metadata: { message_id: message.messageId, correlation_id: message.correlationId },
      start_timestamp: start,
      ...(over ? { end_timestamp: end, disconnection_reason: "agent_hangup" } : {}),
      ...(event === "call_analyzed" ? { call_analysis: { call_successful: true } } : {}),
    },
  };
}

function signed(channel: PlayedChannel, body: string, hooks: Hooks, now: number) {
  const secret = hooks.secrets[channel];
  const json = { "content-type": "application/json" };
  switch (channel) {
    case "whatsapp": {
      const mac = createHmac("sha256", secret).update(body).digest("hex");
      return { ...json, "x-hub-signature-256": `sha256=${mac}` };
    }
    case "email": {
      const [id, at] = [`msg_${randomUUID()}`, String(Math.floor(now / 1000))];
      const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
      const mac = createHmac("sha256", key).update(`${id}.${at}.${body}`).digest("base64");
      return { ...json, "svix-id": id, "svix-timestamp": at, "svix-signature": `v1,${mac}` };
    }
    case "call": {
      const mac = createHmac("sha256", secret).update(`${body}${now}`).digest("hex");
      return { ...json, "x-retell-signature": `v=${now},d=${mac}` };
    }
  }
}
