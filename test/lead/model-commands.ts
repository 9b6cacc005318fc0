// What may happen to a lead's object, each done to the model and to the real one, and both compared.
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { expect, vi } from "vitest";
import type { LeadPort, Resolution, SendOrder, SendOutcome } from "../../src/lead/port.ts";
import type { Channel } from "../../src/model/channel.ts";
import type { Content } from "../../src/model/command.ts";
import type { LeadRef } from "../../src/model/lead.ts";
import type { FactName } from "../../src/model/update.ts";
import type { Fault } from "../../src/simulator/faults.ts";
import { replySchema } from "../../src/simulator/meta/reply.ts";
import { defaultSwitches } from "../../src/simulator/switches.ts";
import { edge } from "../../src/wiring.ts";
import { leadObjectOf, type Person, type Workspace } from "../support/gateway.ts";
import {
  busyMs,
  dayMs,
  type Kind,
  type LeadModel,
  type Meeting,
  minuteMs,
  type Sent,
} from "./model.ts";

type Command = fc.AsyncCommand<LeadModel, Real>;

/** Nothing is reported by itself, and nobody answers the phone: only commands change anything. */
export const quiet = { ...defaultSwitches, missing: true, answer_call: "ring" as const };

const channelOf: Record<Kind, Channel> = {
  text: "whatsapp",
  template: "whatsapp",
  email: "email",
  call: "call",
};
const providerOf = { whatsapp: "meta", email: "email", call: "retell" } as const;
const shelfOf = { whatsapp: "phone", email: "mailbox", call: "calls" } as const;
const reportsOf: Record<Kind, FactName[]> = {
  text: ["sent", "delivered", "read", "failed"],
  template: ["sent", "delivered", "read", "failed"],
  email: ["delivered", "opened", "bounced"],
  call: ["started", "ended", "missed"],
};
const isOnce = ["failed", "bounced", "missed"];

const refusal: Record<Channel, Fault> = {
  whatsapp: { kind: "status", status: 400, body: { error: { message: "no", code: 131026 } } },
  email: {
    kind: "status",
    status: 422,
    body: { statusCode: 422, name: "validation_error", message: "no" },
  },
  call: { kind: "status", status: 402, body: { status: "error", message: "no" } },
};
const faultOf: Record<Exclude<Meeting, "takes" | "refuses">, Fault> = {
  "is busy": { kind: "status", status: 429, headers: { "retry-after": String(busyMs / 1_000) } },
  "breaks off": { kind: "status", status: 502, body: "<html>Bad gateway</html>" },
  "takes and answers nonsense": { kind: "garbage" },
  "takes while the object dies": { kind: "hang_after_accept" },
};

/** Tries again until it holds. `expect.poll` would move the clock. */
async function eventually(check: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await check();
    } catch (error) {
      if (tries === 300) throw error;
      await scheduler.wait(10);
    }
  }
}

/** The real object of one lead, in the real Worker, with the simulator for its providers. */
export class Real {
  readonly acme: Workspace;
  readonly person: Person;
  readonly ref: LeadRef;
  readonly #helloWorld: string;
  readonly orders = new Map<string, SendOrder>();
  /** What the first caller of a key was told. */
  readonly answers = new Map<string, SendOutcome>();

  constructor(acme: Workspace, person: Person, helloWorld: string) {
    this.acme = acme;
    this.person = person;
    this.ref = { workspaceId: acme.id, leadId: person.id };
    this.#helloWorld = helloWorld;
  }

  get simulator() {
    return env.SIMULATOR.getByName(this.acme.id);
  }

  newId(): Promise<string> {
    return edge.newMessageId(this.ref);
  }

  #anyId: string | null = null;
  /** A stub of the object as it lives now: that of a dead one goes on failing. */
  async object() {
    this.#anyId ??= await this.newId();
    return leadObjectOf(this.#anyId);
  }

  async order(
    messageId: string,
    kind: Kind,
    { key, body, scheduledAt }: { key: string | null; body: string; scheduledAt: number | null },
  ): Promise<SendOrder> {
    const { workspaceId } = this.ref;
    const content: Record<Kind, Content> = {
      text: { kind: "text", text: body },
      template: { kind: "template", templateId: this.#helloWorld, components: [] },
      email: { kind: "email", text: body },
      call: { kind: "call", beginMessage: body },
    };
    return {
      ref: this.ref,
      messageId,
      idempotency: key === null ? null : { key, fingerprint: `${kind} ${body}` },
      workflow: await edge.findWorkflow(workspaceId, this.acme.workflowId),
      template: kind === "template" ? await edge.findTemplate(workspaceId, this.#helloWorld) : null,
      command: {
        leadId: this.ref.leadId,
        workflowId: this.acme.workflowId,
        channel: channelOf[kind],
        content: content[kind],
        metadata: {},
        scheduledAt,
      },
    };
  }

  /** What the provider has of a message, by its own log. */
  async taken({ id, kind }: Sent): Promise<{ id: string }[]> {
    const world = JSON.parse(await this.simulator.view());
    const entries: ({ id?: string; call_id?: string } & object)[] = world[shelfOf[channelOf[kind]]];
    return entries
      .filter((entry) => JSON.stringify(entry).includes(id))
      .map((entry) => ({ id: entry.id ?? entry.call_id ?? "" }));
  }

  async alarmAt(): Promise<number | null> {
    return runInDurableObject(await this.object(), (_, { storage }) => storage.getAlarm());
  }

  /** The alarm rings for everything that has come due. */
  async ring(): Promise<void> {
    for (let rings = 0; rings < 20; rings++) {
      const at = await this.alarmAt();
      if (at === null || at > Date.now()) return;
      await runDurableObjectAlarm(await this.object());
    }
    throw new Error("the alarm rings without end");
  }

  /** Compares everything that can be seen of the lead. */
  async compare(model: LeadModel): Promise<void> {
    const expected = Object.fromEntries(model.messages.map((m) => [m.id, model.status(m)]));
    // An operator's resend is answered before it is done.
    await eventually(async () => expect(await this.#statuses()).toEqual(expected));
    if (model.messages.some((message) => model.isOpen(message))) {
      expect(await this.alarmAt(), "something is open and no alarm is set").not.toBeNull();
    }
    const windows = await (await this.object()).windows(this.ref);
    expect(windows.some(({ open }) => open)).toBe(model.isWindowOpen());
  }

  async #statuses(): Promise<Record<string, string>> {
    const query = { channels: null, limit: 200, offset: 0, order: "asc" as const };
    const port: LeadPort = await this.object();
    const { messages } = await port.history(this.ref, query);
    const ours = messages.filter(({ direction }) => direction === "outbound");
    return Object.fromEntries(ours.map(({ id, status }) => [id, status]));
  }
}

const command = (
  name: string,
  run: (model: LeadModel, real: Real) => Promise<void>,
  check: (model: LeadModel) => boolean = () => true,
): Command => ({
  check,
  run: async (model, real) => {
    await run(model, real);
    await real.compare(model);
  },
  toString: () => name,
});

const receiptState = (sent: Sent): string =>
  ["not_sent", "unresolved"].includes(sent.state)
    ? "unknown"
    : sent.state.replace("cancelled", "scheduled");

/** What a caller is told of a message as the model has it. */
const outcomeOf = (sent: Sent, replayed: boolean) =>
  sent.state === "failed"
    ? { ok: false, messageId: sent.id, replayed }
    : { ok: true, replayed, receipt: { messageId: sent.id, state: receiptState(sent) } };

interface Sending {
  kind: Kind;
  key: string | null;
  body: string;
  isScheduled: boolean;
  meeting: Meeting;
}

async function repeatKey(real: Real, earlier: Sent, sending: Sending) {
  const { kind, key, body } = sending;
  const object = await real.object();
  const order = await real.order(await real.newId(), kind, { key, body, scheduledAt: null });
  const outcome = await object.send(order);
  const first = real.orders.get(earlier.id);
  if (order.idempotency?.fingerprint !== first?.idempotency?.fingerprint) {
    expect(outcome).toMatchObject({ ok: false, failure: { code: "idempotency_key_reused" } });
    return;
  }
  const answered = real.answers.get(earlier.key ?? "");
  if (answered) expect(outcome).toEqual({ ...answered, replayed: true });
  else expect(outcome).toMatchObject(outcomeOf(earlier, true));
  // Nobody was answered before the object died: this is what counts from now on.
  real.answers.set(earlier.key ?? "", outcome);
}

async function send(model: LeadModel, real: Real, sending: Sending): Promise<void> {
  const earlier = model.byKey(sending.key);
  if (earlier) return repeatKey(real, earlier, sending);
  const { kind, key, body, meeting } = sending;
  const scheduledAt = sending.isScheduled ? model.now + 10 * minuteMs : null;
  const id = await real.newId();
  const sent = model.accept({ id, kind, key, scheduledAt }, meeting);
  const order = await real.order(id, kind, { key, body, scheduledAt });
  real.orders.set(id, order);
  const channel = channelOf[kind];
  // Behind others it waits, and meets its provider another time.
  const meets = sent?.firstAttemptAt !== null && sent !== null;
  if (meets && meeting !== "takes") {
    const fault = meeting === "refuses" ? refusal[channel] : faultOf[meeting];
    await real.simulator.addFault({ provider: providerOf[channel], times: 1, fault });
  }
  const object = await real.object();
  if (meets && meeting === "takes while the object dies") {
    const broken = object.send(order).then(
      () => "answered",
      () => "broken",
    );
    await eventually(async () => expect(await real.taken(sent)).toHaveLength(1));
    await runInDurableObject(object, (_, state) => state.abort("the object dies")).catch(() => {});
    expect(await broken).toBe("broken");
    return;
  }
  const outcome = await object.send(order);
  if (!sent) {
    expect(outcome).toMatchObject({
      ok: false,
      failure: { code: "window_closed" },
      messageId: null,
    });
    return;
  }
  expect(outcome).toMatchObject(outcomeOf(sent, false));
  if (key !== null) real.answers.set(key, outcome);
}

const sendings = fc.record({
  kind: fc.constantFrom<Kind>("text", "template", "email", "call"),
  key: fc.constantFrom(null, null, "k1", "k2", "k3"),
  body: fc.constantFrom("one", "one", "two"),
  isScheduled: fc.constantFrom(false, false, false, true),
  meeting: fc.constantFrom<Meeting>(
    "takes",
    "takes",
    "refuses",
    "is busy",
    "breaks off",
    "takes and answers nonsense",
    "takes while the object dies",
  ),
});

const sendCommand = (sending: Sending) =>
  command(`send(${JSON.stringify(sending)})`, (model, real) => send(model, real, sending));

/** The Worker's own repeat of a call that broke. */
const sendSame = (n: number) =>
  command(
    `sendSame(${n})`,
    async (model, real) => {
      const sent = model.messages[n % model.messages.length] as Sent;
      const order = real.orders.get(sent.id) as SendOrder;
      const outcome = await (await real.object()).send(order);
      const first = sent.key === null ? null : real.answers.get(sent.key);
      if (first) expect(outcome).toEqual({ ...first, replayed: false });
      else expect(outcome).toMatchObject(outcomeOf(sent, false));
      if (sent.key !== null) real.answers.set(sent.key, outcome);
    },
    ({ messages }) => messages.length > 0,
  );

/** Several callers with one key at the same time. */
const sendAtOnce = (callers: number, key: string) =>
  command(
    `sendAtOnce(${callers}, ${key})`,
    async (model, real) => {
      const ids = await Promise.all(Array.from({ length: callers }, () => real.newId()));
      const orders = await Promise.all(
        ids.map((id) => real.order(id, "email", { key, body: "one", scheduledAt: null })),
      );
      const object = await real.object();
      const outcomes = await Promise.all(orders.map((order) => object.send(order)));
      const winners = orders.filter((_, i) => {
        const outcome = outcomes[i] as SendOutcome;
        if (!outcome.ok && outcome.failure.code === "idempotency_in_flight") return false;
        return !outcome.replayed;
      });
      expect(winners).toHaveLength(1);
      const [winner] = winners as [SendOrder];
      const sent = model.accept(
        { id: winner.messageId, kind: "email", key, scheduledAt: null },
        "takes",
      ) as Sent;
      real.orders.set(sent.id, winner);
      const outcome = outcomes[orders.indexOf(winner)] as SendOutcome;
      expect(outcome).toMatchObject(outcomeOf(sent, false));
      real.answers.set(key, outcome);
    },
    (model) => !model.byKey(key),
  );

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

const nth = fc.nat({ max: 30 });

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
