// Votel's own requests through the real Worker, and what the providers received for them.
import { beforeAll, expect, test } from "vitest";
import { examples } from "../dialects/votel/support.ts";
import { answerOf, request, type Workspace, workspace } from "../support/gateway.ts";
import {
  type Client,
  clientOf,
  instagramId,
  over,
  time,
  uuid,
  votelWorkspace,
} from "../support/votel.ts";

let acme: Workspace;
let votel: Client;
let channels: Record<"sms" | "instagram", string>;

beforeAll(async () => {
  ({ acme, votel, channels } = await votelWorkspace());
});

const send = (body: unknown, headers: Record<string, string> = {}) =>
  votel("POST", "/api/messaging/send", body, headers);

test("sends the e-mail of the documentation", async () => {
  const answer = await send(examples.email);
  expect(answer).toMatchObject({ status: 200 });
  expect(answer.body).toEqual({
    success: true,
    message_id: uuid,
    channel_used: "EMAIL",
    provider_used: "resend",
    provider_message_id: expect.stringMatching(/./),
    status: "SENT",
    cost: 0,
    sent_at: time,
  });
  const mail = (await acme.state()).mailbox.at(-1);
  expect(mail).toMatchObject({
    to: ["customer@example.com"],
    subject: "Welcome to our service!",
    text: "Thank you for signing up.",
    html: "<h1>Welcome!</h1><p>Thank you for signing up.</p>",
  });
  expect(JSON.stringify(mail)).toContain("Acme Support Team");
});

test("sends the SMS of the documentation", async () => {
  const answer = await send(over(examples.sms, channels.sms));
  expect(answer).toMatchObject({
    status: 200,
    body: {
      success: true,
      channel_used: "SMS",
      provider_used: "twilio",
      status: "SENT",
      sent_at: time,
    },
  });
  const { message } = (await acme.call("GET", `/api/public/messages/${answer.body.message_id}`))
    .body;
  expect(message).toMatchObject({ channel: "sms" });
});

test("sends the Instagram message of the documentation, once the person wrote", async () => {
  const body = over(examples.instagram, channels.instagram);
  const before = await send(body);
  expect(before).toMatchObject({
    status: 400,
    body: { detail: expect.stringContaining("24 hours") },
  });
  const word = await acme.call("POST", "/simulator/api/words", {
    channel: "instagram",
    to: instagramId,
    from: examples.instagram.message_data.recipient,
    text: "Hello",
  });
  expect(word.status).toBeLessThan(300);
  expect(await send(body)).toMatchObject({
    status: 200,
    body: { success: true, channel_used: "INSTAGRAM_DM", provider_used: "meta", status: "SENT" },
  });
});

test("makes a lead of an address that nobody has, once", async () => {
  const recipient = `new-${crypto.randomUUID()}@example.com`;
  const body = { message_data: { recipient, subject: "Hi", content: "Hi" } };
  const answers = [await send(body), await send(body)];
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  const { leads } = (await acme.call("GET", `/api/public/leads?search=${recipient}`)).body;
  expect(leads).toMatchObject([{ email: recipient, first_name: recipient }]);
});

test("answers a repeated request without a second message", async () => {
  const headers = { "idempotency-key": crypto.randomUUID() };
  const body = { message_data: { recipient: "once@example.com", subject: "Hi", content: "Hi" } };
  const first = await send(body, headers);
  const again = await send(body, headers);
  expect(again.body).toEqual(first.body);
  expect(again.headers.get("idempotent-replayed")).toBe("true");
  const other = { message_data: { ...body.message_data, content: "Ho" } };
  expect(await send(other, headers)).toMatchObject({
    status: 409,
    body: { detail: expect.any(String) },
  });
});

test("says what the provider said when it refuses", async () => {
  await acme.fault("email", { kind: "status", status: 422, body: { message: "No such sender" } });
  const answer = await send(examples.email);
  expect(answer.status).toBe(400);
  expect(answer.body).toEqual({ detail: expect.stringMatching(/\w+/) });
  expect(answer.headers.get("x-message-id")).toEqual(uuid);
});

test.each<[string, Record<string, string>]>([
  ["no key", {}],
  ["no key of ours", { "x-api-key": "sk_live" }],
  ["a key in the wrong place", { authorization: "Bearer sk_live" }],
])("asks for a key where there is %s", async (_, headers) => {
  for (const path of ["/api/messaging/send", "/api/channels", "/api/leads", "/api/agents"]) {
    const answer = await answerOf(await request(path, { method: "POST", headers, body: "{}" }));
    expect(answer).toMatchObject({ status: 401 });
    expect(answer.body).toEqual({ detail: "Invalid or missing API key" });
  }
});

test("does not open with a key of another dialect", async () => {
  const headers = { "x-api-key": acme.key };
  const answer = await answerOf(await request("/api/agents", { headers }));
  expect(answer).toMatchObject({ status: 401, body: { detail: "Invalid or missing API key" } });
});

test("answers in FastAPI's words where nothing is", async () => {
  expect(await votel("GET", "/api/messaging/send")).toMatchObject({
    status: 405,
    body: { detail: "Method Not Allowed" },
  });
  expect(await votel("GET", "/api/messaging/logs")).toMatchObject({
    status: 404,
    body: { detail: "Not Found" },
  });
  expect(await votel("POST", "/api/messaging/send", '{"message_data": ')).toMatchObject({
    status: 422,
    body: { detail: [{ type: "json_invalid", loc: ["body", 17], msg: "JSON decode error" }] },
  });
});

test("names what a key may not do", async () => {
  const reader = await clientOf(acme, ["leads.read"]);
  for (const [method, path] of [
    ["POST", "/api/messaging/send"],
    ["POST", "/api/leads"],
    ["GET", "/api/channels"],
    ["POST", "/api/channels"],
    ["GET", "/api/agents"],
  ] as const) {
    const answer = await reader(method, path, method === "POST" ? {} : undefined);
    expect(answer).toMatchObject({
      status: 403,
      body: { detail: expect.stringContaining("scope") },
    });
  }
});

test("keeps to its own workspace", async () => {
  const other = await workspace();
  const stranger = await clientOf(other);
  const foreign = over(examples.sms, channels.sms);
  expect(await stranger("POST", "/api/messaging/send", foreign)).toMatchObject({
    status: 404,
    body: { detail: "Channel not found" },
  });
  expect((await stranger("GET", "/api/channels?channel_type=sms")).body.channels).toEqual([]);
  const operator = await clientOf(other, ["admin"]);
  const body = {
    name: "Theirs",
    channel_type: "sms",
    integration_id: channels.sms,
    send_from_phone_number: "+12025550187",
  };
  expect(await operator("POST", "/api/channels", body)).toMatchObject({ status: 404 });
  const made = await votel("POST", "/api/leads", { email: "mine@example.com", first_name: "Mine" });
  const contact_id = made.body.id;
  const letter = { recipient: "theirs@example.com", content: "Hi", contact_id };
  expect(await stranger("POST", "/api/messaging/send", { message_data: letter })).toMatchObject({
    status: 200,
  });
  const { mailbox } = await acme.state();
  expect(JSON.stringify(mailbox)).not.toContain("theirs@example.com");
});
