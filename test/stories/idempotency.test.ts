// Idempotency-Key, scheduled_at and cancel, over HTTP.
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { beforeAll, expect, test } from "vitest";
import { leadObjectOf, type Person, type Workspace, workspace } from "../support/gateway.ts";

let acme: Workspace;
let john: Person;

beforeAll(async () => {
  acme = await workspace();
  john = await acme.person();
});

const key = (value: string) => ({ "idempotency-key": value });
const callsTo = async ({ phone }: Person) =>
  (await acme.state()).calls.filter((c: { to_number: string }) => c.to_number === phone).length;

test("the same key and body send once and answer the same, however the key is written", async () => {
  const lead = await acme.person();
  const body = { channel: "call", metadata: { a: 1, b: 2 } };
  const first = await acme.send(lead, body, key("k-1"));
  expect(first.headers.get("idempotent-replayed")).toBeNull();
  const again = await acme.send(lead, { metadata: { b: 2, a: 1 }, channel: "call" }, key('"k-1"'));
  expect(again.headers.get("idempotent-replayed")).toBe("true");
  expect(again).toMatchObject({ status: first.status, body: first.body });
  expect(again.headers.get("x-message-id")).toBe(first.headers.get("x-message-id"));
  expect(await callsTo(lead)).toBe(1);
});

test("another body under the same key is a 422", async () => {
  await acme.send(john, { channel: "call" }, key("k-2"));
  const other = await acme.send(john, { channel: "call", begin_message: "Hi" }, key("k-2"));
  expect(other).toMatchObject({ status: 422, body: { code: "idempotency_key_reused" } });
});

test("of twenty concurrent repeats one sends; the others wait or get its answer", async () => {
  const lead = await acme.person();
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => acme.send(lead, { channel: "call" }, key("k-3"))),
  );
  const sent = answers.filter(({ status }) => status === 200);
  expect(new Set(sent.map(({ body }) => body.call_id)).size).toBe(1);
  for (const { status, headers, body } of answers.filter((answer) => answer.status !== 200)) {
    expect(status).toBe(409);
    expect(headers.get("retry-after")).toBe("1");
    expect(body).toMatchObject({ code: "idempotency_in_flight", retry_after: 1 });
  }
  expect(await callsTo(lead)).toBe(1);
});

test("a key belongs to one lead", async () => {
  const [one, two] = [await acme.person(), await acme.person()];
  await acme.send(one, { channel: "call" }, key("k-4"));
  const other = await acme.send(two, { channel: "call" }, key("k-4"));
  expect(other.headers.get("idempotent-replayed")).toBeNull();
  expect(other.status).toBe(200);
});

test("a provider's refusal is replayed, a refusal of ours is not kept", async () => {
  const lead = await acme.person();
  const text = { channel: "whatsapp", content: "Hi" };
  expect((await acme.send(lead, text, key("k-5"))).status).toBe(422);
  await acme.writes(lead);
  const body = { error: { message: "(#131026)", code: 131026 } };
  await acme.fault("meta", { kind: "status", status: 400, body: JSON.stringify(body) });
  const refused = await acme.send(lead, text, key("k-5"));
  expect(refused.status).toBe(400);
  const replayed = await acme.send(lead, text, key("k-5"));
  expect(replayed.headers.get("idempotent-replayed")).toBe("true");
  const { request_id: _, ...same } = refused.body;
  expect(replayed).toMatchObject({ status: 400, body: same });
});

test("an unknown outcome under a key may be repeated safely, and says so", async () => {
  const lead = await acme.person();
  await acme.fault("retell", { kind: "drop" });
  const first = await acme.send(lead, { channel: "call" }, key("k-6"));
  expect(first).toMatchObject({ status: 202, body: { status: "unknown", retry_safe: true } });
  const again = await acme.send(lead, { channel: "call" }, key("k-6"));
  expect(again).toMatchObject({ status: 202, body: first.body });
  expect(await callsTo(lead)).toBe(0);
});

test("an e-mail whose fate is unknown is repeated until the relay confirms it, and arrives once", async () => {
  const lead = await acme.person();
  await acme.switches({ missing: true });
  await acme.fault("email", { kind: "garbage" });
  const answer = await acme.send(lead, { channel: "email", content: "Hi" });
  expect(answer).toMatchObject({ status: 202, body: { status: "unknown" } });
  const id = answer.body.message_id as string;
  const object = leadObjectOf(id);
  await runInDurableObject(object, (_, state) => {
    state.storage.sql.exec("UPDATE messages SET due_at = 0 WHERE id = ?", id);
  });
  await runDurableObjectAlarm(object);
  const { message } = (await acme.call("GET", `/api/public/messages/${id}`)).body;
  expect(message).toMatchObject({ status: "sent", attempts: 2 });
  const mails = (await acme.state()).mailbox.filter((m: { to: string }) =>
    JSON.stringify(m.to).includes(lead.email),
  );
  expect(mails).toHaveLength(1);
  await acme.switches({});
});

test("a scheduled message is a 202, leaves at its time, and can no longer be cancelled then", async () => {
  const lead = await acme.person();
  const at = new Date(Date.now() + 1_500).toISOString();
  const answer = await acme.send(lead, { channel: "call", scheduled_at: at });
  expect(answer.status).toBe(202);
  expect(answer.body).toMatchObject({ success: true, status: "scheduled", scheduled_at: at });
  expect(await callsTo(lead)).toBe(0);
  const path = `/api/public/messages/${answer.body.message_id}`;
  const status = async () => (await acme.call("GET", path)).body.message.status;
  await expect.poll(status, { timeout: 15_000 }).toMatch(/sent|delivered/);
  expect(await acme.call("POST", `${path}/cancel`)).toMatchObject({
    status: 409,
    body: { code: "not_cancellable" },
  });
});

test("cancelling twice is one cancellation, and nothing leaves", async () => {
  const lead = await acme.person();
  const scheduled_at = new Date(Date.now() + 3_600_000).toISOString();
  const { body } = await acme.send(lead, { channel: "call", scheduled_at });
  const cancel = () => acme.call("POST", `/api/public/messages/${body.message_id}/cancel`);
  const [first, second] = [await cancel(), await cancel()];
  expect(first).toMatchObject({ status: 200, body: { success: true, status: "cancelled" } });
  expect(second.body).toEqual(first.body);
  expect(await callsTo(lead)).toBe(0);
});

test.each([
  "yesterday",
  "2026-02-30T10:00:00Z",
  "2020-01-01T00:00:00Z",
  "2126-01-01T00:00:00Z",
  12,
])("refuses to schedule for %s", async (scheduled_at) => {
  const answer = await acme.send(john, { channel: "call", scheduled_at });
  expect(answer.status).toBe(400);
  expect(`${answer.body.error} ${answer.body.message}`).toContain("scheduled_at");
});
