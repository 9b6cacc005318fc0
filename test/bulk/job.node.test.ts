import { describe, expect, it } from "vitest";
import type { Verdict } from "../../src/model/failure.ts";
import { accepted, busy, dayMs, unknown } from "../support/lead-harness.ts";
import { job, jobWorld, order, people, untilOver } from "./job-world.ts";

const refusedBy = (code: "credentials_refused" | "recipient_unreachable"): Verdict =>
  code === "credentials_refused"
    ? { kind: "reauth", code, message: "Give it others.", provider: { name: "meta" } }
    : { kind: "reject", code, message: "No.", provider: { name: "meta" } };

describe("a job", () => {
  it("sends every lead one message, and is finished", async () => {
    const world = jobWorld(people(30));
    await world.job().start(order());
    await untilOver(world);
    const view = await world.job().get(job);
    expect(view).toMatchObject({ status: "finished", complete: true, hold: null });
    expect(view?.counts).toEqual({
      ...{ total: 30, pending: 0, sent: 30, queued: 0, failed: 0, skipped: 0, unknown: 0 },
    });
    expect(world.messages().map(({ lead }) => lead)).toEqual(people(30));
    expect(world.lead.delivered).toHaveLength(30);
  });

  it("finds more leads than one page holds before it has written to many", async () => {
    const world = jobWorld(people(2_500));
    world.limits = { ratePerSecond: 1, pairMs: 0 };
    await world.job().start(order());
    await world.ring();
    expect(await world.job().get(job)).toMatchObject({ complete: true, counts: { total: 2_500 } });
  });

  it("writes to the named leads that exist and are meant, each once", async () => {
    const world = jobWorld(people(10));
    const leadIds = ["lead-000003", "lead-000001", "lead-000003", "lead-999999"];
    await world.job().start(order({ target: { leadIds } }));
    await untilOver(world);
    expect(world.ledger().map(({ lead }) => lead)).toEqual(["lead-000001", "lead-000003"]);
    expect((await world.job().get(job))?.target).toEqual({ leadIdCount: 3 });
  });

  it("that means nobody is finished at once", async () => {
    const world = jobWorld([]);
    await world.job().start(order());
    await untilOver(world);
    expect((await world.job().get(job))?.counts.total).toBe(0);
  });

  it("is the same job when it is started again, and refuses another order under its id", async () => {
    const world = jobWorld(people(3));
    const leadIds = people(3);
    await world.job().start(order({ target: { leadIds } }));
    const again = order({ target: { leadIds: leadIds.toReversed() } });
    expect(await world.job().start(again)).toMatchObject({ ok: true, job: { id: "job" } });
    const other = await world.job().start(order({ name: "another" }));
    expect(other).toMatchObject({ ok: false, failure: { code: "idempotency_key_reused" } });
    await untilOver(world);
    expect(world.messages()).toHaveLength(3);
  });

  it("of another workspace, or with another id, is absent", async () => {
    const world = jobWorld(people(1));
    await world.job().start(order());
    for (const ref of [
      { ...job, workspaceId: "other" },
      { ...job, jobId: "other" },
    ]) {
      expect(await world.job().get(ref)).toBeNull();
      expect(await world.job().wait(ref, 10)).toBeNull();
      expect(await world.job().results(ref, { outcome: null, limit: 5, after: null })).toBeNull();
      for (const verb of ["pause", "resume", "stop"] as const) {
        expect(await world.job()[verb](ref)).toEqual({
          ok: false,
          failure: { code: "resource_not_found" },
        });
      }
    }
  });

  it("stores nothing when somebody asks about a job that does not exist", async () => {
    const world = jobWorld([]);
    await world.job().get(job);
    await world.job().stop(job);
    await world.job().alarm();
    expect(world.db.prepare("SELECT name FROM sqlite_master").all()).toEqual([]);
  });
});

describe("outcomes", () => {
  it("tell refusals, skipped leads and open ends apart", async () => {
    const world = jobWorld(people(4));
    const verdicts: Record<string, Verdict> = {
      "lead-000001": refusedBy("recipient_unreachable"),
      "lead-000002": unknown,
    };
    const leadOf = (messageId: string) => world.messages().find(({ id }) => id === messageId)?.lead;
    world.lead.deliver = ({ messageId }) => verdicts[leadOf(messageId) ?? ""] ?? accepted();
    const { profile } = world.lead;
    world.trouble = (name) => {
      // The last lead, whose turn comes when the others are claimed, wants no marketing.
      world.lead.profile = profile && {
        ...profile,
        ...(name === "send" && world.messages().length >= 3
          ? { optOuts: { whatsapp: { scope: "marketing", reason: "STOP" } } }
          : {}),
      };
    };
    world.limits = { ratePerSecond: 1, pairMs: 0 };
    const { command, ...route } = world.route();
    world.route = () => ({ ...route, command: { ...command, messageType: "MARKETING" } });
    await world.job().start(order());
    await untilOver(world);
    const outcomes = world.ledger().map(({ outcome, code }) => [outcome, code]);
    expect(outcomes).toEqual([
      ["sent", null],
      ["failed", "recipient_unreachable"],
      ["unknown", "unavailable"],
      ["skipped", "recipient_opted_out"],
    ]);
  });

  it("that are open are asked about later, until they are known", async () => {
    const world = jobWorld(people(1));
    world.lead.deliver = () => unknown;
    await world.job().start(order());
    await untilOver(world);
    expect((await world.job().get(job))?.counts.unknown).toBe(1);
    const [message] = world.messages();
    await world.lead.lead.current.resolve("workspace", message?.id ?? "", "mark_sent");
    await world.ring();
    expect((await world.job().get(job))?.counts).toMatchObject({ unknown: 0, sent: 1 });
  });

  it("are true when the report is read, and are paged in the order of leads", async () => {
    const world = jobWorld(people(5));
    world.lead.deliver = () => unknown;
    await world.job().start(order());
    await untilOver(world);
    for (const { id } of world.messages())
      await world.lead.lead.current.resolve("workspace", id, "mark_failed");
    const first = await world.job().results(job, { outcome: null, limit: 3, after: null });
    expect(first?.results.map(({ leadId, outcome, code }) => [leadId, outcome, code])).toEqual(
      people(3).map((lead) => [lead, "failed", "provider_refused"]),
    );
    const after = first?.next ?? null;
    const rest = await world.job().results(job, { outcome: null, limit: 3, after });
    expect(rest?.results.map(({ leadId }) => leadId)).toEqual(people(5).slice(3));
    expect(rest?.next).toBeNull();
    const sent = await world.job().results(job, { outcome: "sent", limit: 3, after: null });
    expect(sent?.results).toEqual([]);
  });
});

describe("pause, resume and stop", () => {
  it("a paused job sends nothing, and goes on where it was", async () => {
    const world = jobWorld(people(100));
    world.limits = { ratePerSecond: 2, pairMs: 0 };
    await world.job().start(order());
    await world.ring();
    expect(await world.job().pause(job)).toMatchObject({ ok: true, job: { status: "paused" } });
    const before = world.lead.delivered.length;
    expect(before).toBeGreaterThan(0);
    await world.ring();
    world.lead.now += dayMs;
    expect(world.lead.delivered).toHaveLength(before);
    expect((await world.job().get(job))?.counts.pending).toBe(100 - before);
    expect(await world.job().resume(job)).toMatchObject({ ok: true, job: { status: "running" } });
    await untilOver(world);
    expect(world.lead.delivered).toHaveLength(100);
  });

  it("a stopped job leaves the rest pending, for good", async () => {
    const world = jobWorld(people(100));
    world.limits = { ratePerSecond: 2, pairMs: 0 };
    await world.job().start(order());
    await world.ring();
    const before = world.lead.delivered.length;
    await world.job().stop(job);
    await world.ring();
    expect(world.lead.delivered).toHaveLength(before);
    const view = await world.job().get(job);
    expect(view).toMatchObject({ status: "stopped", counts: { pending: 100 - before } });
    expect(await world.job().resume(job)).toMatchObject({
      ok: false,
      failure: { code: "job_not_changeable" },
    });
    expect(await world.job().stop(job)).toMatchObject({ ok: true });
    expect(world.listed.at(-1)).toMatchObject({ status: "stopped", checkAt: null });
  });

  it("who was claimed when the object died gets the message, also when the job was stopped meanwhile", async () => {
    const world = jobWorld(people(10));
    await world.job().start(order());
    world.dieAt = 5;
    expect(await world.ring()).toBe(false);
    world.restart();
    await world.job().stop(job);
    await world.ring();
    expect(world.ledger().filter(({ outcome }) => outcome === "claimed")).toEqual([]);
    expect(world.messages().length).toBe((await world.job().get(job))?.counts.sent);
  });
});

describe("trouble", () => {
  it("of the store holds the job, which goes on by itself", async () => {
    const world = jobWorld(people(3));
    world.trouble = (name) => {
      if (name === "select") throw new Error("D1 is down");
    };
    await world.job().start(order());
    for (let i = 0; i < 5; i++) await world.ring();
    expect((await world.job().get(job))?.hold?.reason).toBe("unavailable");
    world.trouble = () => {};
    await untilOver(world);
    expect(world.messages()).toHaveLength(3);
  });

  it("that lasts is not asked about without a pause", async () => {
    const world = jobWorld(people(3));
    await world.job().start(order());
    await untilOver(world);
    world.lead.now += 91 * dayMs;
    world.trouble = (name) => {
      if (name === "unlist") throw new Error("D1 is down");
    };
    const before = world.lead.now;
    for (let i = 0; i < 5; i++) await world.ring();
    expect(world.lead.now - before).toBeGreaterThan(10_000);
    expect(world.wiped).toBe(false);
  });

  it("with a lead's object repeats the very same message", async () => {
    const world = jobWorld(people(3));
    let broken = 0;
    world.trouble = (name) => {
      if (name === "send" && broken++ < 4) throw new Error("Network connection lost.");
    };
    await world.job().start(order());
    await untilOver(world);
    expect(broken).toBe(7);
    expect(world.messages()).toHaveLength(3);
    expect((await world.job().get(job))?.counts.sent).toBe(3);
  });

  it("with the list of jobs is made good by the alarm", async () => {
    const world = jobWorld(people(3));
    world.trouble = (name) => {
      if (name === "list") throw new Error("D1 is down");
    };
    await world.job().start(order());
    await untilOver(world);
    expect(world.listed).toEqual([]);
    world.trouble = () => {};
    await world.ring();
    expect(world.listed.at(-1)).toMatchObject({ status: "finished", counts: { sent: 3 } });
  });

  it("with the account's credentials loses no lead: they get their message once it is repaired", async () => {
    const world = jobWorld(people(60));
    world.lead.deliver = () => refusedBy("credentials_refused");
    await world.job().start(order());
    await world.ring();
    const view = await world.job().get(job);
    expect(view?.hold).toMatchObject({ reason: "credentials_refused" });
    expect(view?.counts.failed).toBe(0);
    const before = world.lead.delivered.length;
    expect(before).toBeLessThanOrEqual(20);
    await world.ring();
    // One message a minute tries it again.
    expect(world.lead.delivered.length - before).toBe(1);
    world.lead.deliver = () => accepted();
    world.pacer.renew();
    await untilOver(world);
    expect((await world.job().get(job))?.counts).toMatchObject({ sent: 60, failed: 0 });
    const sent = world.messages().filter(({ state }) => state === "sent");
    expect(sent.map(({ lead }) => lead)).toEqual(people(60));
  });

  it("with an account that is never repaired ends the job all the same", async () => {
    const world = jobWorld(people(2));
    world.lead.deliver = () => refusedBy("credentials_refused");
    await world.job().start(order());
    await untilOver(world);
    expect(world.ledger().map(({ outcome, attempt }) => [outcome, attempt])).toEqual([
      ["failed", 5],
      ["failed", 5],
    ]);
  });

  it("at the provider that is busy slows the job down", async () => {
    const world = jobWorld(people(40));
    let refused = 0;
    world.lead.deliver = () => (refused++ < 1 ? busy : accepted());
    await world.job().start(order());
    await untilOver(world);
    expect(world.pacerState?.lowered?.ratePerSecond).toBe(40);
    expect(world.leases.some(({ hold }) => hold?.reason === "provider_busy")).toBe(true);
    expect((await world.job().get(job))?.counts.total).toBe(40);
  });
});

describe("time", () => {
  it("wait resolves when the job ends, or when its time is over", async () => {
    const world = jobWorld(people(3));
    await world.job().start(order());
    const short = world.job().wait(job, 50);
    await world.pass();
    expect((await short)?.status).toBe("running");
    const waits = world.job().wait(job, 1_000_000_000);
    await world.ring();
    expect((await waits)?.status).toBe("finished");
  });

  it("says how fast it goes and when it will end", async () => {
    const world = jobWorld(people(200));
    world.limits = { ratePerSecond: 5, pairMs: 0 };
    await world.job().start(order());
    expect((await world.job().get(job))?.ratePerSecond).toBeNull();
    await world.ring();
    const view = await world.job().get(job);
    expect(view?.ratePerSecond).toBeGreaterThan(3);
    expect(view?.ratePerSecond).toBeLessThan(6);
    const restMs = (view?.estimatedEndAt ?? 0) - world.lead.now;
    expect(restMs).toBeGreaterThan(((view?.counts.pending ?? 0) / 6) * 1000);
  });

  it("is forgotten 90 days after its end", async () => {
    const world = jobWorld(people(1));
    await world.job().start(order());
    await untilOver(world);
    for (let i = 0; i < 5 && !world.wiped; i++) await world.ring();
    expect(world.wiped).toBe(true);
    expect(await world.job().get(job)).toBeNull();
  });
});
