// The 24-hour window, from Meta's own bytes to the decision, against a model that looks at all events at
// once: timestamps in every shape, late, early, reordered, of two people and two numbers.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Verdict } from "../../src/model/failure.ts";
import type { LeadRef } from "../../src/model/lead.ts";
import { windowMs } from "../../src/model/window.ts";
import { receiver } from "../../src/providers/meta/receiver.ts";
import { type IngestDeps, ingest } from "../../src/receivers/ingest.ts";
import {
  accepted,
  accounts,
  order,
  ref,
  report,
  startedAt,
  text,
  world,
  wrote,
} from "../support/lead-harness.ts";

const secondMs = 1_000;
const skewMs = 5 * 60 * secondMs;
const phone = "+12025550123";
const edges = [-secondMs, -1, 0, 1, secondMs];
const closedByMeta: Verdict = {
  kind: "reject",
  code: "window_closed",
  message: "closed",
  provider: { name: "meta", code: 131047 },
};

test.each(edges.map((edgeMs) => [edgeMs, edgeMs < 0] as const))(
  "%s ms from the end of the 24 hours, free text may go: %s",
  async (edgeMs, open) => {
    const w = world();
    await w.lead.current.receive(ref, wrote(startedAt));
    w.now = startedAt + windowMs + edgeMs;
    expect((await w.lead.current.windows(ref)).map((window) => window.open)).toEqual([open]);
    expect(await w.lead.current.send(order(text("Hi")))).toMatchObject({ ok: open });
    expect(w.delivered).toHaveLength(open ? 1 : 0);
  },
);

/** How Meta, or somebody in its name, may write a time. Null: it is none. */
const shapes: Record<string, (seconds: number) => [written: unknown, seconds: number | null]> = {
  text: (s) => [String(s), s],
  number: (s) => [s, s],
  missing: () => [undefined, null],
  empty: () => ["", null],
  negative: (s) => [-s, null],
  "negative text": (s) => [`-${s}`, null],
  milliseconds: (s) => [String(s * 1_000), null],
  fraction: (s) => [s + 0.5, null],
  words: () => ["yesterday", null],
  "the year 9999": () => ["253402300799", 253_402_300_799],
  "the year 10000": () => ["253402300800", null],
};

const event = fc.record({
  /** Against the clock at the start. Meta counts in seconds. */
  seconds: fc.integer({ min: -8 * 86_400, max: 86_400 }),
  lateSeconds: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 7 * 86_400 })),
  shape: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom("text", "number") },
    { weight: 1, arbitrary: fc.constantFrom(...Object.keys(shapes)) },
  ),
  number: fc.constantFrom("whatsapp", "another"),
  /** A call opens the window, too; a notice does not. */
  what: fc.constantFrom("message", "message", "message", "call", "notice"),
  twice: fc.boolean(),
});
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;

/** Meta's body about one event. */
function bodyOf({ seconds, shape, what }: Event, id: string) {
  const [timestamp, said] = shapes[shape]?.(startedAt / secondMs + seconds) ?? [null, null];
  const common = { id, from: phone.slice(1), timestamp };
  const content = {
    message: { messages: [{ ...common, type: "text", text: { body: "Hi" } }] },
    notice: { messages: [{ ...common, type: "request_welcome" }] },
    call: { calls: [{ ...common, event: "connect", direction: "USER_INITIATED" }] },
  };
  const value = { metadata: { phone_number_id: "1" }, ...content[what as keyof typeof content] };
  const field = what === "call" ? "calls" : "messages";
  const body = { entry: [{ id: "waba", changes: [{ field, value }] }] };
  return { body, saidAt: said === null ? null : said * secondMs };
}

test("is open exactly while the latest event of that person to that number is younger than a day: 100,000 decisions", async () => {
  const w = world();
  let runs = 0;
  let decisions = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 8 }), async (events) => {
      w.now = startedAt;
      runs++;
      /** Two leads share the phone; whatever the person writes is theirs alike. */
      const refs = ["one", "two"].map((name) => ({
        workspaceId: "workspace",
        leadId: `${name} ${runs}`,
      }));
      const deps = {
        leadsOrStranger: async () => refs,
        leadsBehind: async () => refs,
        lead: async () => ({ port: w.lead.current, newMessageId: () => crypto.randomUUID() }),
      } as unknown as IngestDeps;
      const latest = new Map<string, number>();
      for (const [i, one] of events.entries()) {
        const { body, saidAt } = bodyOf(one, `wamid.${runs}.${i}`);
        w.now = Math.max(w.now, startedAt + (one.seconds + one.lateSeconds) * secondMs - skewMs);
        const account = { ...accounts.whatsapp, id: `account-${one.number}` };
        for (let n = one.twice ? 2 : 1; n > 0; n--) {
          for (const update of receiver.parse(JSON.parse(JSON.stringify(body)), w.now)) {
            await ingest(deps, account, update, w.now);
          }
        }
        if (saidAt === null || one.what === "notice") continue;
        const counted = Math.min(saidAt, w.now + skewMs);
        latest.set(account.id, Math.max(latest.get(account.id) ?? counted, counted));
      }
      const instants = [
        w.now,
        ...[...latest.values()].flatMap((last) => edges.map((edgeMs) => last + windowMs + edgeMs)),
      ];
      for (const now of instants) {
        w.now = now;
        for (const lead of refs) {
          decisions++;
          const seen = (await w.lead.current.windows(lead)).filter(
            ({ address }) => address === phone,
          );
          const wanted = [...latest].map(([accountId, last]) => ({
            accountId,
            address: phone,
            lastInboundAt: last,
            open: now - last < windowMs,
          }));
          const byAccount = (a: { accountId: string }, b: { accountId: string }) =>
            a.accountId < b.accountId ? -1 : 1;
          expect(seen.toSorted(byAccount)).toEqual(wanted.toSorted(byAccount));
        }
      }
      const [first] = refs as [LeadRef];
      const last = latest.get(accounts.whatsapp.id);
      const sent = await w.lead.current.send(order(text("Hi"), { ref: first }));
      expect(sent.ok).toBe(last !== undefined && w.now - last < windowMs);
    }),
    { numRuns: 6_000 },
  );
  expect(decisions).toBeGreaterThan(100_000);
}, 240_000);

/** Meta says that the window is closed, at once or in a report, of what was sent at `sentAt`. */
const contradiction = fc.record({
  sentMinutes: fc.integer({ min: 0, max: 23 * 60 }),
  lateMinutes: fc.integer({ min: 0, max: 3 * 60 }),
  atOnce: fc.boolean(),
});

test("Meta's word that it is closed counts until the person has written after what it was about", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(contradiction, { minLength: 1, maxLength: 4 }),
      fc.option(fc.integer({ min: 0, max: 23 * 60 })),
      async (contradictions, wroteMinutes) => {
        const w = world();
        const at = (minutes: number) => startedAt + minutes * 60_000;
        await w.lead.current.receive(ref, wrote(startedAt - 1));
        let refutedAt: number | null = null;
        const isOpen = () => refutedAt === null;
        const late: { at: number; sentAt: number; messageId: string }[] = [];
        for (const { sentMinutes, lateMinutes, atOnce } of contradictions.toSorted(
          (a, b) => a.sentMinutes - b.sentMinutes,
        )) {
          w.now = at(sentMinutes);
          const sentAt = w.now;
          const message = order(text("Hi"));
          w.deliver = () => (atOnce ? closedByMeta : accepted());
          const outcome = await w.lead.current.send(message);
          expect(outcome.ok).toBe(isOpen() && !atOnce);
          if (!isOpen()) continue;
          if (atOnce) refutedAt = sentAt;
          else
            late.push({ at: at(sentMinutes + lateMinutes), sentAt, messageId: message.messageId });
        }
        for (const { at: reportedAt, sentAt, messageId } of late.toSorted((a, b) => a.at - b.at)) {
          w.now = Math.max(w.now, reportedAt);
          const failure = { code: "window_closed" as const };
          await w.lead.current.report(
            report(messageId, "failed", sentAt + 1_000, { failure }),
            null,
          );
          refutedAt = Math.max(refutedAt ?? sentAt, sentAt);
        }
        if (wroteMinutes !== null)
          await w.lead.current.receive(ref, wrote(at(wroteMinutes), "wamid.later"));
        const last = wroteMinutes === null ? startedAt - 1 : at(wroteMinutes);
        const counted = Math.min(last, w.now + skewMs);
        const [window] = await w.lead.current.windows(ref);
        const isFresh = w.now - counted < windowMs;
        expect(window?.open).toBe(isFresh && (refutedAt === null || refutedAt < counted));
      },
    ),
    { numRuns: 500 },
  );
}, 60_000);
