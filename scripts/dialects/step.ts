// One documented example of a product: the request as its documentation has it, and what must come of it.
import { z } from "zod";
import { demo } from "../seed.ts";

export type Fields = Record<string, unknown>;

export interface Received {
  /** What the pretend phones received: on WhatsApp, by SMS, on Messenger, Instagram and Telegram. */
  phone: Fields[];
  mailbox: Fields[];
}

export interface DialectStep {
  title: string;
  method: "GET" | "POST";
  path: string;
  body?: Fields;
  /** What the step shows, in a line. */
  promise: string;
  /** Throws when the answer, or what was received since the request, is not as documented. */
  check(answer: { status: number; body: unknown }, received: Received): void;
  /** The next step's path may name what this one answered. */
  keep?(body: unknown): void;
}

export interface DialectDemo {
  title: string;
  headers: Record<string, string>;
  steps: DialectStep[];
}

export interface Played {
  status: number;
  body: unknown;
  received: Fields[];
  /** What went otherwise than documented; null when nothing did. */
  problem: string | null;
}

const shelfSchema = z.array(z.record(z.string(), z.unknown()));
const stateSchema = z.object({ phone: shelfSchema, mailbox: shelfSchema });

async function shelves(url: string): Promise<Received> {
  const response = await fetch(`${url}/simulator/api/state`, {
    headers: { "x-api-key": demo.key },
  });
  const { phone, mailbox } = stateSchema.parse(await response.json());
  return { phone: phone.filter(({ direction }) => direction !== "written"), mailbox };
}

/** Makes the request, looks at what arrived meanwhile, and judges both. */
export async function play(
  url: string,
  headers: Record<string, string>,
  { method, path, body, check, keep }: DialectStep,
): Promise<Played> {
  const before = await shelves(url);
  const response = await fetch(url + path, {
    method,
    headers: { accept: "application/json", "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  const after = await shelves(url);
  const received = {
    phone: after.phone.slice(before.phone.length),
    mailbox: after.mailbox.slice(before.mailbox.length),
  };
  const { status } = response;
  const played = { status, body: answer, received: [...received.phone, ...received.mailbox] };
  try {
    check({ status, body: answer }, received);
    keep?.(answer);
    return { ...played, problem: null };
  } catch (error) {
    return { ...played, problem: error instanceof Error ? error.message : String(error) };
  }
}
