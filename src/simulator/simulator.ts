// The pretend world of one test workspace: its providers, its people's phones, mailbox and call log.
// Requests are answered synchronously once their body is read, so they happen one after another.
import { readText } from "../lib/body.ts";
import { type Clock, isoTime } from "../lib/clock.ts";
import { parseJson } from "../lib/json.ts";
import { brokenAnswer, faultyAnswer, garbageAnswer, type PlayedProvider } from "./faults.ts";
import { messageId } from "./meta/identity.ts";
import { metaHost, playMeta } from "./meta/meta.ts";
import { textWebhook } from "./meta/reply.ts";
import { metaMagic } from "./meta/send.ts";
import { accountTemplates, type TemplateDefinition } from "./meta/template.ts";
import type { Magic, Player } from "./player.ts";
import { playRelay, relayHost, relayMagic } from "./relay.ts";
import { playRetell, retellHost, retellMagic } from "./retell.ts";
import { type Entry, type PendingFault, type Sql, State } from "./state.ts";

export interface SimulatorDeps {
  sql: Sql;
  clock: Clock;
  /** Resolves after `ms`. */
  wait(ms: number): Promise<void>;
}

/** A person writes to a business number. */
export interface PersonReply {
  phoneNumberId: string;
  /** The person's number in E.164, with or without plus. */
  from: string;
  text: string;
  profileName: string;
  /** When they wrote, epoch milliseconds; now when absent. */
  at?: number;
}

export const hosts: Record<PlayedProvider, string> = {
  meta: metaHost,
  email: relayHost,
  retell: retellHost,
};
const players: Record<PlayedProvider, Player> = {
  meta: playMeta,
  email: playRelay,
  retell: playRetell,
};

/** Every address that makes a pretend provider misbehave, and how. */
export const magic: Magic[] = [...metaMagic, ...relayMagic, ...retellMagic];

/** Carries the address under which a client over HTTP knows the provider. */
export const originHeader = "x-simulator-origin";

const maxBodyBytes = 1024 * 1024;
/** Longer than any client waits. */
const hangMs = 60_000;

export class Simulator {
  readonly #state: State;
  readonly #clock: Clock;
  readonly #wait: (ms: number) => Promise<void>;

  constructor({ sql, clock, wait }: SimulatorDeps) {
    this.#state = new State(sql);
    this.#clock = clock;
    this.#wait = wait;
  }

  /** Answers a request to a provider, by the host of its URL. */
  async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const provider = Object.entries(hosts).find(([, host]) => host === url.hostname)?.[0];
    const body = await readText(request.body, maxBodyBytes);
    if (!provider) return new Response("The simulator does not play this host", { status: 404 });
    if (!body.ok) return new Response("Payload Too Large", { status: 413 });

    const fault = this.#state.takeFault(provider as PlayedProvider);
    if (fault?.kind === "status") return faultyAnswer(fault);
    if (fault?.kind === "drop") return brokenAnswer();
    const { method, headers } = request;
    const origin = headers.get(originHeader) ?? url.origin;
    const call = { method, url, headers, body: body.value, origin };
    const reply = players[provider as PlayedProvider](call, this.#state, this.#clock());
    if (fault?.kind === "garbage") return garbageAnswer();
    if (fault?.kind === "hang_after_accept") {
      await this.#wait(hangMs);
      return brokenAnswer();
    }
    return Response.json(reply.body, {
      status: reply.status,
      ...(reply.headers ? { headers: reply.headers } : {}),
    });
  }

  /** Everything that arrived and is set, as the JSON of the control API. */
  view(): string {
    return JSON.stringify({
      success: true,
      phone: this.#state.entries("phone").map(viewPhone),
      mailbox: this.#state.entries("mailbox").map(viewMail),
      calls: this.#state.entries("calls").map(viewCall),
      templates: accountTemplates(this.#state.templates()),
      faults: this.#state.faults(),
    });
  }

  /** Records that a person wrote, opens their window, and gives the webhook that Meta sends for it. */
  receive(reply: PersonReply): { id: string; webhook: string } {
    const waId = reply.from.replace("+", "");
    const contact = `+${waId}`;
    const { phoneNumberId, profileName, text } = reply;
    const now = this.#clock();
    // Nobody writes in the future; and Meta counts whole seconds, so the window does too.
    const at = Math.floor(Math.min(reply.at ?? now, now) / 1_000) * 1_000;
    const id = messageId(waId, "written");
    const webhook = textWebhook({ id, phoneNumberId, waId, profileName, at, text });
    const place = { phone_number_id: phoneNumberId, contact };
    const facts = { direction: "written", ...place, type: "text", text };
    this.#state.record("phone", { id, at, facts, request: webhook });
    this.#state.openWindow(phoneNumberId, contact, at);
    return { id, webhook };
  }

  /** False when too many faults are waiting already. */
  addFault(fault: PendingFault): boolean {
    return this.#state.addFault(fault);
  }

  /** False when the account has as many templates as it may have. */
  addTemplate(template: TemplateDefinition): boolean {
    return this.#state.keepTemplate(template);
  }

  forget(): void {
    this.#state.forget();
  }
}

const viewPhone = ({ id, at, facts, request }: Entry) => ({
  id,
  at: isoTime(at),
  ...facts,
  request: parseJson(request),
});

function viewMail({ id, at, facts, request }: Entry) {
  const email = parseJson(request) as { text?: string; html?: string };
  const { text = null, html = null } = email;
  return { id, at: isoTime(at), ...facts, text, html, request: email };
}

/** `greeting` is the opening line that the agent was given for this call; null when none was. */
function viewCall({ id, at, facts, request }: Entry) {
  const { from_number, to_number, agent_id, call_status } = facts;
  const asked = parseJson(request) as {
    agent_override?: { retell_llm?: { begin_message?: string | null } };
    retell_llm_dynamic_variables?: { begin_message?: string };
  };
  const greeting =
    asked.agent_override?.retell_llm?.begin_message ??
    asked.retell_llm_dynamic_variables?.begin_message ??
    null;
  const call = { from_number, to_number, agent_id, greeting, call_status };
  return { call_id: id, at: isoTime(at), ...call, request: asked };
}
