import { DatabaseSync } from "node:sqlite";
import type { PlayedProvider } from "../../src/simulator/faults.ts";
import { type PersonReply, replySchema } from "../../src/simulator/meta/reply.ts";
import { sendgridPublicKey } from "../../src/simulator/sendgrid-key.ts";
import { Simulator } from "../../src/simulator/simulator.ts";
import type { SqlValue } from "../../src/simulator/state.ts";
import { type Switches, switchesSchema } from "../../src/simulator/switches.ts";

export const phoneNumberId = "106540352242922";
const graph = `https://graph.facebook.com/v25.0/${phoneNumberId}/messages`;
export const person = "+12025550123";

interface Options {
  token?: string | null;
  headers?: Record<string, string>;
}

export const secrets: Record<PlayedProvider, string> = {
  meta: "app-secret",
  email: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  retell: "key_x",
  twilio: "twilio-auth-token",
  telegram: "telegram-secret",
  sendgrid: sendgridPublicKey,
  postmark: "leadwire:postmark-password",
  mailgun: "mailgun-signing-key",
};

/** One request to the gateway. */
export interface Delivery {
  at: number;
  path: string;
  headers: Headers;
  body: string;
}

interface View {
  now: string;
  phone: Record<string, unknown>[];
  mailbox: Record<string, unknown>[];
  calls: Record<string, unknown>[];
  templates: Record<string, unknown>[];
  faults: unknown[];
  callbacks: Record<string, unknown>[];
  switches: Switches;
}

/** A simulator with a clock that a test moves, waits that end at once, and a gateway that notes what it is told. */
export function world({ subscribed = true }: { subscribed?: boolean } = {}) {
  const database = new DatabaseSync(":memory:");
  const time = { now: Date.parse("2026-04-05T14:30:00Z") };
  const waited: number[] = [];
  const alarm: { at: number | null } = { at: null };
  const deliveries: Delivery[] = [];
  /** The gateway's next answers; 200 when there are none. */
  const answers: number[] = [];
  const simulator = new Simulator({
    sql: {
      all: <Row>(query: string, ...bindings: SqlValue[]) =>
        database.prepare(query).all(...bindings) as Row[],
    },
    clock: () => time.now,
    wait: async (ms) => {
      waited.push(ms);
    },
    wakeAt: (at) => {
      alarm.at = at;
    },
    hookPaths: async () => [],
    subscription: async (provider, sender) =>
      subscribed && sender !== "nobody"
        ? { hookPath: `/hooks/${provider}/${sender}`, secret: secrets[provider] }
        : null,
    callback: async (request) => {
      const { pathname } = new URL(request.url);
      const body = await request.text();
      deliveries.push({ at: time.now, path: pathname, headers: request.headers, body });
      return new Response(null, { status: answers.shift() ?? 200 });
    },
  });

  /** Time passes, and the alarm rings whenever it is set. */
  const pass = async (ms: number) => {
    const end = time.now + ms;
    while (alarm.at !== null && alarm.at <= end) {
      time.now = Math.max(time.now, alarm.at);
      alarm.at = null;
      await simulator.drain();
    }
    time.now = end;
  };
  const reply = (fields: Record<string, unknown>): ReturnType<typeof simulator.receive> =>
    simulator.receive(
      replySchema.parse({
        phone_number_id: phoneNumberId,
        profile_name: "John",
        ...fields,
      }) as PersonReply,
    );

  const post = (url: string, body: unknown, { token, headers }: Options) =>
    simulator.fetch(
      new Request(url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          ...headers,
        },
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    );
  const get = (url: string, token: string) =>
    simulator.fetch(new Request(url, { headers: { authorization: `Bearer ${token}` } }));

  return {
    simulator,
    time,
    waited,
    /** A request to Meta, the relay or Retell, by default with a good token. */
    meta: (body: unknown, options: Options = {}) =>
      post(graph, body, { token: "EAAx", ...options }),
    relay: (body: unknown, options: Options = {}) =>
      post("https://api.resend.com/emails", body, { token: "re_x", ...options }),
    retell: (path: string, body: unknown, options: Options = {}) =>
      post(`https://api.retellai.com${path}`, body, { token: "key_x", ...options }),
    getMeta: (path: string) => get(`https://graph.facebook.com/v25.0${path}`, "EAAx"),
    getRelay: (path: string, token = "re_x") => get(`https://api.resend.com${path}`, token),
    getRetell: (path: string) => get(`https://api.retellai.com${path}`, "key_x"),
    /** The person writes, which opens their window. */
    write: (text = "Hello", from = person) => reply({ from, text }),
    reply,
    deliveries,
    answers,
    pass,
    set: (switches: Partial<Switches>) => simulator.set(switchesSchema.parse(switches)),
    view: () => JSON.parse(simulator.view()) as View,
  };
}

/** What a template send says, so that a test names only what it is about. */
export const templateMessage = (name: string, language: string, components?: unknown[]) => ({
  messaging_product: "whatsapp",
  to: person,
  type: "template",
  template: { name, language: { code: language }, ...(components ? { components } : {}) },
});

export const textMessage = (text = "Hi", to = person) => ({
  messaging_product: "whatsapp",
  to,
  type: "text",
  text: { body: text },
});
