// SMS over Twilio, through the real Worker and back: reports, answers, STOP and START.
import { beforeEach, expect, test } from "vitest";
import {
  type Answer,
  type Person,
  request,
  type Workspace,
  workspace,
} from "../support/gateway.ts";

const soon = { timeout: 15_000 };
const account_sid = "AC0123456789abcdef0123456789abcdef";
const service = "MG0123456789abcdef0123456789abcdef";
let numbers = 0;

let acme: Workspace;
let john: Person;
let from: string;
let workflow_id: string;

/** An account of Twilio's, and a workflow that sends over it. */
async function over(settings: object, credentials: object = { auth_token: "tok-0123456789" }) {
  const account = await acme.admin("POST", "/accounts", {
    name: "SMS",
    provider: "twilio",
    channel: "sms",
    settings: { account_sid, ...settings },
    credentials,
  });
  expect(account.status).toBe(201);
  const accounts = { sms: account.body.account.id };
  return (await acme.admin("POST", "/workflows", { name: "SMS", accounts })).body.workflow.id;
}

beforeEach(async () => {
  acme = await workspace();
  john = await acme.person();
  from = `+1202555${String(9000 + ++numbers)}`;
  workflow_id = await over({ from });
});

const send = (body: Record<string, unknown> = {}, lead: { id: string } = john): Promise<Answer> =>
  acme.send(lead, { channel: "sms", workflow_id, content: "Hi", ...body });

const says = (text: string, rest: object = {}): Promise<Answer> =>
  acme.call("POST", "/simulator/api/words", {
    channel: "sms",
    to: from,
    from: john.phone,
    text,
    ...rest,
  });

const events = (message: Answer["body"]): string[] =>
  message.timeline.map(({ event }: { event: string }) => event);

test("an SMS is sent and delivered", async () => {
  const answer = await send({ media_urls: ["https://x.example/1.png"] });
  expect(answer).toMatchObject({ status: 200, body: { success: true } });
  const id = answer.headers.get("x-message-id") ?? "";
  await expect.poll(() => acme.message(id), soon).toMatchObject({ status: "delivered" });
  const message = await acme.message(id);
  expect(message).toMatchObject({
    channel: "sms",
    provider_message_id: expect.stringMatching(/^MM/),
    delivered_at: expect.any(String),
    error: null,
  });
  expect(events(message)).toEqual(expect.arrayContaining(["sent", "delivered"]));
  expect((await acme.state()).phone).toMatchObject([
    { channel: "sms", account: from, contact: john.phone, text: "Hi" },
  ]);
});

test("a person is reached by their number alone, and is a lead from then on", async () => {
  const to = "+12025557777";
  const body = { to, channel: "sms", workflow_id, content: "Hi" };
  const answer = await acme.call("POST", "/api/public/messages", body);
  expect(answer).toMatchObject({ status: 200, body: { contact_created: true } });
});

test("a report that names our message settles one whose answer was lost", async () => {
  const other = `+1202556${String(9000 + numbers)}`;
  workflow_id = await over({ from: other, public_url: "https://gw.example" });
  await acme.fault("twilio", { kind: "garbage" });
  const answer = await send();
  expect(answer).toMatchObject({ status: 202, body: { status: "unknown" } });
  await expect
    .poll(() => acme.message(answer.headers.get("x-message-id") ?? ""), soon)
    .toMatchObject({ status: "delivered", provider_message_id: expect.stringMatching(/^SM/) });
});

test("a messaging service's reports and answers find their account", async () => {
  workflow_id = await over({ messaging_service_sid: service });
  const answer = await send();
  const id = answer.headers.get("x-message-id") ?? "";
  await expect.poll(() => acme.message(id), soon).toMatchObject({ status: "delivered" });
  expect((await says("Thanks", { to: service })).body).toMatchObject({
    delivered: { status: 200 },
  });
  expect(await history()).toMatchObject([{ content: "Hi" }, { content: "Thanks" }]);
});

test("what the carrier does not deliver fails with the reason", async () => {
  const nobody = await acme.person({ phone: "+12020030003" });
  const id = (await send({}, nobody)).headers.get("x-message-id") ?? "";
  await expect
    .poll(() => acme.message(id), soon)
    .toMatchObject({
      status: "failed",
      error: { code: "recipient_unreachable", provider: { name: "twilio", code: 30003 } },
    });
});

test.each([
  ["+12020021211", 400, "recipient_unreachable"],
  ["+12020021408", 400, "account_refused"],
  ["+12020021610", 400, "recipient_opted_out"],
  ["+12020021614", 400, "recipient_unreachable"],
])("Twilio's refusal of %s is a %i with %s", async (phone, status, code) => {
  const lead = await acme.person({ phone });
  expect(await send({}, lead)).toMatchObject({
    status,
    body: { code, provider: { name: "twilio" } },
  });
});

test("an SMS of 1,601 characters never leaves", async () => {
  const answer = await send({ content: "x".repeat(1601) });
  expect(answer).toMatchObject({ status: 422, body: { code: "content_too_long" } });
  expect((await acme.state()).phone).toEqual([]);
});

const history = async () =>
  (await acme.call("GET", `/api/public/leads/${john.id}/history`)).body.history;

test("a person who writes STOP is sent nothing until they write START", async () => {
  expect((await says("Stop")).body).toMatchObject({ delivered: { status: 200 } });
  await expect
    .poll(() => send(), soon)
    .toMatchObject({ status: 400, body: { code: "recipient_opted_out" } });
  const { phone } = await acme.state();
  expect(phone.filter(({ direction }: { direction: string }) => direction === "received")).toEqual(
    [],
  );
  // On other channels they said nothing.
  expect(await acme.send(john, { channel: "email", content: "Hi" })).toMatchObject({ status: 200 });
  await says("START");
  await expect.poll(() => send(), soon).toMatchObject({ status: 200 });
  expect(await history()).toMatchObject([
    { channel: "sms", direction: "inbound", content: "Stop" },
    { channel: "email" },
    { channel: "sms", direction: "inbound", content: "START" },
    { channel: "sms", direction: "outbound", content: "Hi" },
  ]);
});

test("a stranger who writes STOP is a lead who is sent nothing", async () => {
  const stranger = "+12025558888";
  await says("STOP", { from: stranger });
  const { leads } = (await acme.call("GET", "/api/public/leads?search=2025558888")).body;
  expect(leads).toMatchObject([{ phone: stranger }]);
  expect(await send({}, leads[0])).toMatchObject({ body: { code: "recipient_opted_out" } });
});

test("a picture that a person sends can be opened", async () => {
  await says("Look", { image: { url: "https://x.example/1.jpg" } });
  await expect.poll(history, soon).toMatchObject([{ direction: "inbound", content: "Look" }]);
  const [{ id }] = await history();
  const message = await acme.message(id);
  expect(message).toMatchObject({ type: "image", media: { mime_type: "image/jpeg" } });
  const bytes = await request(message.media.path, { headers: { "x-api-key": acme.key } });
  expect(bytes.status).toBe(200);
  expect((await bytes.arrayBuffer()).byteLength).toBeGreaterThan(0);
});

test("reports and words with a wrong signature change nothing", async () => {
  await acme.switches({ wrong_signature: true });
  const id = (await send()).headers.get("x-message-id") ?? "";
  expect((await says("STOP")).body).toMatchObject({ delivered: { status: 401 } });
  await expect.poll(async () => JSON.stringify(await acme.state()), soon).toContain("401");
  expect(await acme.message(id)).toMatchObject({ status: "sent", delivered_at: null });
});

test("statuses that come twice and in another order end the same", async () => {
  await acme.switches({ duplicate: true, reorder: true, seed: 7 });
  const id = (await send()).headers.get("x-message-id") ?? "";
  await expect.poll(() => acme.message(id), soon).toMatchObject({ status: "delivered" });
});

test("the account's check passes, and fails on a wrong token", async () => {
  const { body } = await acme.admin("GET", "/accounts");
  const sms = body.accounts.find(({ channel }: { channel: string }) => channel === "sms");
  const check = (id: string) => acme.admin("POST", `/accounts/${id}/check`);
  expect((await check(sms.id)).body).toMatchObject({ check: { ok: true } });
  await over({ from: "+12025550111" }, { auth_token: "wrong" });
  const all = (await acme.admin("GET", "/accounts")).body.accounts;
  expect((await check(all.at(-1).id)).body).toMatchObject({ check: { ok: false } });
});
