// Looks after messages that nothing happened to. A lead's object wakes by itself, but a platform that gave
// up its alarm does not bring it back: Cloudflare drops an alarm whose handler failed seven times in a row.
// The list knows what is open, so a regular run finds it and wakes the object.
// https://developers.cloudflare.com/durable-objects/api/alarms/
import { and, eq, inArray, lte, sql } from "drizzle-orm";
import { describeError, type Log } from "../lib/log.ts";
import { openStatuses } from "../model/message.ts";
import type { Database } from "./db.ts";
import { messages } from "./schema.ts";

export interface SweepDeps {
  db: Database;
  log: Log;
  /** The name of the object that holds a message; null when the id is none of ours. */
  objectOf(messageId: string): string | null;
  /** Lets an object do what is due, as its alarm would. */
  wake(object: string): Promise<void>;
}

export interface Swept {
  messages: number;
  objects: number;
  /** Objects that could not be woken. */
  failed: number;
}

type Status = (typeof openStatuses)[number];

/** Messages that one run looks after. */
const maxMessages = 500;
/** Messages taken, and objects woken, at a time. */
const pageSize = 50;
const minuteMs = 60_000;
/** When a message that is still open is looked after again. What is unknown may stay so for a day. */
const againAfterMs: Record<Status, number> = {
  queued: 10 * minuteMs,
  scheduled: 10 * minuteMs,
  unknown: 60 * minuteMs,
};

/**
 * Wakes the objects of messages that are overdue, each once, those with something to send first. To be
 * called every few minutes.
 *
 * @param now epoch milliseconds
 */
export async function sweep(deps: SweepDeps, now: number): Promise<Swept> {
  const woken = new Set<string>();
  const swept: Swept = { messages: 0, objects: 0, failed: 0 };
  for (const status of openStatuses) {
    while (swept.messages < maxMessages) {
      const ids = await take(deps.db, status, now);
      swept.messages += ids.length;
      const objects = new Set(ids.map(deps.objectOf).filter((name) => name !== null));
      const news = [...objects].filter((name) => !woken.has(name));
      for (const name of news) woken.add(name);
      swept.failed += await wakeAll(deps, news);
      if (ids.length < pageSize) break;
    }
  }
  swept.objects = woken.size;
  return swept;
}

/**
 * The longest overdue, which go to the end of their line in the same statement: runs that overlap never
 * share one, and neither what stays open nor what cannot be woken holds up those behind it.
 */
async function take(db: Database, status: Status, now: number): Promise<string[]> {
  const overdue = db
    .select({ id: messages.id })
    .from(messages)
    .where(and(eq(messages.status, status), lte(messages.checkAt, now)))
    .orderBy(messages.checkAt)
    .limit(pageSize);
  const taken = await db
    .update(messages)
    .set({ checkAt: sql`${now + againAfterMs[status]}` })
    .where(inArray(messages.id, overdue))
    .returning({ id: messages.id });
  return taken.map(({ id }) => id);
}

/** Gives the number of objects that could not be woken. */
async function wakeAll({ wake, log }: SweepDeps, objects: string[]): Promise<number> {
  const outcomes = await Promise.allSettled(objects.map(wake));
  const failures = outcomes.filter((outcome) => outcome.status === "rejected");
  for (const { reason } of failures) log.warn("wake_failed", describeError(reason));
  return failures.length;
}
