// The window over generated histories and clocks, against a model that looks at all events at once.
import fc from "fast-check";
import { expect, test } from "vitest";
import { windowMs } from "../../src/model/window.ts";
import { accounts, order, ref, startedAt, text, world, wrote } from "../support/lead-harness.ts";

const minuteMs = 60_000;

/** A person wrote at `at` (by the provider's clock), and we heard of it `lateMs` later, perhaps twice. */
const event = fc.record({
  at: fc.integer({ min: -50 * 60, max: 10 }).map((minutes) => minutes * minuteMs),
  lateMs: fc.integer({ min: 0, max: 48 * 60 }).map((minutes) => minutes * minuteMs),
  twice: fc.boolean(),
  /** Written to another of our numbers, or from another address. */
  elsewhere: fc.constantFrom("account", "address", null, null, null),
});

test("is open exactly while the latest message of that person to that number is younger than a day", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { maxLength: 12 }),
      fc.integer({ min: -1, max: 1 }),
      async (events, edgeMs) => {
        const w = world();
        let latest: number | null = null;
        for (const [i, { at, lateMs, twice, elsewhere }] of events.entries()) {
          const writtenAt = startedAt + at;
          w.now = Math.max(w.now, writtenAt + lateMs - 5 * minuteMs);
          const inbound = {
            ...wrote(writtenAt, `wamid.${i}`),
            ...(elsewhere === "account"
              ? { account: { id: "another-number", channel: "whatsapp" as const } }
              : {}),
            ...(elsewhere === "address" ? { from: ["+12025550199"] as [string] } : {}),
          };
          for (let n = twice ? 2 : 1; n > 0; n--) await w.lead.current.receive(ref, inbound);
          const counted = Math.min(writtenAt, w.now + 5 * minuteMs);
          if (elsewhere === null) latest = Math.max(latest ?? counted, counted);
        }
        if (latest !== null) w.now = Math.max(w.now, latest + windowMs + edgeMs);
        const outcome = await w.lead.current.send(order(text("Hi")));
        expect(outcome.ok).toBe(latest !== null && w.now - latest < windowMs);
        const ours = (await w.lead.current.windows(ref)).find(
          ({ accountId, address }) =>
            accountId === accounts.whatsapp.id && address === "+12025550123",
        );
        expect(ours?.lastInboundAt ?? null).toBe(latest);
      },
    ),
    { numRuns: 300 },
  );
});
