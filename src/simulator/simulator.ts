// The pretend world of one test workspace: its providers, its people's phones, mailbox and call log.
// Requests are answered synchronously once their body is read, so they happen one after another.
import { readBytes } from "../lib/body.ts";
import { type Clock, isoTime } from "../lib/clock.ts";
import { isDeeperThan, parseJson } from "../lib/json.ts";
import { type Act, act } from "./acts.ts";
import { type Callback, plan } from "./callback.ts";
import { Courier, type CourierDeps, gatewayOrigin } from "./courier.ts";
import { brokenAnswer, faultyAnswer, garbageAnswer, type PlayedProvider } from "./faults.ts";
import { filesHost, serveFile } from "./files.ts";
import { mailWords } from "./mail-words.ts";
import { mailgunHost, mailgunMagic, playMailgun } from "./mailgun.ts";
import { messageId } from "./meta/identity.ts";
import { instagramHost } from "./meta/messaging.ts";
import { messagingMagic } from "./meta/messaging-error.ts";
import { metaHost, playMeta } from "./meta/meta.ts";
import { contentOf, type PersonReply, replyChange, tapProblem } from "./meta/reply.ts";
import { metaMagic } from "./meta/send.ts";
import { accountTemplates, type TemplateDefinition } from "./meta/template.ts";
import { templateMagic } from "./meta/template-create.ts";
import { metaWebhook } from "./meta/webhook.ts";
import type { Magic, Player } from "./player.ts";
import { playPostmark, postmarkHost, postmarkMagic } from "./postmark.ts";
import { CallbackQueue } from "./queue.ts";
import { playRelay, relayHost, relayMagic } from "./relay.ts";
import { playRetell, retellHost, retellMagic } from "./retell.ts";
import { callAt } from "./retell-events.ts";
import { playSendgrid, sendgridHost, sendgridMagic } from "./sendgrid.ts";
import { type Entry, type PendingFault, type Sql, State } from "./state.ts";
import type { Switches } from "./switches.ts";
import { playTelegram, telegramHost, telegramMagic } from "./telegram.ts";
import { playTwilio, twilioHost, twilioMagic } from "./twilio.ts";
import type { Word } from "./word.ts";
import { speak } from "./words.ts";

export interface SimulatorDeps extends Pick<CourierDeps, "subscription" | "callback"> {
  sql: Sql;
  /** Where the provider reports about any account that the gateway has there. */
  hookPaths(provider: PlayedProvider): Promise<string[]>;
  /** The real time; the simulator's own may be ahead of it. */
  clock: Clock;
  /** Resolves after `ms`. */
  wait(ms: number): Promise<void>;
  /** Asks for a call of `drain` at `at` (epoch milliseconds of the real time), instead of any asked for before. */
  wakeAt(at: number): void;
}

/** Whether the gateway was told, and what it answered; null when nothing was delivered yet. */
export type Delivered = { status: number } | null;

export const hosts: Record<PlayedProvider, string> = {
  meta: metaHost,
  email: relayHost,
  retell: retellHost,
  twilio: twilioHost,
  telegram: telegramHost,
  sendgrid: sendgridHost,
  postmark: postmarkHost,
  mailgun: mailgunHost,
};
const players: Record<PlayedProvider, Player> = {
  meta: playMeta,
  email: playRelay,
  retell: playRetell,
  twilio: playTwilio,
  telegram: playTelegram,
  sendgrid: playSendgrid,
  postmark: playPostmark,
  mailgun: playMailgun,
};

/** Every address that makes a pretend provider misbehave, and how. */
export const magic: Magic[] = [
  ...metaMagic,
  ...messagingMagic,
  ...templateMagic,
  ...relayMagic,
  ...retellMagic,
  ...twilioMagic,
  ...telegramMagic,
  ...sendgridMagic,
  ...postmarkMagic,
  ...mailgunMagic,
];

/** Carries the address under which a client over HTTP knows the provider. */
export const originHeader = "x-simulator-origin";

const maxBodyBytes = 1024 * 1024;
/** More than the gateway uploads. */
const maxUploadBytes = 17 * 1024 * 1024;
/** Deeper than anything that the gateway sends; what was received is shown by `JSON.stringify`. */
const maxDepth = 50;
/** Longer than any client waits. */
const hangMs = 60_000;

export class Simulator {
  readonly #state: State;
  readonly #queue: CallbackQueue;
  readonly #courier: Courier;
  readonly #deps: SimulatorDeps;

  constructor(deps: SimulatorDeps) {
    const { sql, clock, subscription, callback } = deps;
    this.#deps = deps;
    this.#state = new State(sql);
    this.#queue = new CallbackQueue(sql);
    this.#courier = new Courier({
      queue: this.#queue,
      switches: () => this.#state.switches(),
      now: () => this.#now(),
      clock,
      subscription,
      callback,
    });
  }

  /** Answers a request to a provider, by the host of its URL. */
  async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const host = url.hostname === instagramHost ? metaHost : url.hostname;
    const provider = Object.entries(hosts).find(([, one]) => one === host)?.[0];
    if (url.hostname === filesHost) return serveFile(url);
    const hasFiles =
      request.headers.get("content-type")?.startsWith("multipart/form-data") ?? false;
    const bytes = await readBytes(request.body, hasFiles ? maxUploadBytes : maxBodyBytes);
    if (!provider) return new Response("The simulator does not play this host", { status: 404 });
    if (!bytes.ok) {
      const status = bytes.error === "body_too_large" ? 413 : 400;
      return new Response("The body cannot be read", { status });
    }
    const form = hasFiles ? await readForm(bytes.value, request.headers) : null;
    const body = bytes.value.length > maxBodyBytes ? "" : new TextDecoder().decode(bytes.value);
    if (isDeeperThan(parseJson(body), maxDepth)) {
      return new Response("The body is nested too deeply", { status: 400 });
    }
    const { latency_ms: latencyMs, early } = this.#state.switches();
    if (latencyMs > 0) await this.#deps.wait(latencyMs);

    const fault = this.#state.takeFault(provider as PlayedProvider);
    if (fault?.kind === "status") return faultyAnswer(fault);
    if (fault?.kind === "drop") return brokenAnswer();
    const { method, headers } = request;
    const origin = headers.get(originHeader) ?? url.origin;
    const call = { method, url, headers, body, form, origin };
    const reply = players[provider as PlayedProvider](call, this.#state, this.#now());
    const { callbacks = [] } = reply;
    this.#schedule(callbacks);
    if (early && callbacks[0]) await this.#drain(callbacks[0].subject);
    if (fault?.kind === "garbage") return garbageAnswer();
    if (fault?.kind === "hang_after_accept") {
      await this.#deps.wait(hangMs);
      return brokenAnswer();
    }
    const answer = { status: reply.status, ...(reply.headers ? { headers: reply.headers } : {}) };
    const { shows } = reply;
    if (shows) {
      const paths = await this.#hookPaths(provider as PlayedProvider, shows.sender);
      const addresses = paths.map((path) => new URL(path, gatewayOrigin).href);
      return Response.json(shows.body(addresses), answer);
    }
    return reply.body instanceof Uint8Array
      ? new Response(reply.body, answer)
      : Response.json(reply.body, answer);
  }

  /** Everything that arrived and is set, as the JSON of the control API. */
  view(): string {
    const now = this.#now();
    return JSON.stringify({
      success: true,
      now: isoTime(now),
      phone: this.#state.entries("phone").map(viewPhone),
      mailbox: this.#state.entries("mailbox").map(viewMail),
      calls: this.#state.entries("calls").map((entry) => viewCall(entry, now)),
      files: this.#state.entries("files").map(viewFile),
      templates: accountTemplates(this.#state.templates()),
      faults: this.#state.faults(),
      callbacks: this.#queue.view(),
      switches: this.#state.switches(),
    });
  }

  /**
   * A person writes, taps, reacts or shares: recorded, their window opened, and the gateway told.
   *
   * @returns null when the gateway has no such number; then nothing happened
   */
  async receive(reply: PersonReply): Promise<{ id: string; delivered: Delivered } | null> {
    const { phone_number_id: phoneNumberId, from, user_id: userId = "" } = reply;
    if (!(await this.#deps.subscription("meta", phoneNumberId))) return null;
    const waId = from?.replace("+", "");
    const contact = waId === undefined ? userId : `+${waId}`;
    const now = this.#now();
    // Nobody writes in the future; and Meta counts whole seconds, so the window does too.
    const at = Math.floor(Math.min(reply.at ?? now, now) / 1_000) * 1_000;
    const id = messageId(waId ?? userId, "written");
    const { type, content, facts: said } = contentOf(reply);
    const change = replyChange(reply, { id, at, type, content });
    const place = { phone_number_id: phoneNumberId, contact };
    const facts = { direction: "written", ...place, type, ...said };
    this.#state.record("phone", { id, at, facts, request: metaWebhook([change]) });
    for (const known of new Set([contact, userId])) {
      if (known) this.#state.openWindow(phoneNumberId, known, at);
    }
    this.#schedule([
      {
        provider: "meta",
        sender: phoneNumberId,
        subject: id,
        event: type,
        afterMs: 0,
        body: change,
      },
    ]);
    return { id, delivered: await this.#drain(id) };
  }

  /** Why nobody can tap this in the message that it answers; null when they can, or when nobody knows that message. */
  tapProblem(reply: PersonReply): string | null {
    const answered = reply.reply_to ? this.#state.entry("phone", reply.reply_to) : null;
    return answered && tapProblem(reply, parseJson(answered.request));
  }

  /**
   * A person says something on a channel other than WhatsApp: recorded, and the gateway told.
   *
   * @returns null when the gateway has no such account; then nothing happened
   */
  async say(word: Word): Promise<{ id: string; delivered: Delivered } | null> {
    const { provider, says } = speak[word.channel];
    if (!(await this.#deps.subscription(provider, word.to))) return null;
    const { id, callbacks } = says(word, this.#state, this.#now());
    this.#schedule(callbacks);
    return { id, delivered: await this.#drain(id) };
  }

  /** A person does something with what they received. `too_late` for a call that is over. */
  async act(
    done: Act,
  ): Promise<{ ok: true; delivered: Delivered } | { ok: false; reason: string }> {
    const result = act(done, this.#state, this.#now());
    if (!result.ok) return result;
    const { callbacks, cancelled } = result;
    if (cancelled) this.#queue.cancel(cancelled.subject, cancelled.events);
    this.#schedule(callbacks);
    const [first] = callbacks;
    return { ok: true, delivered: first ? await this.#drain(first.subject) : null };
  }

  /** Delivers the callbacks whose time has come. */
  async drain(): Promise<void> {
    await this.#drain(null);
  }

  set(switches: Switches): void {
    this.#state.keepSwitches(switches);
  }

  /** The simulator's clock jumps ahead; what comes due by that is delivered. */
  advance(seconds: number): string {
    this.#state.advanceClock(seconds * 1_000);
    this.#arm();
    return isoTime(this.#now());
  }

  /** False when too many faults are waiting already. */
  addFault(fault: PendingFault): boolean {
    return this.#state.addFault(fault);
  }

  /** False when the account has as many templates as it may have. */
  addTemplate(template: TemplateDefinition): boolean {
    return this.#state.keepTemplate(template);
  }

  /** Everything but the clock. */
  forget(): void {
    this.#state.forget();
    this.#queue.forget();
  }

  async #hookPaths(provider: PlayedProvider, sender: string | null): Promise<string[]> {
    if (sender === null) return this.#deps.hookPaths(provider);
    const subscribed = await this.#deps.subscription(provider, sender);
    return subscribed ? [subscribed.hookPath] : [];
  }

  #now(): number {
    return this.#deps.clock() + this.#state.clockAheadMs();
  }

  #schedule(callbacks: readonly Callback[]): void {
    if (callbacks.length === 0) return;
    const planned = plan(callbacks, this.#state.switches(), () => this.#state.random());
    this.#queue.add(planned, this.#now());
    this.#arm();
  }

  async #drain(subject: string | null): Promise<Delivered> {
    try {
      const status = await this.#courier.drain(subject);
      return status === null ? null : { status };
    } finally {
      this.#arm();
    }
  }

  #arm(): void {
    const dueAt = this.#queue.nextDueAt();
    if (dueAt !== null) this.#deps.wakeAt(dueAt - this.#state.clockAheadMs());
  }
}

const viewPhone = ({ id, at, facts, request }: Entry) => ({
  id,
  at: isoTime(at),
  ...facts,
  request: parseJson(request),
});

const viewFile = ({ id, at, facts }: Entry) => ({ id, at: isoTime(at), ...facts });

/** Null when it is no form after all. */
const readForm = (bytes: Uint8Array<ArrayBuffer>, headers: Headers): Promise<FormData | null> =>
  new Response(bytes, { headers: { "content-type": headers.get("content-type") ?? "" } })
    .formData()
    .catch(() => null);

function viewMail({ id, at, facts, request }: Entry) {
  const email = parseJson(request);
  return { id, at: isoTime(at), ...facts, ...mailWords(email), request: email };
}

/** `greeting` is the opening line that the agent was given for this call; null when none was. */
function viewCall({ id, at, facts, request }: Entry, now: number) {
  const current = callAt(facts, now);
  const { from_number, to_number, agent_id, call_status, disconnection_reason = null } = current;
  const asked = parseJson(request) as {
    agent_override?: { retell_llm?: { begin_message?: string | null } };
    retell_llm_dynamic_variables?: { begin_message?: string };
  };
  const greeting =
    asked.agent_override?.retell_llm?.begin_message ??
    asked.retell_llm_dynamic_variables?.begin_message ??
    null;
  const call = { from_number, to_number, agent_id, greeting, call_status, disconnection_reason };
  return { call_id: id, at: isoTime(at), ...call, request: asked };
}
