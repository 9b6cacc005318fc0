import { expect, test } from "vitest";
import type { FactName, LookUp } from "../../src/model/update.ts";
import {
  accepted,
  accounts,
  call,
  dayMs,
  order,
  ref,
  report,
  startedAt,
  templateOf,
  text,
  turn,
  unknown,
  world,
  wrote,
} from "../support/lead-harness.ts";

const template = templateOf(accounts.whatsapp.id);
const whatsapp = (rest = {}) =>
  order({ kind: "template", templateId: "t", components: [] }, { template, ...rest });

const failure = { code: "recipient_unreachable" as const, message: "no" };

test("a report settles a message whose outcome was unknown, and it is never sent again", async () => {
  const w = world();
  w.deliver = () => unknown;
  const message = whatsapp();
  expect(await w.lead.current.send(message)).toMatchObject({ receipt: { state: "unknown" } });
  await w.lead.current.report(report(message.messageId, "sent", startedAt), null);
  while (w.alarmAt !== null) await w.ring();
  expect(await w.lead.current.message("workspace", message.messageId)).toMatchObject({
    status: "sent",
    providerMessageId: "provider-id",
    failure: null,
  });
  expect(w.delivered).toHaveLength(1);
});

test("what was reported while it was in flight was sent, though its object died before the answer", async () => {
  const w = world();
  w.deliver = () => new Promise(() => {});
  const message = whatsapp();
  void w.lead.current.send(message);
  await turn();
  await w.lead.current.report(report(message.messageId, "sent", startedAt), null);
  w.restart();
  while (w.alarmAt !== null) await w.ring();
  expect(await w.lead.current.message("workspace", message.messageId)).toMatchObject({
    status: "sent",
    failure: null,
  });
  expect(w.delivered).toHaveLength(1);
});

test("a failure reported for an unknown outcome is a failure, with its reason", async () => {
  const w = world();
  w.deliver = () => unknown;
  const message = whatsapp();
  await w.lead.current.send(message);
  await w.lead.current.report(report(message.messageId, "failed", startedAt, { failure }), null);
  expect(await w.lead.current.message("workspace", message.messageId)).toMatchObject({
    status: "failed",
    failure,
  });
});

test("of two failures the earlier one counts", async () => {
  const w = world();
  const message = whatsapp();
  await w.lead.current.send(message);
  const late = { code: "content_refused" as const };
  const at = startedAt + 5_000;
  await w.lead.current.report(report(message.messageId, "failed", at, { failure: late }), null);
  await w.lead.current.report(report(message.messageId, "failed", startedAt, { failure }), null);
  expect(await w.lead.current.message("workspace", message.messageId)).toMatchObject({
    failedAt: startedAt,
    failure,
  });
});

test("a report by the provider's id waits for its message, and is forgotten after eight days", async () => {
  const w = world();
  const early = report(null, "delivered", startedAt + 1_000, { providerMessageId: "wamid.early" });
  expect(await w.lead.current.report(early, null)).toBe("unknown");
  expect(await w.lead.current.report(early, ref)).toBe("parked");
  expect(await w.lead.current.report(early, ref)).toBe("parked");
  const stray = report(null, "read", startedAt, { providerMessageId: "wamid.never" });
  await w.lead.current.report(stray, ref);
  w.deliver = () => accepted("wamid.early");
  const message = whatsapp();
  await w.lead.current.send(message);
  expect(await w.lead.current.message("workspace", message.messageId)).toMatchObject({
    status: "delivered",
    facts: [{ name: "delivered" }],
  });
  const parked = () => w.db.prepare("SELECT count(*) AS n FROM parked").get();
  expect(parked()).toEqual({ n: 1 });
  w.now += 9 * dayMs;
  await w.lead.current.alarm();
  expect(parked()).toEqual({ n: 0 });
});

test("a report from another account or workspace changes nothing", async () => {
  const w = world();
  const message = whatsapp();
  await w.lead.current.send(message);
  const foreign = report(message.messageId, "read", startedAt, { accountId: "other" });
  expect(await w.lead.current.report(foreign, null)).toBe("unknown");
  const stranger = { ...report(message.messageId, "read", startedAt), workspaceId: "stranger" };
  expect(await w.lead.current.report(stranger, null)).toBe("unknown");
  expect(await w.lead.current.message("workspace", message.messageId)).toMatchObject({
    status: "sent",
    facts: [],
  });
});

test("a late 131047 closes the window that we thought open", async () => {
  const w = world();
  await w.lead.current.receive(ref, wrote(startedAt - 60_000));
  const message = order(text("hi"));
  expect(await w.lead.current.send(message)).toMatchObject({ ok: true });
  const closed = { failure: { code: "window_closed" as const } };
  await w.lead.current.report(report(message.messageId, "failed", startedAt + 1_000, closed), null);
  expect(await w.lead.current.send(order(text("again")))).toMatchObject({
    failure: { code: "window_closed" },
  });
});

const asks = (found: LookUp) => {
  const w = world();
  w.deliver = () => unknown;
  w.lookUp = () => found;
  return w;
};

test("asks about a call of unknown outcome after 30 s, 2 min and 10 min, and then knows it was not placed", async () => {
  const w = asks({ kind: "absent" });
  const message = order(call);
  await w.lead.current.send(message);
  while (w.alarmAt !== null) await w.ring();
  expect(w.lookUps.map(({ at }) => at - startedAt)).toEqual([30_000, 120_000, 600_000]);
  expect(await w.lead.current.message("workspace", message.messageId)).toMatchObject({
    status: "not_sent",
  });
  expect(w.delivered).toHaveLength(1);
});

test("finds a call that was placed, and what became of it", async () => {
  const missed = { name: "missed" as const, at: startedAt + 9_000, failure, details: {} };
  const w = asks({ kind: "found", providerMessageId: "call-9", facts: [missed] });
  const message = order(call);
  await w.lead.current.send(message);
  while (w.alarmAt !== null) await w.ring();
  expect(w.lookUps).toHaveLength(1);
  expect(await w.lead.current.message("workspace", message.messageId)).toMatchObject({
    status: "failed",
    providerMessageId: "call-9",
    failure,
    facts: [{ name: "sent" }, { name: "missed" }],
  });
});

test("counts the questions from the attempt, however long the message had waited for it", async () => {
  const w = asks({ kind: "absent" });
  await w.lead.current.send(order(call, { command: { scheduledAt: startedAt + dayMs } }));
  while (w.alarmAt !== null) await w.ring();
  expect(w.lookUps.map(({ at }) => at - startedAt - dayMs)).toEqual([30_000, 120_000, 600_000]);
  expect(w.states()).toMatchObject([{ state: "not_sent" }]);
});

test("a call that an operator has made again is asked about again", async () => {
  const w = asks({ kind: "absent" });
  const message = order(call);
  await w.lead.current.send(message);
  while (w.alarmAt !== null) await w.ring();
  w.now += 2 * dayMs;
  const resentAt = w.now;
  await w.lead.current.resolve("workspace", message.messageId, "resend");
  await turn();
  while (w.alarmAt !== null) await w.ring();
  const again = w.lookUps.filter(({ at }) => at >= resentAt).map(({ at }) => at - resentAt);
  expect(again).toEqual([30_000, 120_000, 600_000]);
});

test("a call that a report has settled is still asked for its end", async () => {
  const w = asks({ kind: "unavailable" });
  const message = order(call);
  await w.lead.current.send(message);
  const ours = { accountId: accounts.call.id };
  await w.lead.current.report(report(message.messageId, "started", startedAt, ours), null);
  const ended = { name: "analyzed" as const, at: startedAt + 60_000, failure: null, details: {} };
  w.lookUp = () => ({ kind: "found", providerMessageId: "provider-id", facts: [ended] });
  while (w.alarmAt !== null) await w.ring();
  const seen = await w.lead.current.message("workspace", message.messageId);
  expect(seen?.facts.map(({ name }) => name)).toEqual(["started", "analyzed"]);
});

test("what waited for the provider's id is joined when a report brings it", async () => {
  const w = world();
  w.deliver = () => unknown;
  const message = whatsapp();
  await w.lead.current.send(message);
  const failed = report(null, "failed", startedAt + 2_000, { failure });
  await w.lead.current.report(failed, ref);
  await w.lead.current.report(report(message.messageId, "sent", startedAt + 1_000), null);
  expect(await w.lead.current.message("workspace", message.messageId)).toMatchObject({
    status: "failed",
    failure,
    facts: [{ name: "sent" }, { name: "failed" }],
  });
});

test("leaves it unresolved when nobody can say for a day", async () => {
  const w = asks({ kind: "unavailable" });
  await w.lead.current.send(order(call));
  while (w.alarmAt !== null) await w.ring();
  expect(w.states()).toMatchObject([{ state: "unresolved" }]);
});

test("fetches the events of a call that never came, and stops once it is analysed", async () => {
  const w = world();
  const message = order(call);
  await w.lead.current.send(message);
  w.lookUp = () => ({
    kind: "found",
    providerMessageId: "provider-id",
    facts: (["started", "ended", "analyzed"] as const).map((name, i) => ({
      name,
      at: startedAt + i * 1_000,
      failure: null,
      details: {},
    })),
  });
  while (w.alarmAt !== null) await w.ring();
  expect(w.lookUps.map(({ at }) => at - startedAt)).toEqual([15 * 60_000]);
  expect(await w.lead.current.message("workspace", message.messageId)).toMatchObject({
    status: "delivered",
    facts: [{ name: "started" }, { name: "ended" }, { name: "analyzed" }],
  });
});

test("does not ask about a call whose events came", async () => {
  const w = world();
  const message = order(call);
  await w.lead.current.send(message);
  const ours = { accountId: accounts.call.id };
  for (const name of ["started", "ended", "analyzed"] satisfies FactName[]) {
    await w.lead.current.report(report(message.messageId, name, startedAt, ours), null);
  }
  while (w.alarmAt !== null) await w.ring();
  expect(w.lookUps).toEqual([]);
});

test("an operator settles what nobody can account for; a settled message cannot be resolved", async () => {
  const w = asks({ kind: "unavailable" });
  const messages = [order(call), order(call), order(call)];
  for (const message of messages) await w.lead.current.send(message);
  const [sent, failed, again] = messages.map(({ messageId }) => messageId) as [
    string,
    string,
    string,
  ];
  await w.lead.current.resolve("workspace", sent, "mark_sent");
  await w.lead.current.resolve("workspace", failed, "mark_failed");
  w.deliver = () => accepted("call-2");
  await w.lead.current.resolve("workspace", again, "resend");
  await turn();
  expect(w.states()).toMatchObject([
    { state: "sent" },
    { state: "failed" },
    { state: "sent", attempt: 2 },
  ]);
  const kept = w.db.prepare("SELECT count(*) AS n FROM messages WHERE request IS NOT NULL").get();
  expect(kept).toEqual({ n: 0 });
  expect(await w.lead.current.resolve("workspace", sent, "resend")).toMatchObject({
    failure: { code: "not_resolvable" },
  });
  expect(await w.lead.current.resolve("stranger", sent, "resend")).toMatchObject({
    failure: { code: "message_not_found" },
  });
});

test("shows the history of a lead by its own time, by channel and page", async () => {
  const w = world();
  await w.lead.current.send(order(call));
  await w.lead.current.receive(ref, wrote(startedAt - 5_000));
  w.now += 1_000;
  await w.lead.current.send(order({ kind: "email", text: "x" }));
  const page = async (query: object) =>
    w.lead.current.history(ref, { channels: null, limit: 50, offset: 0, order: "asc", ...query });
  const channels = async (query: object) =>
    (await page(query)).messages.map(({ channel }) => channel);
  expect(await channels({})).toEqual(["whatsapp", "call", "email"]);
  expect(await channels({ order: "desc" })).toEqual(["email", "call", "whatsapp"]);
  expect(await channels({ channels: ["call", "email"] })).toEqual(["call", "email"]);
  expect(await channels({ limit: 1, offset: 1 })).toEqual(["call"]);
  expect((await page({ limit: 1 })).total).toBe(3);
  const stranger = { workspaceId: "stranger", leadId: "lead" };
  const nothing = { channels: null, limit: 50, offset: 0, order: "asc" as const };
  expect(await w.lead.current.history(stranger, nothing)).toEqual({ messages: [], total: 0 });
});

test("within one second, which is all that Meta tells, the history keeps the order of arrival", async () => {
  const w = world();
  w.now = startedAt + 200;
  await w.lead.current.send(order(call));
  w.now = startedAt + 700;
  await w.lead.current.receive(ref, wrote(startedAt));
  const query = { channels: null, limit: 50, offset: 0, order: "asc" as const };
  const { messages } = await w.lead.current.history(ref, query);
  expect(messages.map(({ channel }) => channel)).toEqual(["call", "whatsapp"]);
});

test("shows the windows, and purges what is finished and old", async () => {
  const w = world();
  await w.lead.current.receive(ref, wrote(startedAt));
  expect(await w.lead.current.windows(ref)).toEqual([
    {
      accountId: accounts.whatsapp.id,
      address: "+12025550123",
      lastInboundAt: startedAt,
      open: true,
    },
  ]);
  const scheduled = order(call, { command: { scheduledAt: startedAt + dayMs } });
  await w.lead.current.send(scheduled);
  await w.lead.current.send(order(call));
  await w.lead.current.alarm();
  await w.lead.current.purge(ref, startedAt + 1);
  expect(w.states()).toMatchObject([{ id: scheduled.messageId, state: "scheduled" }]);
  expect((await w.lead.current.windows(ref)).length).toBe(1);
});
