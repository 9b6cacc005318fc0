// What may happen to a lead's object, each done to the model and to the real one, and both compared.
import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import fc from "fast-check";
import { expect, vi } from "vitest";
import type { LeadPort, Resolution } from "../../src/lead/port.ts";
import type { FactName } from "../../src/model/update.ts";
import { replySchema } from "../../src/simulator/meta/reply.ts";
import { busyMs, dayMs, type Kind, minuteMs, type Sent } from "./model.ts";
import { type Command, channelOf, command, quiet } from "./model-real.ts";
import { nth, sendAtOnce, sendCommand, sendings, sendSame } from "./model-sends.ts";

const reportsOf: Record<Kind, FactName[]> = {
  text: ["sent", "delivered", "read", "failed"],
  template: ["sent", "delivered", "read", "failed"],
  email: ["delivered", "opened", "bounced"],
  call: ["started", "ended", "missed"],
};
const isOnce = ["failed", "bounced", "missed"];

const cancel = (n: number) =>
  command(
    `cancel(${n})`,
    async (model, real) => {
      const sent = model.messages[n % model.messages.length] as Sent;
      const outcome = await (await real.object()).cancel(real.ref.workspaceId, sent.id);
      expect(outcome.ok).toBe(model.cancel(sent));
    },
    ({ messages }) => messages.length > 0,
  );

const resolve = (n: number, action: Resolution) =>
  command(
    `resolve(${n}, ${action})`,
    async (model, real) => {
      const open = model.messages.filter(({ state }) =>
        ["unknown", "unresolved", "not_sent"].includes(state),
      );
      const sent = (open[n % Math.max(1, open.length)] ?? model.messages[0]) as Sent;
      const outcome = await (await real.object()).resolve(real.ref.workspaceId, sent.id, action);
      expect(outcome.ok).toBe(model.resolve(sent, action));
    },
    ({ messages }) => messages.length > 0,
  );

/** The provider reports about something that it took: once more, late, or before its own answer was read. */
const report = (n: number, which: number, byOurId: boolean) =>
  command(
    `report(${n}, ${which}, ${byOurId ? "by our id" : "by the provider's id"})`,
    async (model, real) => {
      const taken = model.messages.filter((message) => message.taken > 0);
      const sent = taken[n % taken.length] as Sent;
      const names = reportsOf[sent.kind];
      const name = names[which % names.length] as FactName;
      const port: LeadPort = await real.object();
      const [entry] = await real.taken(sent);
      // Of what was sent again the provider has two, and the object knows the later one.
      const known = (await port.message(real.ref.workspaceId, sent.id))?.providerMessageId;
      const channel = channelOf[sent.kind];
      const outcome = await port.report(
        {
          workspaceId: real.ref.workspaceId,
          accountId: real.acme.accounts[channel],
          messageId: byOurId ? sent.id : null,
          providerMessageId: known ?? entry?.id ?? "",
          fact: {
            name,
            at: (sent.firstAttemptAt ?? 0) + 1_000 * names.indexOf(name) + 1,
            failure: isOnce.includes(name) ? { code: "recipient_unreachable" } : null,
            details: {},
          },
        },
        real.ref,
      );
      expect(outcome).toBe(model.report(sent, name, byOurId));
    },
    ({ messages }) => messages.some(({ taken }) => taken > 0),
  );

/** The person writes: through the simulator's signed webhook and the Worker. */
const write = () =>
  command("write", async (model, real) => {
    const { phone } = real.person;
    const from = { phone_number_id: real.acme.phoneNumberId, from: phone };
    await real.simulator.set({ ...quiet, missing: false });
    const told = await real.simulator.receive(replySchema.parse({ ...from, text: "Hello" }));
    await real.simulator.set(quiet);
    expect(told?.delivered).toEqual({ status: 200 });
    model.wroteAt = Math.floor(model.now / 1_000) * 1_000;
  });

/** Meta delivers a message twice. */
const writeTwice = () =>
  command("writeTwice", async (model, real) => {
    const messageId = await real.newId();
    const inbound = {
      messageId,
      providerMessageId: `wamid.${messageId}`,
      account: { id: real.acme.accounts.whatsapp, channel: "whatsapp" as const },
      from: [real.person.phone] as [string],
      at: model.now,
      kind: "system",
      text: null,
      opensWindow: false,
      details: {},
    };
    const object = await real.object();
    const outcomes = [
      await object.receive(real.ref, inbound),
      await object.receive(real.ref, inbound),
    ];
    expect(outcomes).toEqual(["recorded", "duplicate"]);
  });

const pass = (name: string, ms: number) =>
  command(
    `pass(${name})`,
    async (model, real) => {
      model.now += ms;
      vi.setSystemTime(model.now);
      await real.ring();
      model.settle();
    },
    // A key is remembered for two days at least; whether for longer is nobody's promise.
    ({ now, startedAt }) => now + ms - startedAt < 2 * dayMs,
  );

/** The platform rings an alarm again that was done with, or early. */
const ringAgain = () =>
  command("ringAgain", async (_, real) => {
    await runDurableObjectAlarm(await real.object());
  });

const evict = () =>
  command("evict", async (_, real) => {
    // Only what is awake can be put to sleep.
    await real.alarmAt();
    await evictDurableObject(await real.object());
  });

export const commands: fc.Arbitrary<Command>[] = [
  sendings.map(sendCommand),
  sendings.map(sendCommand),
  sendings.map(sendCommand),
  nth.map(sendSame),
  fc
    .tuple(fc.integer({ min: 2, max: 6 }), fc.constantFrom("k4", "k5", "k6"))
    .map((given) => sendAtOnce(...given)),
  nth.map(cancel),
  fc
    .tuple(nth, fc.constantFrom<Resolution>("mark_sent", "mark_failed", "resend"))
    .map((given) => resolve(...given)),
  fc.tuple(nth, nth, fc.boolean()).map((given) => report(...given)),
  fc.tuple(nth, nth, fc.boolean()).map((given) => report(...given)),
  fc.constant(write()),
  fc.constant(writeTwice()),
  fc.constant(pass("a moment", 100)),
  fc.constant(pass("a quarter of an hour", 15 * minuteMs)),
  fc.constantFrom(
    pass("a day", dayMs + 60 * minuteMs),
    pass("what a busy provider asks for", busyMs),
  ),
  fc.constant(ringAgain()),
  fc.constantFrom(ringAgain(), ringAgain(), ringAgain(), evict()),
];
