import { expect, test } from "vitest";
import type { Verdict } from "../../src/model/failure.ts";
import {
  accepted,
  accounts,
  busy,
  call,
  dayMs,
  email,
  never,
  order,
  ref,
  startedAt,
  text,
  turn,
  unknown,
  workflow,
  world,
  wrote,
} from "../support/lead-harness.ts";

const provider = { name: "meta" };
const refusal: Verdict = { kind: "reject", code: "recipient_unreachable", message: "no", provider };

/** A promise and the means to keep it. */
function deferred<T>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((keep) => {
    resolve = keep;
  });
  return { promise, resolve };
}

test("answers a send with what the provider said, and stores it before the provider is called", async () => {
  const w = world();
  let stateAtDelivery: unknown;
  w.deliver = () => {
    stateAtDelivery = w.states()[0]?.state;
    return { kind: "accepted", providerMessageId: "call-1", callStatus: "registered" };
  };
  const outcome = await w.lead.current.send(order(call));
  expect(stateAtDelivery).toBe("sending");
  expect(outcome).toMatchObject({
    ok: true,
    replayed: false,
    receipt: { state: "sent", kind: "call", providerMessageId: "call-1", callStatus: "registered" },
  });
});

test("gives a lead that does not exist no storage at all", async () => {
  const w = world();
  w.profile = null;
  const outcome = await w.lead.current.send(order(call));
  expect(outcome).toMatchObject({ ok: false, failure: { code: "lead_not_found" } });
  expect(w.db.prepare("SELECT count(*) AS n FROM sqlite_master").get()).toEqual({ n: 0 });
  expect(w.alarmAt).toBeNull();
});

test("reports preconditions in the contract's order and records nothing for them", async () => {
  const w = world();
  const refusedWith = async (...args: Parameters<typeof order>) => {
    const outcome = await w.lead.current.send(order(...args));
    return outcome.ok ? outcome.receipt.state : outcome.failure.code;
  };
  const nothing = { ...workflow, accounts: {} };
  expect(await refusedWith(null, { workflow: null })).toBe("workflow_not_found");
  expect(await refusedWith(null, { workflow: nothing })).toBe("content_missing");
  const { profile } = w;
  w.profile = profile && { ...profile, phone: null, email: null };
  expect(await refusedWith(call, { workflow: nothing })).toBe("phone_missing");
  expect(await refusedWith(email("x"), { workflow: nothing })).toBe("email_missing");
  w.profile = profile;
  expect(await refusedWith(call, { workflow: nothing })).toBe("account_missing");
  const template = { kind: "template" as const, templateId: "t", components: [] };
  expect(await refusedWith(template)).toBe("template_not_found");
  expect(await refusedWith(text("x"))).toBe("window_closed");
  expect(w.states()).toEqual([]);
});

test("sends to one lead leave one at a time, in order of acceptance", async () => {
  const w = world();
  let inFlight = 0;
  let mostInFlight = 0;
  w.deliver = async () => {
    mostInFlight = Math.max(mostInFlight, ++inFlight);
    await turn();
    inFlight--;
    return accepted();
  };
  const orders = Array.from({ length: 50 }, (_, i) => order(email(`mail ${i}`)));
  const outcomes = await Promise.all(orders.map((each) => w.lead.current.send(each)));
  expect(outcomes.every((outcome) => outcome.ok && outcome.receipt.state === "sent")).toBe(true);
  expect(w.delivered.map(({ messageId }) => messageId)).toEqual(orders.map((o) => o.messageId));
  expect(mostInFlight).toBe(1);
});

test("leads that share an object do not wait for each other", async () => {
  const w = world();
  const stuck = deferred<Verdict>();
  const other = { workspaceId: "workspace", leadId: "other" };
  const first = order(call);
  w.deliver = ({ messageId }) => (messageId === first.messageId ? stuck.promise : accepted());
  const waiting = w.lead.current.send(first);
  const outcome = await w.lead.current.send(order(call, { ref: other }));
  expect(outcome).toMatchObject({ ok: true, receipt: { state: "sent" } });
  stuck.resolve(accepted());
  expect(await waiting).toMatchObject({ ok: true, receipt: { state: "sent" } });
});

test("a message is visible to its own workspace only", async () => {
  const w = world();
  const sent = order(call);
  await w.lead.current.send(sent);
  expect(await w.lead.current.message("workspace", sent.messageId)).toMatchObject({
    status: "sent",
  });
  expect(await w.lead.current.message("stranger", sent.messageId)).toBeNull();
  expect(await w.lead.current.cancel("stranger", sent.messageId)).toEqual({
    ok: false,
    failure: { code: "message_not_found" },
  });
});

test("repeating the same message id is the same send", async () => {
  const w = world();
  const sent = order(call);
  await w.lead.current.send(sent);
  const again = await w.lead.current.send(sent);
  expect(again).toMatchObject({ ok: true, receipt: { state: "sent" } });
  expect(w.delivered).toHaveLength(1);
});

test("an idempotency key sends once and replays its first answer", async () => {
  const w = world();
  const keyed = (fingerprint = "same") => order(call, { idempotency: { key: "k", fingerprint } });
  const hold = deferred<Verdict>();
  w.deliver = () => hold.promise;
  const first = w.lead.current.send(keyed());
  await turn();
  expect(await w.lead.current.send(keyed())).toMatchObject({
    ok: false,
    failure: { code: "idempotency_in_flight", retryAfterSeconds: 1 },
  });
  expect(await w.lead.current.send(keyed("other"))).toMatchObject({
    ok: false,
    failure: { code: "idempotency_key_reused" },
  });
  hold.resolve(accepted("call-1"));
  const answer = await first;
  expect(await w.lead.current.send(keyed())).toEqual({ ...answer, replayed: true });
  w.restart();
  expect(await w.lead.current.send(keyed())).toEqual({ ...answer, replayed: true });
  expect(w.delivered).toHaveLength(1);
  const elsewhere = { ...keyed(), ref: { ...ref, leadId: "other" } };
  expect(await w.lead.current.send(elsewhere)).toMatchObject({ ok: true, replayed: false });
});

test("a repeat of a key whose caller was lost with the object is answered, not told to wait", async () => {
  const w = world();
  const keyed = () => order(call, { idempotency: { key: "k", fingerprint: "f" } });
  w.deliver = never;
  void w.lead.current.send(keyed());
  await turn();
  w.restart();
  const again = await w.lead.current.send(keyed());
  expect(again).toMatchObject({ ok: true, replayed: true, receipt: { state: "unknown" } });
  expect(await w.lead.current.send(keyed())).toEqual(again);
  expect(w.delivered).toHaveLength(1);
});

test("a repeat of a key whose message was still in the queue when the object died sends it", async () => {
  const w = world();
  const keyed = () => order(call, { idempotency: { key: "k", fingerprint: "f" } });
  w.deliver = never;
  void w.lead.current.send(order(call));
  await turn();
  const first = keyed();
  void w.lead.current.send(first);
  await turn();
  w.deliver = () => accepted();
  w.restart();
  const { messageId } = first;
  expect(await w.lead.current.send(keyed())).toMatchObject({
    ok: true,
    replayed: true,
    receipt: { state: "sent", messageId },
  });
  expect(w.delivered.filter((one) => one.messageId === messageId)).toHaveLength(1);
});

test("replays a provider's refusal, but does not keep a refusal of our own", async () => {
  const w = world();
  const keyed = (content: Parameters<typeof order>[0]) =>
    order(content, { idempotency: { key: "k", fingerprint: "f" } });
  expect(await w.lead.current.send(keyed(text("too early")))).toMatchObject({
    failure: { code: "window_closed" },
    replayed: false,
  });
  w.deliver = () => refusal;
  const refused = await w.lead.current.send(keyed(call));
  expect(refused).toMatchObject({ ok: false, failure: { code: "recipient_unreachable" } });
  expect(await w.lead.current.send(keyed(call))).toEqual({ ...refused, replayed: true });
});

test("keeps the answer that was given while the outcome was open", async () => {
  const w = world();
  w.deliver = () => unknown;
  const keyed = () => order(email("x"), { idempotency: { key: "k", fingerprint: "f" } });
  const first = await w.lead.current.send(keyed());
  expect(first).toMatchObject({ ok: true, receipt: { state: "unknown" } });
  w.deliver = () => accepted();
  while (w.states()[0]?.state === "unknown") await w.ring();
  expect(w.states()[0]?.state).toBe("sent");
  expect(await w.lead.current.send(keyed())).toEqual({ ...first, replayed: true });
});

test("never resends what may have arrived, and does not let it hold back the next message", async () => {
  const w = world();
  w.deliver = () => unknown;
  const lost = order(call);
  expect(await w.lead.current.send(lost)).toMatchObject({ receipt: { state: "unknown" } });
  w.deliver = () => accepted();
  expect(await w.lead.current.send(order(call))).toMatchObject({ receipt: { state: "sent" } });
  for (let i = 0; i < 5; i++)
    if (w.alarmAt !== null && w.alarmAt < startedAt + dayMs) await w.ring();
  expect(w.delivered.filter(({ messageId }) => messageId === lost.messageId)).toHaveLength(1);
});

test("leaves an ambiguous message unresolved after a day", async () => {
  const w = world();
  w.deliver = () => unknown;
  await w.lead.current.send(order(call));
  while (w.alarmAt !== null) await w.ring();
  expect(w.now - startedAt).toBe(dayMs);
  expect(w.states()).toMatchObject([{ state: "unresolved", attempt: 1 }]);
});

test("counts the day of an ambiguous message from its release, not from its acceptance", async () => {
  const w = world();
  w.deliver = () => unknown;
  const at = startedAt + 3 * dayMs;
  await w.lead.current.send(order(email("x"), { command: { scheduledAt: at } }));
  while (w.alarmAt !== null) await w.ring();
  expect(w.delivered.length).toBeGreaterThan(5);
  expect(w.now).toBe(at + dayMs);
  expect(w.states()).toMatchObject([{ state: "unresolved" }]);
});

test("repeats an ambiguous e-mail with the same bytes until the relay's memory ends", async () => {
  const w = world();
  w.deliver = () => unknown;
  await w.lead.current.send(order(email("x")));
  while (w.alarmAt !== null) await w.ring();
  expect(w.delivered.length).toBeGreaterThan(5);
  expect(new Set(w.delivered.map(({ body }) => body)).size).toBe(1);
  expect(Math.max(...w.delivered.map(({ at }) => at))).toBeLessThan(startedAt + 23 * 3_600_000);
  expect(w.states()[0]?.state).toBe("unresolved");
});

test("a temporary no to the repeat of an ambiguous e-mail leaves it ambiguous", async () => {
  const w = world();
  w.deliver = () => unknown;
  await w.lead.current.send(order(email("x")));
  w.deliver = () => ({ kind: "reauth", code: "credentials_refused", message: "no", provider });
  await w.ring();
  expect(w.states()).toMatchObject([{ state: "unknown" }]);
});

test("a definite, temporary no is tried again later and holds back what was accepted after it", async () => {
  const w = world();
  w.deliver = () => busy;
  const first = order(call);
  const second = order(email("after"));
  const answers = await Promise.all([w.lead.current.send(first), w.lead.current.send(second)]);
  expect(answers).toMatchObject([
    { receipt: { state: "queued" } },
    { receipt: { state: "queued" } },
  ]);
  expect(w.delivered).toHaveLength(1);
  expect(w.alarmAt).toBeGreaterThanOrEqual(startedAt + 10_000);
  expect(w.alarmAt).toBeLessThan(startedAt + 30_000);
  w.deliver = () => accepted();
  await w.ring();
  const sent = w.delivered.slice(1).map(({ messageId }) => messageId);
  expect(sent).toEqual([first.messageId, second.messageId]);
});

test("gives up on a provider that stays busy", async () => {
  const w = world();
  w.deliver = () => busy;
  const sent = order(call);
  await w.lead.current.send(sent);
  while (w.alarmAt !== null) await w.ring();
  expect(w.delivered).toHaveLength(8);
  expect(await w.lead.current.message("workspace", sent.messageId)).toMatchObject({
    status: "failed",
    failure: { code: "provider_busy" },
  });
});

test("what a dead object left in flight becomes unknown and is not sent again", async () => {
  const w = world();
  w.deliver = () => never();
  const sent = order(call);
  void w.lead.current.send(sent);
  const behind = order(call);
  void w.lead.current.send(behind);
  await turn();
  expect(w.alarmAt).not.toBeNull();
  w.deliver = () => accepted();
  w.restart();
  expect(w.states()).toMatchObject([{ state: "unknown" }, { state: "queued" }]);
  await w.ring();
  expect(w.states()).toMatchObject([
    { state: "unknown", attempt: 1 },
    { id: behind.messageId, state: "sent", attempt: 1 },
  ]);
  expect(await w.lead.current.message("workspace", sent.messageId)).toMatchObject({
    status: "unknown",
    failure: { details: { reason: "interrupted" } },
  });
});

test("a late outcome of a superseded object changes nothing", async () => {
  const w = world();
  const late = deferred<Verdict>();
  w.deliver = () => late.promise;
  const answer = w.lead.current.send(order(email("x")));
  await turn();
  w.deliver = () => accepted("from the repeat");
  w.restart();
  while (w.states()[0]?.state === "unknown") await w.ring();
  late.resolve(refusal);
  await turn();
  expect(w.states()).toMatchObject([{ state: "sent", attempt: 2 }]);
  void answer;
});

test("an accepted message that nobody took up is sent by the alarm", async () => {
  const w = world();
  const stuck = order(call);
  w.deliver = () => never();
  void w.lead.current.send(order(call));
  void w.lead.current.send(stuck);
  await turn();
  w.restart();
  w.deliver = () => accepted();
  while (w.states()[1]?.state !== "sent") await w.ring();
  expect(w.delivered.at(-1)?.messageId).toBe(stuck.messageId);
});

test("a scheduled message leaves at its time, not before", async () => {
  const w = world();
  const at = startedAt + 3_600_000;
  const sent = order(call, { command: { scheduledAt: at } });
  expect(await w.lead.current.send(sent)).toMatchObject({
    receipt: { state: "scheduled", scheduledAt: at },
  });
  while (w.states()[0]?.state === "scheduled") {
    expect(w.delivered).toHaveLength(0);
    await w.ring();
  }
  expect(w.delivered).toEqual([expect.objectContaining({ messageId: sent.messageId, at })]);
});

test("an early alarm is not overridden by a later one", async () => {
  const w = world();
  await w.lead.current.send(order(call, { command: { scheduledAt: startedAt + 5_000 } }));
  await w.lead.current.send(order(call));
  expect(w.alarmAt).toBe(startedAt + 5_000);
  w.restart();
  await w.lead.current.send(order(call));
  expect(w.alarmAt).toBe(startedAt + 5_000);
});

test("a scheduled message can be cancelled until it is released, and cancelling repeats safely", async () => {
  const w = world();
  const sent = order(call, { command: { scheduledAt: startedAt + 60_000 } });
  await w.lead.current.send(sent);
  const { messageId } = sent;
  expect(await w.lead.current.cancel("workspace", messageId)).toEqual({ ok: true, messageId });
  expect(await w.lead.current.cancel("workspace", messageId)).toEqual({ ok: true, messageId });
  while (w.alarmAt !== null) await w.ring();
  expect(w.delivered).toHaveLength(0);
  const released = order(call);
  await w.lead.current.send(released);
  expect(await w.lead.current.cancel("workspace", released.messageId)).toEqual({
    ok: false,
    failure: { code: "not_cancellable", details: { status: "sent" } },
  });
});

test("refuses a time that lies in the past or too far ahead", async () => {
  const w = world();
  for (const scheduledAt of [startedAt - 6 * 60_000, startedAt + 366 * dayMs]) {
    expect(await w.lead.current.send(order(call, { command: { scheduledAt } }))).toMatchObject({
      failure: { code: "schedule_invalid" },
    });
  }
});

test("free text leaves while the person's last message is less than 24 hours old, to the millisecond", async () => {
  const w = world();
  await w.lead.current.receive(ref, wrote(startedAt));
  w.now = startedAt + dayMs - 1;
  expect(await w.lead.current.send(order(text("in time")))).toMatchObject({ ok: true });
  w.now = startedAt + dayMs;
  expect(await w.lead.current.send(order(text("too late")))).toMatchObject({
    failure: { code: "window_closed", details: { last_inbound_at: "2026-04-05T14:30:00Z" } },
  });
});

test("says null when the lead never wrote", async () => {
  const w = world();
  expect(await w.lead.current.send(order(text("hi")))).toMatchObject({
    failure: { code: "window_closed", details: { last_inbound_at: null } },
  });
});

test("the window belongs to the account and the address that the person wrote from", async () => {
  const w = world();
  await w.lead.current.receive(ref, {
    ...wrote(startedAt),
    account: { id: "another-number", channel: "whatsapp" },
  });
  await w.lead.current.receive(ref, { ...wrote(startedAt, "wamid.2"), from: ["+12025550199"] });
  expect(await w.lead.current.send(order(text("hi")))).toMatchObject({ ok: false });
});

test("a late or repeated delivery of a message does not lengthen the window", async () => {
  const w = world();
  const old = wrote(startedAt - dayMs + 1_000, "wamid.old");
  expect(await w.lead.current.receive(ref, old)).toBe("recorded");
  expect(await w.lead.current.receive(ref, old)).toBe("duplicate");
  await w.lead.current.receive(ref, wrote(startedAt - 2 * dayMs, "wamid.older"));
  expect(await w.lead.current.send(order(text("hi")))).toMatchObject({ ok: true });
  w.now += 1_000;
  expect(await w.lead.current.send(order(text("hi")))).toMatchObject({ ok: false });
});

test("a scheduled free text is judged when it leaves", async () => {
  const w = world();
  const at = startedAt + 3_600_000;
  const refused = order(text("nobody wrote"), { command: { scheduledAt: at } });
  const sent = order(text("she wrote"), { command: { scheduledAt: at + 60_000 } });
  await w.lead.current.send(refused);
  await w.lead.current.send(sent);
  while (w.states()[0]?.state === "scheduled") await w.ring();
  await w.lead.current.receive(ref, wrote(w.now));
  while (w.states()[1]?.state === "scheduled") await w.ring();
  expect(w.states()).toMatchObject([{ state: "failed", attempt: 0 }, { state: "sent" }]);
  expect(w.delivered).toHaveLength(1);
  expect(await w.lead.current.message("workspace", refused.messageId)).toMatchObject({
    failure: { code: "window_closed", details: { last_inbound_at: null } },
  });
});

test("believes a provider that calls the window closed, until the person writes again", async () => {
  const w = world();
  await w.lead.current.receive(ref, wrote(startedAt - 60_000));
  w.deliver = () => ({ kind: "reject", code: "window_closed", message: "closed", provider });
  expect(await w.lead.current.send(order(text("hi")))).toMatchObject({
    failure: { code: "window_closed", details: { last_inbound_at: "2026-04-05T14:29:00Z" } },
  });
  w.deliver = () => accepted();
  expect(await w.lead.current.send(order(text("hi")))).toMatchObject({ ok: false });
  expect(w.delivered).toHaveLength(1);
  w.now += 5_000;
  await w.lead.current.receive(ref, wrote(w.now));
  expect(await w.lead.current.send(order(text("hi")))).toMatchObject({ ok: true });
});

test("an account that was switched off meanwhile fails the message instead of holding the lead", async () => {
  const w = world();
  const sent = order(call, { command: { scheduledAt: startedAt + 1_000 } });
  await w.lead.current.send(sent);
  accounts.call.active = false;
  try {
    while (w.states()[0]?.state === "scheduled") await w.ring();
  } finally {
    accounts.call.active = true;
  }
  expect(await w.lead.current.message("workspace", sent.messageId)).toMatchObject({
    status: "failed",
    failure: { code: "account_missing" },
  });
});

test("uses its copy of the profile for a minute, and again when D1 cannot say", async () => {
  const w = world();
  await w.lead.current.send(order(call));
  await w.lead.current.send(order(call));
  expect(w.profileReads).toBe(1);
  w.now += 60_000;
  w.profileDown = true;
  expect(await w.lead.current.send(order(call))).toMatchObject({ ok: true });
  expect(w.profileReads).toBe(2);
});

test("without a copy and without D1 it refuses cleanly and records nothing", async () => {
  const w = world();
  w.profileDown = true;
  expect(await w.lead.current.send(order(call))).toMatchObject({
    failure: { code: "unavailable", retryAfterSeconds: 5 },
  });
  expect(w.states()).toEqual([]);
});

test("a changed profile counts from the next send on", async () => {
  const w = world();
  await w.lead.current.send(order(call));
  w.profile = w.profile && { ...w.profile, phone: "+12025550177" };
  await w.lead.current.profileChanged(ref);
  await w.lead.current.send(order(call));
  expect(w.delivered[1]?.body).toContain("+12025550177");
});

test("refuses more than 200 waiting messages of one lead, and takes new ones once they have left", async () => {
  const w = world();
  const gate = deferred<void>();
  w.deliver = () => gate.promise.then(() => accepted());
  const waiting = Array.from({ length: 200 }, () => w.lead.current.send(order(call)));
  await turn();
  expect(await w.lead.current.send(order(call))).toMatchObject({
    failure: { code: "lead_queue_full" },
  });
  gate.resolve();
  await Promise.all(waiting);
  expect(await w.lead.current.send(order(call))).toMatchObject({ ok: true });
});

test("every state reaches D1's list, and what D1 did not take is offered again", async () => {
  const w = world();
  w.projectionDown = true;
  const sent = order(call);
  await w.lead.current.send(sent);
  await turn();
  expect(w.projected).toEqual([]);
  expect(w.alarmAt).not.toBeNull();
  w.projectionDown = false;
  while (w.alarmAt !== null) await w.ring();
  expect(w.projected.at(-1)).toMatchObject({
    id: sent.messageId,
    workspaceId: "workspace",
    status: "sent",
    version: 2,
  });
});

test("erasing a lead leaves nothing of it and nothing else touched", async () => {
  const w = world();
  const other = { workspaceId: "workspace", leadId: "other" };
  const mine = order(call, { idempotency: { key: "k", fingerprint: "f" } });
  const theirs = order(call, { ref: other });
  await w.lead.current.send(mine);
  await w.lead.current.receive(ref, wrote(startedAt));
  await w.lead.current.send(theirs);
  await w.lead.current.erase(ref);
  for (const table of ["messages", "claims", "windows", "profiles"]) {
    const rows = w.db.prepare(`SELECT count(*) AS n FROM ${table} WHERE lead = 'lead'`).get();
    expect(rows, table).toEqual({ n: 0 });
  }
  expect(await w.lead.current.message("workspace", theirs.messageId)).toMatchObject({
    status: "sent",
  });
  expect(w.wiped).toBe(0);
  await w.lead.current.erase(other);
  expect(w.wiped).toBe(1);
});

test("opens a database that is already there without writing to it", async () => {
  const w = world();
  await w.lead.current.send(order(call));
  const before = w.db.prepare("SELECT total_changes() AS n").get();
  w.restart();
  expect(w.db.prepare("SELECT total_changes() AS n").get()).toEqual(before);
});
