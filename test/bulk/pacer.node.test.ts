import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPacer, type PacerState } from "../../src/bulk/pacer.ts";
import { type LeaseRequest, urgencyOf } from "../../src/bulk/pacing.ts";

const startedAt = Date.UTC(2026, 3, 5, 14, 30);
const minuteMs = 60_000;
const limits = { ratePerSecond: 10, pairMs: 0 };

function account() {
  const state = { now: startedAt, saved: null as PacerState | null };
  const open = () =>
    createPacer(
      {
        clock: () => state.now,
        save: (saved) => {
          state.saved = saved;
        },
      },
      state.saved,
    );
  return Object.assign(state, { open });
}

let asked = 0;
const wants = (count: number, rest: Partial<LeaseRequest> = {}): LeaseRequest => ({
  job: "a",
  urgency: urgencyOf(),
  leads: Array.from({ length: count }, () => `lead-${++asked}`),
  limits,
  ...rest,
});

describe("the rate", () => {
  it("is never exceeded by more than a quarter of a second's messages, whoever asks and when", () => {
    const asks = fc.array(
      fc.record({
        afterMs: fc.integer({ min: 0, max: 3_000 }),
        leads: fc.integer({ min: 1, max: 60 }),
      }),
      { minLength: 1, maxLength: 60 },
    );
    fc.assert(
      fc.property(asks, fc.constantFrom(1, 2, 10, 80), (all, ratePerSecond) => {
        const world = account();
        const pacer = world.open();
        let granted = 0;
        for (const [i, { afterMs, leads }] of all.entries()) {
          world.now += afterMs;
          const mine = wants(leads, { job: `job-${i % 3}`, limits: { ratePerSecond, pairMs: 0 } });
          granted += pacer.lease(mine).granted.length;
        }
        const seconds = (world.now - startedAt) / 1000;
        const burst = Math.max(1, ratePerSecond / 4);
        expect(granted).toBeLessThanOrEqual(seconds * ratePerSecond + burst + 1e-6);
      }),
    );
  });

  it("is used up by a job that asks when it is told to", () => {
    const world = account();
    const pacer = world.open();
    let granted = 0;
    while (world.now < startedAt + minuteMs) {
      const lease = pacer.lease(wants(50));
      granted += lease.granted.length;
      world.now += Math.max(lease.waitMs, 1);
    }
    expect(granted).toBeGreaterThan(0.97 * 600);
  });

  it("is shared by equals", () => {
    const world = account();
    const pacer = world.open();
    const granted = { a: 0, b: 0 };
    for (let i = 0; i < 100; i++) {
      world.now += 200;
      granted.a += pacer.lease(wants(50, { job: "a" })).granted.length;
      granted.b += pacer.lease(wants(50, { job: "b" })).granted.length;
    }
    expect(Math.abs(granted.a - granted.b)).toBeLessThan(0.2 * (granted.a + granted.b));
  });
});

describe("urgency", () => {
  it("puts transactional before notification before marketing, and high before low among them", () => {
    const order = [
      urgencyOf("TRANSACTIONAL", "HIGH"),
      urgencyOf("TRANSACTIONAL", "LOW"),
      urgencyOf("NOTIFICATION", "HIGH"),
      urgencyOf("NOTIFICATION"),
      urgencyOf("MARKETING", "HIGH"),
      urgencyOf("MARKETING", "LOW"),
    ];
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(new Set(order).size).toBe(order.length);
    expect(urgencyOf()).toBe(urgencyOf("NOTIFICATION", "NORMAL"));
  });

  it("holds a less urgent job back only while a more urgent one waits", () => {
    const world = account();
    const pacer = world.open();
    const marketing = () => wants(5, { job: "m", urgency: urgencyOf("MARKETING") });
    const invoices = (count: number) =>
      wants(count, { job: "t", urgency: urgencyOf("TRANSACTIONAL") });
    expect(pacer.lease(invoices(50)).granted.length).toBeGreaterThan(0);
    world.now += 500;
    expect(pacer.lease(marketing())).toMatchObject({ granted: [], hold: { reason: "outranked" } });
    // It got all that it asked for: it does not wait any more.
    expect(pacer.lease(invoices(1)).granted).toHaveLength(1);
    expect(pacer.lease(marketing()).granted.length).toBeGreaterThan(0);
  });

  it("forgets a job that does not come back", () => {
    const world = account();
    const pacer = world.open();
    pacer.lease(wants(50, { job: "t", urgency: urgencyOf("TRANSACTIONAL") }));
    world.now += 10_000;
    const lease = pacer.lease(wants(1, { job: "m", urgency: urgencyOf("MARKETING") }));
    expect(lease.granted).toHaveLength(1);
  });
});

describe("pairs", () => {
  it("are kept apart, and nobody else waits for that", () => {
    const world = account();
    const pacer = world.open();
    const pair = { ratePerSecond: 80, pairMs: 6_000 };
    const first = pacer.lease(wants(0, { leads: ["john"], limits: pair }));
    expect(first.granted).toEqual(["john"]);
    world.now += 1_000;
    const both = pacer.lease(wants(0, { job: "b", leads: ["john", "mary"], limits: pair }));
    expect(both).toMatchObject({ granted: ["mary"], waitMs: 0, hold: null });
    const again = pacer.lease(wants(0, { job: "b", leads: ["john"], limits: pair }));
    expect(again).toMatchObject({ granted: [], waitMs: 5_000, hold: null });
    world.now += 5_000;
    expect(pacer.lease(wants(0, { leads: ["john"], limits: pair })).granted).toEqual(["john"]);
  });
});

describe("a busy provider", () => {
  it("halves the rate once, has its wait, and gives the rate back step by step", () => {
    const world = account();
    const pacer = world.open();
    const busy = { kind: "busy", retryAfterMs: 4_000 } as const;
    pacer.report([busy, busy, busy], limits);
    expect(pacer.lease(wants(5))).toMatchObject({
      granted: [],
      waitMs: 4_000,
      hold: { reason: "provider_busy", until: startedAt + 4_000 },
    });
    expect(world.saved?.lowered?.ratePerSecond).toBe(5);
    world.now += 4_000;
    const rateOver = (seconds: number): number => {
      let granted = 0;
      for (let i = 0; i < seconds * 5; i++) {
        world.now += 200;
        granted += pacer.lease(wants(50)).granted.length;
      }
      return granted / seconds;
    };
    expect(rateOver(5)).toBeLessThan(7.5);
    rateOver(30);
    expect(rateOver(5)).toBeGreaterThan(9);
  });

  it("that keeps saying so is never given up", () => {
    const world = account();
    const pacer = world.open();
    for (let i = 0; i < 50; i++) {
      pacer.report([{ kind: "busy", retryAfterMs: null }], limits);
      world.now += 1_500;
    }
    world.now += minuteMs;
    expect(pacer.lease(wants(5)).granted.length).toBeGreaterThan(0);
  });

  it("may not ask for more than a quarter of an hour", () => {
    const world = account();
    const pacer = world.open();
    pacer.report([{ kind: "busy", retryAfterMs: 24 * 60 * minuteMs }], limits);
    expect(pacer.lease(wants(1)).waitMs).toBe(15 * minuteMs);
  });
});

describe("refused credentials", () => {
  const refused = { kind: "refused", message: "Give it others." } as const;

  it("let one message a minute through, also after the object lived again", () => {
    const world = account();
    world.open().report([refused], limits);
    const pacer = world.open();
    expect(pacer.lease(wants(5))).toMatchObject({
      granted: [],
      waitMs: minuteMs,
      hold: { reason: "credentials_refused", message: "Give it others." },
    });
    world.now += minuteMs;
    expect(pacer.lease(wants(5)).granted).toHaveLength(1);
    expect(pacer.lease(wants(5))).toMatchObject({ granted: [], waitMs: minuteMs });
  });

  it("are forgotten when a message is accepted, or when the account has others", () => {
    const world = account();
    const pacer = world.open();
    pacer.report([refused], limits);
    world.now += minuteMs;
    pacer.lease(wants(1));
    pacer.report([{ kind: "accepted" }], limits);
    expect(pacer.lease(wants(2)).granted.length).toBeGreaterThan(0);
    pacer.report([refused], limits);
    pacer.renew();
    expect(pacer.lease(wants(1)).hold).toBeNull();
  });
});
