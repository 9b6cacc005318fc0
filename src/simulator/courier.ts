// Brings callbacks to the gateway's receivers: signed the provider's way, in order, and again after a bad
// answer.
import type { Clock } from "../lib/clock.ts";
import type { Fetcher } from "../lib/transport.ts";
import { batching } from "./callback.ts";
import type { PlayedProvider } from "./faults.ts";
import type { Letter } from "./letter.ts";
import { mailgunRequest } from "./mailgun-events.ts";
import { type AccountChange, type MetaChange, metaRequest, metaWebhook } from "./meta/webhook.ts";
import { postmarkRequest } from "./postmark-events.ts";
import type { CallbackQueue, QueuedCallback } from "./queue.ts";
import { relayRequest } from "./relay-events.ts";
import { retellRequest } from "./retell-events.ts";
import { sendgridRequest } from "./sendgrid-events.ts";
import type { Switches } from "./switches.ts";
import { telegramRequest } from "./telegram.ts";
import { twilioRequest } from "./twilio.ts";

/** Where the gateway takes the callbacks of one sender, and what they are signed with. */
export interface Subscription {
  hookPath: string;
  secret: string;
}

export interface CourierDeps {
  queue: CallbackQueue;
  switches(): Switches;
  /** The simulator's time, by which callbacks are due. */
  now: Clock;
  /** The time that signatures carry: the receiver's own clock does not jump. */
  clock: Clock;
  subscription(provider: PlayedProvider, sender: string): Promise<Subscription | null>;
  /** Delivers a request to the gateway itself. */
  callback: Fetcher;
}

const writers: Record<PlayedProvider, (letter: Letter) => Promise<Request>> = {
  meta: metaRequest,
  email: relayRequest,
  retell: retellRequest,
  twilio: twilioRequest,
  telegram: telegramRequest,
  sendgrid: sendgridRequest,
  postmark: postmarkRequest,
  mailgun: mailgunRequest,
};
/** The gateway has no host name of its own from in here; only the path counts. */
export const gatewayOrigin = "https://gateway.invalid";
const strangersSecret = "whsec_bm9ib2R5J3Mgc2VjcmV0";
const timeoutMs = 15_000;
const atOnce = 64;

export class Courier {
  readonly #deps: CourierDeps;

  constructor(deps: CourierDeps) {
    this.#deps = deps;
  }

  /**
   * Delivers everything that is due; only what is about `subject` when one is given. Requests leave in the
   * order in which they are due, and the next one about the same thing waits for the answer.
   *
   * @returns the last answer's status, null when nothing was delivered or nobody answered
   */
  async drain(subject: string | null = null): Promise<number | null> {
    const { queue, now } = this.#deps;
    let last: number | null = null;
    for (;;) {
      const due = queue.take(now(), atOnce, subject);
      if (due.length === 0) return last;
      const answers = new Map<string, Promise<number | null>>();
      for (const { lane, parcel } of this.#pack(due)) {
        await answers.get(lane);
        const request = await this.#write(parcel).catch(() => null);
        answers.set(lane, this.#deliver(parcel, request));
      }
      last = (await Promise.all(answers.values())).at(-1) ?? null;
    }
  }

  /** What goes into one request: one callback, or all that a provider batches for one sender. */
  #pack(due: QueuedCallback[]): { lane: string; parcel: QueuedCallback[] }[] {
    const { batch } = this.#deps.switches();
    const parcels = Map.groupBy(due, ({ id, provider, sender }) =>
      batch && batching.has(provider) ? sender : id,
    );
    return [...parcels.values()].map((parcel) => ({ lane: parcel[0]?.subject ?? "", parcel }));
  }

  /** "nobody" when the gateway has no receiver for it. */
  async #write(parcel: QueuedCallback[]): Promise<Request | "nobody" | null> {
    const [first] = parcel;
    if (!first) return null;
    const { provider, sender, webhookId } = first;
    const { subscription, clock, switches } = this.#deps;
    const subscribed = await subscription(provider, sender);
    if (!subscribed) return "nobody";
    return writers[provider]({
      url: new URL(subscribed.hookPath, gatewayOrigin).href,
      body: bodyOf(provider, parcel),
      secret: switches().wrong_signature ? strangersSecret : subscribed.secret,
      webhookId,
      signedAt: clock(),
    });
  }

  async #deliver(
    parcel: QueuedCallback[],
    request: Request | "nobody" | null,
  ): Promise<number | null> {
    const { queue, now } = this.#deps;
    const status = request instanceof Request ? await this.#ask(request).catch(() => null) : null;
    const isTaken = request === "nobody" || (status !== null && status >= 200 && status < 300);
    for (const one of parcel) {
      if (isTaken) queue.finish(one.id);
      else queue.refuse(one, status, now());
    }
    return status;
  }

  async #ask(request: Request): Promise<number> {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await this.#deps.callback(new Request(request, { signal }));
    await response.body?.cancel();
    return response.status;
  }
}

function bodyOf(provider: PlayedProvider, parcel: QueuedCallback[]): string {
  const bodies = parcel.map(({ body }) => body);
  return provider === "meta"
    ? metaWebhook(bodies.map((body) => JSON.parse(body) as MetaChange | AccountChange))
    : bodies.join(",\r\n");
}
