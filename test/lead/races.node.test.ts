// What goes on at the same time in one lead: a queue that waits, a death with a report on record, a
// look-up that an operator overtakes, a key that lives longer than its claim.
import { expect, test } from "vitest";
import type { Verdict } from "../../src/model/failure.ts";
import type { LookUp } from "../../src/model/update.ts";
import {
  accepted,
  accounts,
  busy,
  call,
  dayMs,
  email,
  never,
  order,
  report,
  text,
  turn,
  unknown,
  world,
  wrote,
} from "../support/lead-harness.ts";

test("a send that arrives behind a message in retry does not stop the queue", async () => {
  const w = world();
  w.deliver = () => busy;
  await w.lead.current.send(order(call));
  await w.lead.current.send(order(call));
  w.deliver = () => accepted();
  await w.ring();
  expect(w.states().map(({ state }) => state)).toEqual(["sent", "sent"]);
});

test("a message that was reported before the object died counts as sent, and is done with", async () => {
  const w = world();
  await w.lead.current.receive({ workspaceId: "workspace", leadId: "lead" }, wrote(w.now));
  w.deliver = never;
  const sent = order(text("Hi"));
  void w.lead.current.send(sent);
  await turn();
  await w.lead.current.report(report(sent.messageId, "sent", w.now), null);
  w.restart();
  expect(w.states()).toMatchObject([{ state: "sent" }]);
  w.now += 2 * dayMs;
  await w.ring();
  expect(w.states()).toMatchObject([{ state: "sent", attempt: 1 }]);
});

test("a call that nobody could be asked about in time is asked about later, and found", async () => {
  const w = world();
  w.deliver = () => unknown;
  const sent = order(call);
  await w.lead.current.send(sent);
  const sentAt = w.now;
  while (w.now - sentAt < 50 * 60_000) await w.ring();
  expect(w.states()).toMatchObject([{ state: "unknown" }]);
  w.lookUp = () => ({ kind: "found", providerMessageId: "call-1", facts: [] });
  while (w.now - sentAt < 65 * 60_000) await w.ring();
  expect(w.states()).toMatchObject([{ state: "sent", attempt: 1 }]);
  const minutes = w.lookUps.map(({ at }) => (at - sentAt) / 60_000);
  expect(minutes.slice(0, 4)).toEqual([0.5, 2, 10, 60]);
});

test("a repeat that is refused while reports of the first attempt come in was sent all the same", async () => {
  const w = world();
  w.deliver = () => unknown;
  const sent = order(email("Hi"));
  await w.lead.current.send(sent);
  let refuse: (verdict: Verdict) => void = () => {};
  w.deliver = () =>
    new Promise<Verdict>((resolve) => {
      refuse = resolve;
    });
  const ringing = w.ring();
  await turn();
  const delivered = report(sent.messageId, "delivered", w.now, { accountId: accounts.email.id });
  expect(await w.lead.current.report(delivered, null)).toBe("recorded");
  refuse({ kind: "reject", code: "recipient_refused", message: "no", provider: { name: "email" } });
  await ringing;
  expect(w.states()).toMatchObject([{ state: "sent", attempt: 2 }]);
});

test("an answer of the provider that comes after an operator's decision asks for nothing more", async () => {
  const w = world();
  w.deliver = () => unknown;
  const sent = order(call);
  await w.lead.current.send(sent);
  let answer: (found: LookUp) => void = () => {};
  w.lookUp = () =>
    new Promise<LookUp>((resolve) => {
      answer = resolve;
    }) as unknown as LookUp;
  const ringing = w.ring();
  await turn();
  await w.lead.current.resolve("workspace", sent.messageId, "mark_failed");
  answer({ kind: "found", providerMessageId: "call-1", facts: [] });
  await ringing;
  const rows = w.db.prepare("SELECT state, due_at FROM messages").all();
  expect(rows).toEqual([{ state: "failed", due_at: null }]);
});

test("a message that is resent answers its own key only, not the next message's", async () => {
  const w = world();
  w.deliver = () => unknown;
  const keyed = () => order(call, { idempotency: { key: "k", fingerprint: "f" } });
  const first = keyed();
  await w.lead.current.send(first);
  w.now += 3 * dayMs;
  await w.ring();
  // The key is forgotten by now, and used again for a call that is still under way.
  w.deliver = never;
  const second = keyed();
  void w.lead.current.send(second);
  await turn();
  w.restart();
  w.deliver = () => accepted("call-of-the-first");
  await w.lead.current.resolve("workspace", first.messageId, "resend");
  await turn();
  const again = await w.lead.current.send(keyed());
  expect(again).toMatchObject({ receipt: { messageId: second.messageId } });
});
