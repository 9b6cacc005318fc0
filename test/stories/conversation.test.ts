// What comes back: statuses, replies, mail and call events, as signed requests of the pretend providers
// to our own receivers, and what the API says of them afterwards.
import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import { type Answer, type Person, type Workspace, workspace } from "../support/gateway.ts";

let acme: Workspace;
let john: Person;
const soon = { timeout: 15_000 };

beforeEach(async () => {
  acme = await workspace();
  john = await acme.person();
});

const events = (message: Answer["body"]): string[] =>
  message.timeline.map(({ event }: { event: string }) => event);

const textTo = async (lead: Person, content = "Hi") =>
  (await acme.send(lead, { channel: "whatsapp", content })).body.message_id as string;

test("a WhatsApp message is sent, delivered and read, and its costs are kept", async () => {
  await acme.writes(john);
  const id = await textTo(john);
  await expect.poll(() => acme.message(id), soon).toMatchObject({ status: "read" });
  const message = await acme.message(id);
  expect(events(message).filter((event) => !["created"].includes(event))).toEqual(
    expect.arrayContaining(["sent", "delivered", "read"]),
  );
  expect(message.delivered_at).not.toBeNull();
  expect(message.read_at).not.toBeNull();
  expect(JSON.stringify(message)).toContain("pricing");
});

test.each([
  ["twice", { duplicate: true }],
  ["in another order", { reorder: true, seed: 7 }],
  ["all in one request", { batch: true }],
  ["before the send was answered", { early: true }],
])("statuses that come %s end the same", async (_, switches) => {
  await acme.writes(john);
  await acme.switches(switches);
  const id = await textTo(john);
  await expect.poll(() => acme.message(id), soon).toMatchObject({ status: "read" });
  const message = await acme.message(id);
  const reported = events(message).filter((event) => event === "delivered" || event === "read");
  expect(reported.toSorted()).toEqual(["delivered", "read"]);
});

test("statuses with a wrong signature change nothing", async () => {
  await acme.writes(john);
  await acme.switches({ wrong_signature: true });
  const id = await textTo(john);
  await expect.poll(async () => JSON.stringify(await acme.state()), soon).toContain("401");
  expect(await acme.message(id)).toMatchObject({ status: "sent", delivered_at: null });
});

test("an unknown outcome is settled by the status that names our id", async () => {
  await acme.writes(john);
  await acme.fault("meta", { kind: "garbage" });
  const answer = await acme.send(john, { channel: "whatsapp", content: "Hi" });
  expect(answer).toMatchObject({ status: 202, body: { status: "unknown" } });
  await expect
    .poll(() => acme.message(answer.body.message_id), soon)
    .toMatchObject({ status: "read", provider_message_id: expect.stringMatching(/^wamid/) });
});

test("an e-mail is delivered and opened; one that bounces for good is the last to its address", async () => {
  const send = async () => acme.send(john, { channel: "email", content: "Hi" });
  const first = await send();
  await expect
    .poll(() => acme.message(first.body.activity_id), soon)
    .toMatchObject({ status: "read", delivered_at: expect.any(String) });
  await acme.switches({ bounce: true });
  const second = await send();
  await expect
    .poll(() => acme.message(second.body.activity_id), soon)
    .toMatchObject({ status: "failed", error: { code: "recipient_unreachable" } });
  await expect.poll(send, soon).toMatchObject({ status: 400, body: { code: "email_suppressed" } });
});

test("a call is answered and analysed, another one is missed", async () => {
  const call = async () =>
    (await acme.send(john, { channel: "call" })).headers.get("x-message-id") ?? "";
  const answered = await call();
  await expect
    .poll(async () => events(await acme.message(answered)), soon)
    .toEqual(expect.arrayContaining(["started", "ended", "analyzed"]));
  await acme.switches({ answer_call: "miss" });
  const missed = await call();
  await expect
    .poll(() => acme.message(missed), soon)
    .toMatchObject({ status: "failed", error: { code: "recipient_unreachable" } });
});

test("the history tells the conversation in order, the window says how long it is open", async () => {
  await acme.writes(john, "Is it still available?");
  await textTo(john, "It is!");
  await acme.send(john, { channel: "email", subject: "Your offer", content: "Here." });
  const path = `/api/public/leads/${john.id}`;
  await expect
    .poll(async () => (await acme.call("GET", `${path}/history`)).body.history.length, soon)
    .toBe(3);
  const { body } = await acme.call("GET", `${path}/history`);
  expect(body.history).toMatchObject([
    {
      type: "message",
      channel: "whatsapp",
      direction: "inbound",
      content: "Is it still available?",
    },
    { type: "message", channel: "whatsapp", direction: "outbound", content: "It is!" },
    {
      type: "email",
      channel: "email",
      direction: "outbound",
      subject: "Your offer",
      body: "Here.",
    },
  ]);
  expect(body.pagination).toMatchObject({ has_more: false });
  const { windows } = (await acme.call("GET", `${path}/window`)).body;
  expect(windows).toMatchObject([{ account_id: acme.accounts.whatsapp, open: true }]);
  const [{ expires_at, last_inbound_at }] = windows;
  expect(Date.parse(expires_at) - Date.parse(last_inbound_at)).toBe(24 * 3_600_000);
});

test("after a jump of the clock past the window, free text is refused again", async () => {
  await acme.writes(john);
  await textTo(john);
  const inbound = () =>
    env.DB.prepare("SELECT count(*) AS n FROM messages WHERE lead_id = ? AND direction = 'inbound'")
      .bind(john.id)
      .first("n");
  await expect.poll(inbound, soon).toBe(1);
  await acme.call("POST", "/simulator/api/clock", { advance_seconds: 25 * 3600 });
  const answer = await acme.send(john, { channel: "whatsapp", content: "Still there?" });
  expect(answer).toMatchObject({ status: 422, body: { error: "whatsapp_window_expired" } });
});

test("a person without a phone number writes, becomes a lead and is answered", async () => {
  const user_id = "US.13491208655302741918";
  const reply = { phone_number_id: acme.phoneNumberId, user_id, text: "Hi", profile_name: "Zoë" };
  const written = await acme.call("POST", "/simulator/api/replies", reply);
  expect(written.body.delivered).toMatchObject({ status: 200 });
  const { leads } = (await acme.call("GET", "/api/public/leads?search=Zo")).body;
  expect(leads).toMatchObject([{ first_name: "Zoë", phone: null }]);
  const answer = await acme.send(leads[0], { channel: "whatsapp", content: "Hello Zoë" });
  expect(answer).toMatchObject({ status: 200 });
  expect((await acme.state()).phone.at(-1).request).toMatchObject({ recipient: user_id });
});

test("a known lead who writes without showing the number may be answered at the number", async () => {
  const user_id = "US.99991208655302741918";
  const both = { phone_number_id: acme.phoneNumberId, from: john.phone, user_id, text: "Hi" };
  await acme.call("POST", "/simulator/api/replies", both);
  await acme.call("POST", "/simulator/api/clock", { advance_seconds: 25 * 3600 });
  const { from: _, ...hidden } = both;
  await acme.call("POST", "/simulator/api/replies", { ...hidden, text: "Me again" });
  const windows = async () =>
    (await acme.call("GET", `/api/public/leads/${john.id}/window`)).body.windows;
  await expect.poll(windows, soon).toMatchObject([{ address: john.phone, open: true }]);
});

test("an operator settles a message that nobody can account for", async () => {
  await acme.switches({ missing: true });
  await acme.fault("retell", { kind: "drop" });
  const { body } = await acme.send(john, { channel: "call" });
  const { secret } = (await acme.admin("POST", "/keys", { name: "op", scopes: ["admin"] })).body;
  const resolve = (action: string, key = secret) =>
    acme.call(
      "POST",
      `/api/public/messages/${body.message_id}/resolve`,
      { action },
      { "x-api-key": key },
    );
  expect((await resolve("mark_sent", acme.key)).status).toBe(403);
  expect(await resolve("mark_failed")).toMatchObject({ status: 200 });
  expect(await acme.message(body.message_id)).toMatchObject({ status: "failed" });
  expect(await resolve("resend")).toMatchObject({ status: 409, body: { code: "not_resolvable" } });
});
