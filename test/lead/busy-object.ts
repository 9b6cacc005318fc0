// A lead object with one of everything that its alarm may find: a message to release, a retry, a repeat, a
// question to a provider, reports to ask for, rows that D1 lacks. And the platform around it.
import { expect } from "vitest";
import type { Verdict } from "../../src/model/failure.ts";
import {
  accepted,
  call,
  type Delivered,
  email,
  order,
  startedAt,
  world,
} from "../support/lead-harness.ts";

const minuteMs = 60_000;
const provider = { name: "any" };
const lost: Verdict = { kind: "unknown", reason: "timeout", provider };
const busy: Verdict = { kind: "retry", message: "busy", provider, retryAfterMs: 10_000 };

export type BusyObject = Awaited<ReturnType<typeof busyObject>>;

/** All of it is in D1's list, and all of it is due in 16 minutes, which is now. */
export async function busyObject() {
  const w = world();
  /** How the provider meets a message the first time; afterwards it takes it. */
  const first = new Map<string, { verdict: Verdict; takes: boolean }>();
  /** What the providers took, by message id. */
  const taken = new Map<string, number>();
  w.deliver = ({ messageId }: Delivered) => {
    const meeting = first.get(messageId) ?? { verdict: accepted(messageId), takes: true };
    first.delete(messageId);
    if (meeting.takes) taken.set(messageId, (taken.get(messageId) ?? 0) + 1);
    return meeting.verdict;
  };
  w.lookUp = () => {
    const id = w.lookUps.at(-1)?.messageId ?? "";
    if (!taken.has(id)) return { kind: "absent" };
    const analyzed = { name: "analyzed" as const, at: w.now, failure: null, details: {} };
    return { kind: "found", providerMessageId: id, facts: [analyzed] };
  };
  const send = async (
    leadId: string,
    content: Parameters<typeof order>[0],
    meeting: { verdict: Verdict; takes: boolean } | null,
    scheduledAt: number | null = null,
  ) => {
    const sent = order(content, {
      ref: { workspaceId: "workspace", leadId },
      command: { scheduledAt },
    });
    if (meeting) first.set(sent.messageId, meeting);
    await w.lead.current.send(sent);
    return sent.messageId;
  };
  const ids = {
    scheduled: await send("one", call, null, startedAt + minuteMs),
    lostButTaken: await send("one", call, { verdict: lost, takes: true }),
    lost: await send("two", call, { verdict: lost, takes: false }),
    repeated: await send("three", email("x"), { verdict: lost, takes: true }),
    sent: await send("four", call, null),
    retried: await send("five", call, { verdict: busy, takes: false }),
    behind: await send("five", call, null),
  };
  await w.lead.current.alarm();
  w.now += 16 * minuteMs;
  return Object.assign(w, { ids, taken });
}

/** Cloudflare: a handler that throws is called again six times, doubling from 2 s; then the alarm is gone. */
export async function fireAlarm(w: BusyObject): Promise<void> {
  w.now = Math.max(w.now, w.alarmAt ?? w.now);
  for (let failures = 0; ; failures++) {
    w.alarmAt = null;
    try {
      return await w.lead.current.alarm();
    } catch {
      if (w.alarmAt !== null || failures === 6) return;
      w.now += 2_000 * 2 ** failures;
    }
  }
}

/** Time passes, and the alarm rings whenever it is set. */
export async function live(w: BusyObject, ms: number): Promise<void> {
  const until = w.now + ms;
  for (let rings = 0; w.alarmAt !== null && w.alarmAt <= until; rings++) {
    if (rings > 200) throw new Error("the alarm rings without end");
    await fireAlarm(w);
  }
  w.now = Math.max(w.now, until);
}

/** The sweeper's runs, every five minutes: it knows what D1's list says, and nothing else. */
export async function sweepFor(w: BusyObject, ms: number): Promise<void> {
  for (const until = w.now + ms; w.now < until; w.now += 5 * minuteMs) {
    const newest = new Map(w.projected.map((row) => [row.id, row]));
    for (const row of w.projected) {
      if ((newest.get(row.id)?.version ?? 0) < row.version) newest.set(row.id, row);
    }
    const overdue = [...newest.values()].some((row) => (row.checkAt ?? w.now + 1) <= w.now);
    if (overdue) await w.lead.current.wake().catch(() => {});
  }
}

const ended = ["sent", "failed", "not_sent", "unresolved"];

/** Every message has come to its end, once; what is said of it is true, and D1's list says the same. */
export function expectAllEnded(w: BusyObject, about: string): void {
  const newest = new Map(w.projected.map((row) => [row.id, row]));
  for (const row of w.projected) {
    if ((newest.get(row.id)?.version ?? 0) < row.version) newest.set(row.id, row);
  }
  for (const { id, state } of w.states()) {
    const times = w.taken.get(id) ?? 0;
    expect(ended, about).toContain(state);
    if (state === "sent") expect(times, about).toBeGreaterThan(0);
    if (state === "not_sent") expect(times, about).toBe(0);
    // An e-mail is repeated under its key, and its relay recognises the repeat; a call is made once.
    if (id !== w.ids.repeated) expect(times, about).toBeLessThanOrEqual(1);
    expect(newest.get(id), about).toMatchObject({ status: state, checkAt: null });
  }
  const deliveries = w.delivered.map(({ messageId }) => messageId);
  const { retried, behind } = w.ids;
  const overtaken = deliveries.indexOf(behind);
  if (overtaken >= 0) expect(deliveries.lastIndexOf(retried), about).toBeLessThan(overtaken);
}

/** What becomes of everything when nothing goes wrong. */
export function expectAllWell(w: BusyObject): void {
  expectAllEnded(w, "all well");
  const states = new Map(w.states().map(({ id, state }) => [id, state]));
  for (const [name, id] of Object.entries(w.ids)) {
    expect(states.get(id), name).toBe(name === "lost" ? "not_sent" : "sent");
  }
}
