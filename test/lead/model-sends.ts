// Sends of every kind to the model and to the real object: once, again under their key, all at once.
import { runInDurableObject } from "cloudflare:test";
import fc from "fast-check";
import { expect } from "vitest";
import type { SendOrder, SendOutcome } from "../../src/lead/port.ts";
import type { Fault } from "../../src/simulator/faults.ts";
import { busyMs, type Kind, type LeadModel, type Meeting, minuteMs, type Sent } from "./model.ts";
import { channelOf, command, eventually, type Real } from "./model-real.ts";

const providerOf = { whatsapp: "meta", email: "email", call: "retell" } as const;
const refusal: Record<keyof typeof providerOf, Fault> = {
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

export const nth = fc.nat({ max: 30 });

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

export const sendings = fc.record({
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

export const sendCommand = (sending: Sending) =>
  command(`send(${JSON.stringify(sending)})`, (model, real) => send(model, real, sending));

/** The Worker's own repeat of a call that broke. */
export const sendSame = (n: number) =>
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
export const sendAtOnce = (callers: number, key: string) =>
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
