import { and, eq, sql } from "drizzle-orm";
import { canonicalJson, type JsonObject } from "../lib/json.ts";
import type { AccountHealth } from "../model/account.ts";
import type { Database } from "./db.ts";
import { accounts } from "./schema.ts";

type AccountEvent = AccountHealth["events"][number];

const maxEvents = 20;
const maxRounds = 10;
const unknown: AccountHealth = { quality: null, restrictions: [], events: [] };

/**
 * Keeps what the provider reported about the account itself. Reports may come twice and in any order.
 *
 * @param at the event's own time, epoch milliseconds
 */
export async function recordAccountEvent(
  db: Database,
  accountId: string,
  event: string,
  at: number,
  details: JsonObject,
): Promise<void> {
  for (let round = 0; round < maxRounds; round++) {
    const stored = await db
      .select({ health: accounts.health, text: sql<string | null>`${accounts.health}`.as("text") })
      .from(accounts)
      .where(eq(accounts.id, accountId))
      .get();
    if (!stored) return;
    const health = healthAfter(stored.health ?? unknown, { event, at, details });
    const taken = await db
      .update(accounts)
      .set({ health })
      .where(and(eq(accounts.id, accountId), sql`${accounts.health} IS ${stored.text}`))
      .returning({ id: accounts.id });
    if (taken.length > 0) return;
  }
  throw new Error("the account's health is written by too many at once");
}

/** The health with one event more: what counts is the order of the events' own times. */
export function healthAfter(before: AccountHealth, event: AccountEvent): AccountHealth {
  const known = new Map([...before.events, event].map((one) => [canonicalJson(one), one]));
  const events = [...known.values()].toSorted((a, b) => a.at - b.at).slice(-maxEvents);
  return {
    quality: events.reduce((quality, one) => qualityIn(one) ?? quality, before.quality),
    restrictions: events.reduce((now, one) => restrictionsIn(one) ?? now, before.restrictions),
    events,
  };
}

/** Meta: `phone_number_quality_update` says FLAGGED when quality fell to low, UNFLAGGED when it rose again. */
function qualityIn({ event, details }: AccountEvent): string | null {
  const { quality, event: inner } = details;
  if (typeof quality === "string") return quality;
  const word = typeof inner === "string" ? inner : event;
  return word === "FLAGGED" || word === "UNFLAGGED" ? word : null;
}

/** Meta: `account_update` lists what is forbidden in `restriction_info`, and says a ban in `ban_info`. */
function restrictionsIn({ details }: AccountEvent): JsonObject[] | null {
  const { restriction_info: listed, ban_info: ban } = details;
  if (Array.isArray(listed)) return listed.filter(isObject);
  if (isObject(ban)) return ban["waba_ban_state"] === "REINSTATE" ? [] : [ban];
  return null;
}

const isObject = (value: unknown): value is JsonObject =>
  value !== null && typeof value === "object" && !Array.isArray(value);
