// A lead may be erased at any moment, also while a provider is being asked.
import { expect, test } from "vitest";
import type { Verdict } from "../../src/model/failure.ts";
import { accepted, call, email, order, ref, world } from "../support/lead-harness.ts";

/** A world in which the provider takes its time. */
function slow() {
  const w = world();
  const { promise, resolve } = Promise.withResolvers<Verdict>();
  w.deliver = () => promise;
  return { w, answer: resolve };
}

test("a provider's answer after the erasure changes nothing and breaks nothing", async () => {
  const { w, answer } = slow();
  const sent = w.lead.current.send(order(call));
  await expect.poll(() => w.delivered.length).toBe(1);
  await w.lead.current.erase(ref);
  answer(accepted());
  w.profile = null;
  expect(await w.lead.current.send(order(call))).toMatchObject({
    failure: { code: "lead_not_found" },
  });
  expect(w.states()).toEqual([]);
  expect(await sent).toMatchObject({ ok: false, failure: { code: "lead_not_found" } });
});

test("who comes back after the erasure is a lead like any other", async () => {
  const w = world();
  await w.lead.current.send(order(call));
  await w.lead.current.erase(ref);
  expect(w.wiped).toBe(1);
  const scheduledAt = w.now + 60_000;
  const { messageId } = order(email("again"));
  const outcome = await w.lead.current.send(
    order(email("again"), { messageId, command: { scheduledAt } }),
  );
  expect(outcome).toMatchObject({ ok: true, receipt: { state: "scheduled" } });
  while (w.now < scheduledAt) await w.ring();
  expect(await w.lead.current.message(ref.workspaceId, messageId)).toMatchObject({
    status: "sent",
  });
});

test("erasing one lead takes nothing from another of the same object, not even a key without its message", async () => {
  const w = world();
  const other = { ...ref, leadId: "other" };
  const keyed = () => order(call, { idempotency: { key: "k", fingerprint: "f" } });
  const first = await w.lead.current.send(keyed());
  await w.lead.current.send(order(call, { ref: other }));
  w.now += 30 * 3_600_000;
  while (w.alarmAt !== null && w.alarmAt <= w.now) await w.ring();
  await w.lead.current.purge(ref, w.now);
  await w.lead.current.erase(other);
  expect(await w.lead.current.send(keyed())).toEqual({ ...first, replayed: true });
});
