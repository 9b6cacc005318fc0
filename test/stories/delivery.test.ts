// What providers answer, and what the caller is told: refusals with the provider's own words, ambiguity
// that is never resent, order under load.
import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import {
  type Answer,
  leadObjectOf,
  type Person,
  type Workspace,
  workspace,
} from "../support/gateway.ts";

let acme: Workspace;
let john: Person;

beforeAll(async () => {
  acme = await workspace();
  john = await acme.person();
  await acme.writes(john);
});

const message = async (id: string): Promise<Answer["body"]> =>
  (await acme.call("GET", `/api/public/messages/${id}`)).body.message;

test("a provider's refusal is a 400 with our code and the provider's own", async () => {
  const body = { error: { message: "(#131026) Undeliverable", code: 131026, fbtrace_id: "A1" } };
  await acme.fault("meta", { kind: "status", status: 400, body: JSON.stringify(body) });
  const answer = await acme.send(john, { channel: "whatsapp", content: "Hi" });
  expect(answer.status).toBe(400);
  expect(answer.body).toMatchObject({
    error: expect.stringMatching(/\w+ \w+/),
    code: "recipient_unreachable",
    provider: { name: "meta", http_status: 400, code: 131026 },
    message_id: answer.headers.get("x-message-id"),
  });
  expect(await message(answer.body.message_id)).toMatchObject({
    status: "failed",
    error: { code: "recipient_unreachable", provider: { code: 131026 } },
  });
});

test("Meta's own word that the window is closed is the same 422, and closes the window", async () => {
  const jane = await acme.person();
  await acme.writes(jane);
  const body = { error: { message: "Re-engagement message", code: 131047 } };
  await acme.fault("meta", { kind: "status", status: 400, body: JSON.stringify(body) });
  const first = await acme.send(jane, { channel: "whatsapp", content: "Hi" });
  const second = await acme.send(jane, { channel: "whatsapp", content: "Hi" });
  expect(first).toMatchObject({ status: 422, body: { provider: { code: 131047 } } });
  for (const { status, body } of [first, second]) {
    expect(status).toBe(422);
    expect(body).toMatchObject({
      error: "whatsapp_window_expired",
      last_inbound_at: expect.stringMatching(/Z$/),
    });
  }
});

test.each([
  ["a server error", { kind: "status", status: 500, body: '{"status":"error","message":"no"}' }],
  ["an HTML page", { kind: "status", status: 502, body: "<html>Bad gateway</html>" }],
  ["a broken connection", { kind: "drop" }],
  ["a success that names nothing", { kind: "garbage" }],
])("%s leaves the outcome unknown: 202, and nothing is sent again", async (_, fault) => {
  const lead = await acme.person();
  await acme.switches({ missing: true });
  await acme.fault("retell", fault);
  const answer = await acme.send(lead, { channel: "call" });
  expect(answer.status).toBe(202);
  expect(answer.body).toMatchObject({
    success: false,
    channel: "call",
    status: "unknown",
    retry_safe: false,
    message_id: answer.headers.get("x-message-id"),
  });
  const calls = async () =>
    (await acme.state()).calls.filter((c: { to_number: string }) => c.to_number === lead.phone)
      .length;
  const before = await calls();
  await runDurableObjectAlarm(leadObjectOf(answer.body.message_id));
  expect(await message(answer.body.message_id)).toMatchObject({ status: "unknown", attempts: 1 });
  expect(await calls()).toBe(before);
  await acme.switches({});
});

test("a provider that is busy is asked again later: 202 queued", async () => {
  const lead = await acme.person();
  await acme.fault("retell", { kind: "status", status: 429, headers: { "retry-after": "3" } });
  const answer = await acme.send(lead, { channel: "call" });
  expect(answer).toMatchObject({ status: 202, body: { success: true, status: "queued" } });
  await expect
    .poll(() => message(answer.body.message_id), { timeout: 10_000 })
    .toMatchObject({
      status: expect.stringMatching(/^(sent|delivered)$/),
      attempts: 2,
    });
});

test("fifty concurrent sends to one lead arrive one by one, in order of acceptance", async () => {
  const lead = await acme.person();
  await acme.writes(lead);
  const texts = Array.from({ length: 50 }, (_, i) => `text ${i}`);
  const answers = await Promise.all(
    texts.map((content) => acme.send(lead, { channel: "whatsapp", content })),
  );
  expect(answers.map(({ status }) => status)).toEqual(texts.map(() => 200));
  const arrived = (await acme.state()).phone
    .filter((m: { contact: string; direction: string }) => m.direction === "received")
    .filter((m: { request: { to: string } }) => m.request.to === lead.phone)
    .map((m: { id: string }) => m.id);
  expect(arrived).toHaveLength(50);
  const times = await Promise.all(
    answers.map(async ({ body }) => ({
      wamid: body.provider_message_id as string,
      at: Date.parse((await message(body.message_id)).sent_at),
    })),
  );
  const bySentAt = times.sort((a, b) => arrived.indexOf(a.wamid) - arrived.indexOf(b.wamid));
  for (let i = 1; i < bySentAt.length; i++) {
    expect(bySentAt[i]?.at).toBeGreaterThanOrEqual(bySentAt[i - 1]?.at ?? 0);
  }
});

test("a message is there the moment its send was answered, and in the list soon after", async () => {
  await acme.switches({ missing: true });
  const answer = await acme.send(john, { channel: "email", content: "Hi", metadata: { deal: 7 } });
  expect(await message(answer.body.activity_id)).toMatchObject({
    status: "sent",
    channel: "email",
    content: "Hi",
    metadata: { deal: 7 },
    provider_message_id: answer.body.message_id,
    error: null,
  });
  const listed = () =>
    env.DB.prepare("SELECT status FROM messages WHERE id = ?")
      .bind(answer.body.activity_id)
      .first();
  await expect.poll(listed, { timeout: 10_000 }).toEqual({ status: "sent" });
  await acme.switches({});
});

test("what was sent survives the object's eviction", async () => {
  await acme.switches({ missing: true });
  const answer = await acme.send(john, { channel: "call" });
  const id = answer.headers.get("x-message-id") ?? "";
  await evictDurableObject(leadObjectOf(id));
  expect(await message(id)).toMatchObject({ status: "sent", attempts: 1 });
  await acme.switches({});
});

test("a number whose account another secret sealed is refused without a provider call", async () => {
  const globex = await workspace();
  const lead = await globex.person();
  await env.DB.prepare(
    "UPDATE accounts SET sealed = (SELECT sealed FROM accounts WHERE id = ?) WHERE id = ?",
  )
    .bind(acme.accounts.call, globex.accounts.call)
    .run();
  const answer = await globex.send(lead, { channel: "call" });
  expect(answer).toMatchObject({ status: 400, body: { code: "credentials_refused" } });
  expect((await globex.state()).calls).toEqual([]);
});

test("a person who writes becomes a lead and may be answered", async () => {
  const phone = "+12025559876";
  await acme.writes({ id: "", email: "", phone }, "Is this still available?");
  const { leads } = (await acme.call("GET", "/api/public/leads?search=12025559876")).body;
  expect(leads).toMatchObject([{ phone, source: "whatsapp" }]);
  const answer = await acme.send(leads[0], { channel: "whatsapp", content: "Yes!" });
  expect(answer.status).toBe(200);
});
