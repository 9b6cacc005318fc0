import { DatabaseSync } from "node:sqlite";
import { Simulator } from "../../src/simulator/simulator.ts";
import type { SqlValue } from "../../src/simulator/state.ts";

export const phoneNumberId = "106540352242922";
const graph = `https://graph.facebook.com/v25.0/${phoneNumberId}/messages`;
export const person = "+12025550123";

interface Options {
  token?: string | null;
  headers?: Record<string, string>;
}

interface View {
  phone: Record<string, unknown>[];
  mailbox: Record<string, unknown>[];
  calls: Record<string, unknown>[];
  templates: Record<string, unknown>[];
  faults: unknown[];
}

/** A simulator with a clock that a test moves, and waits that end at once. */
export function world() {
  const database = new DatabaseSync(":memory:");
  const time = { now: Date.parse("2026-04-05T14:30:00Z") };
  const waited: number[] = [];
  const simulator = new Simulator({
    sql: {
      all: <Row>(query: string, ...bindings: SqlValue[]) =>
        database.prepare(query).all(...bindings) as Row[],
    },
    clock: () => time.now,
    wait: async (ms) => {
      waited.push(ms);
    },
  });

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
    write: (text = "Hello", from = person) =>
      simulator.receive({ phoneNumberId, from, text, profileName: "John" }),
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
