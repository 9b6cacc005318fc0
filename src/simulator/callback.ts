// A provider reports something by itself. When each report comes, and in which order, is decided here
// once, by the switches and the seed; what happens to one on its way is the courier's affair.
import type { JsonObject } from "../lib/json.ts";
import { randomBase62 } from "../lib/token.ts";
import type { PlayedProvider } from "./faults.ts";
import { reordered } from "./random.ts";
import type { Switches } from "./switches.ts";

export interface Callback {
  provider: PlayedProvider;
  /** Whose receiver gets it: a phone_number_id, a from address, a from_number. */
  sender: string;
  /** The message, mail or call that it is about. */
  subject: string;
  /** What happened, in the provider's word. */
  event: string;
  /** How long after its cause it happens, in milliseconds. */
  afterMs: number;
  /** Meta, SendGrid: one change or event, so that several fit into a request; the others: the whole body. */
  body: JsonObject;
}

export interface PlannedCallback extends Callback {
  /** The same for every delivery of it. */
  webhookId: string;
  /** How long after its cause it is delivered, in milliseconds. */
  delayMs: number;
}

/** Who puts several events into one request. */
export const batching: ReadonlySet<PlayedProvider> = new Set(["meta", "sendgrid"]);

/** Long enough for everything about one message to be due, so that it fits into one request. */
const batchMs = 500;
const duplicateWithinMs = 200;

/** When the callbacks of one cause are delivered, in the order of their delivery. */
export function plan(
  callbacks: readonly Callback[],
  switches: Switches,
  random: () => number,
): PlannedCallback[] {
  if (switches.missing) return [];
  const turns = switches.reorder ? reordered(callbacks, random) : callbacks;
  const times = callbacks.map(({ afterMs }) => afterMs);
  const planned = turns.map((callback, i) => ({
    ...callback,
    webhookId: `msg_${randomBase62(27)}`,
    delayMs: times[i] ?? 0,
  }));
  const copies = switches.duplicate
    ? planned.map((one) => ({ ...one, delayMs: one.delayMs + random() * duplicateWithinMs }))
    : [];
  return [...planned, ...copies]
    .sort((a, b) => a.delayMs - b.delayMs)
    .map((one) => ({ ...one, delayMs: delayOf(one, switches) }));
}

function delayOf({ provider, delayMs }: PlannedCallback, { early, batch, late_ms }: Switches) {
  if (early) return 0;
  return (batch && batching.has(provider) ? batchMs : Math.round(delayMs)) + late_ms;
}
