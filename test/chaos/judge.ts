// Compares what callers were told and what the gateway shows with what the provider knows. The
// provider's log is right; everything else has to agree with it.
import { z } from "zod";
import type { Customer } from "./customer.ts";
import type { Attempt, ProviderLog } from "./provider/port.ts";
import type { Sent } from "./traffic.ts";

export interface Verdict {
  /** How often each promise was broken; zero everywhere is the only good verdict. */
  violations: Record<string, number>;
  /** Plain counts, for the table. */
  counts: Record<string, number>;
  /** The first few violations in words. */
  examples: string[];
}

const listedSchema = z.object({
  id: z.string(),
  status: z.string(),
  direction: z.string(),
  channel: z.string(),
});
export type Listed = z.infer<typeof listedSchema>;
const pageSchema = z.object({
  messages: z.array(listedSchema),
  next_cursor: z.string().nullable(),
});
const messageSchema = z.object({
  message: z.object({
    id: z.string(),
    status: z.string(),
    lead_id: z.string(),
    attempts: z.number(),
    timeline: z.array(z.object({ event: z.string() })),
  }),
});
type Shown = z.infer<typeof messageSchema>["message"];
const historySchema = z.object({
  history: z.array(
    z.object({ id: z.string(), direction: z.string(), provider_message_id: z.string().nullish() }),
  ),
  pagination: z.object({ has_more: z.boolean() }),
});

const concurrent = 16;

export function readerOf(url: string, customer: Customer) {
  const get = async (path: string): Promise<unknown> => {
    const response = await fetch(`${url}/api/public${path}`, {
      headers: { "x-api-key": customer.key },
    });
    if (response.status === 404) return null;
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };

  return {
    /** The workspace's list: D1, whatever the objects think. */
    async list(query = ""): Promise<Listed[]> {
      const all: Listed[] = [];
      let cursor: string | null = null;
      do {
        const at: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
        const page = pageSchema.parse(await get(`/messages?limit=200${query}${at}`));
        all.push(...page.messages);
        cursor = page.next_cursor;
      } while (cursor !== null);
      return all;
    },
    /** The messages themselves, from their objects; null for those that do not exist. */
    async messages(ids: readonly string[]): Promise<Map<string, Shown | null>> {
      const found = new Map<string, Shown | null>();
      const rest = [...ids];
      const read = async () => {
        for (let id = rest.pop(); id !== undefined; id = rest.pop()) {
          const answer = await get(`/messages/${id}`);
          found.set(id, answer === null ? null : messageSchema.parse(answer).message);
        }
      };
      await Promise.all(Array.from({ length: concurrent }, read));
      return found;
    },
    /** What was said with a lead, in order of acceptance. */
    async history(leadId: string) {
      const all: z.infer<typeof historySchema>["history"] = [];
      for (let more = true; more; ) {
        const page = historySchema.parse(
          await get(`/leads/${leadId}/history?limit=100&order=asc&offset=${all.length}`),
        );
        all.push(...page.history);
        more = page.pagination.has_more;
      }
      return all;
    },
  };
}

const unfinished = new Set(["queued", "scheduled"]);
const shownAsTaken = new Set(["sent", "delivered", "read"]);

/**
 * Messages that are still to be settled: all that are unknown, but for those that never arrived where
 * nobody can be asked.
 */
export function unsettled(unknown: readonly Listed[], { attempts }: ProviderLog): number {
  const taken = new Set(attempts.filter((one) => one.accepted).map((one) => one.messageId));
  return unknown.filter(({ id, channel }) => channel !== "whatsapp" || taken.has(id)).length;
}

/** Judges a run after its quiet. `listed` is D1's list, read before any object was asked. */
export async function judge(parts: {
  url: string;
  customer: Customer;
  sends: readonly Sent[];
  log: ProviderLog;
  listed: readonly Listed[];
}): Promise<Verdict> {
  const { customer, sends, log, listed } = parts;
  const reader = readerOf(parts.url, customer);
  const violations: Record<string, number> = {
    lost: 0,
    doubled: 0,
    phantom: 0,
    stuck: 0,
    "unknown, yet taken": 0,
    "shown as sent, yet never taken": 0,
    "other bytes on repeat": 0,
    "out of order": 0,
    "reports lost": 0,
    "replies lost": 0,
    "replies doubled": 0,
    "answers differing": 0,
    "never answered": 0,
    "answered 5xx": 0,
    "list differs from objects": 0,
  };
  const examples: string[] = [];
  const violated = (promise: string, what: string) => {
    violations[promise] = (violations[promise] ?? 0) + 1;
    if (examples.length < 20) examples.push(`${promise}: ${what}`);
  };

  const byMessage = Map.groupBy(log.attempts, ({ messageId }) => messageId);
  const taken = new Set(log.attempts.filter((one) => one.accepted).map((one) => one.messageId));
  const statuses = new Map(listed.map((row) => [row.id, row.status]));

  // What callers were told.
  for (const sent of sends) {
    for (const answer of sent.forbidden) violated("answered 5xx", answer);
    if (sent.differing)
      violated("answers differing", `${JSON.stringify(sent.answer)} then ${sent.differing}`);
    if (!sent.answer) violated("never answered", `${sent.key} after ${sent.tries} tries`);
    else if (sent.messageId && !statuses.has(sent.messageId))
      violated("lost", `${sent.messageId} was answered ${sent.answer.status}`);
  }

  // What the provider knows.
  for (const [messageId, attempts] of byMessage) {
    const times = attempts.filter(({ accepted }) => accepted).length;
    if (times > 1) violated("doubled", `${messageId} was taken ${times} times`);
    if (new Set(attempts.map(({ digest }) => digest)).size > 1)
      violated("other bytes on repeat", messageId);
    if (times > 0 && !statuses.has(messageId)) violated("phantom", `${messageId} is in no list`);
  }

  // What the gateway shows: the list first, then the objects.
  const ids = listed.filter(({ direction }) => direction === "outbound").map(({ id }) => id);
  const shown = await reader.messages(ids);
  for (const { id, status } of listed) {
    if (!shown.has(id)) continue;
    const message = shown.get(id);
    if (!message) {
      violated("list differs from objects", `${id} is ${status} in the list and nowhere else`);
      continue;
    }
    if (unfinished.has(status)) violated("stuck", `${id} is ${status}`);
    else if (message.status !== status)
      violated("list differs from objects", `${id}: ${status} there, ${message.status} here`);
    if (message.status === "unknown" && taken.has(id)) violated("unknown, yet taken", id);
    if (shownAsTaken.has(message.status) && !taken.has(id))
      violated("shown as sent, yet never taken", id);
  }
  for (const { messageId, fact } of log.acknowledged) {
    if (fact === "received") continue;
    const message = shown.get(messageId);
    if (message && !message.timeline.some(({ event }) => event === fact))
      violated("reports lost", `${messageId} was reported as ${fact}`);
  }

  // What was said with each lead.
  const histories = await Promise.all(customer.people.map(({ id }) => reader.history(id)));
  const order = firstArrivals(log.attempts);
  let keyed = 0;
  for (const history of histories) {
    const outbound = history.filter(({ direction }) => direction === "outbound");
    keyed += outbound.length;
    // Of a repeated one the first attempt may have died on its way, where no provider saw it.
    const once = outbound.filter(({ id }) => shown.get(id)?.attempts === 1);
    const arrivals = once.flatMap(({ id }) => order.get(id) ?? []);
    if (arrivals.some((seq, i) => i > 0 && seq < (arrivals[i - 1] ?? 0)))
      violated("out of order", `among ${outbound.length} messages of one lead`);
  }
  const inbound = histories.flat().filter(({ direction }) => direction === "inbound");
  const replies = Map.groupBy(inbound, ({ provider_message_id: id }) => id);
  for (const [id, rows] of replies) if (rows.length > 1) violated("replies doubled", String(id));
  for (const { messageId, fact } of log.acknowledged) {
    if (fact === "received" && !replies.has(messageId)) violated("replies lost", messageId);
  }
  // One record for each key: a second one is a message of its own, taken or not.
  const answered = sends.filter(({ messageId }) => messageId !== null).length;
  if (keyed > sends.length) violated("doubled", `${keyed} records of ${sends.length} keys`);

  const countOf = (status: string) =>
    [...shown.values()].filter((m) => m?.status === status).length;
  return {
    violations,
    examples,
    counts: {
      "keyed sends": sends.length,
      "answered with a message": answered,
      "requests of callers": sends.reduce((sum, { tries }) => sum + tries, 0),
      "requests at the provider": log.attempts.length,
      "taken by the provider": taken.size,
      "unknown, and never taken": countOf("unknown"),
      "not sent, and proven": countOf("not_sent"),
      failed: countOf("failed"),
      "reports acknowledged": log.acknowledged.length,
      "replies recorded": inbound.length,
    },
  };
}

/** When each message first arrived at the provider. */
function firstArrivals(attempts: readonly Attempt[]): Map<string, number> {
  const first = new Map<string, number>();
  for (const { messageId, seq } of attempts) {
    if (!first.has(messageId)) first.set(messageId, seq);
  }
  return first;
}
