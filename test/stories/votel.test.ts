// Votel's own requests through the real Worker, and what the providers received for them.
import { beforeAll, expect, test } from "vitest";
import { examples } from "../dialects/votel/support.ts";
import {
  type Answer,
  admin,
  answerOf,
  request,
  type Workspace,
  workspace,
} from "../support/gateway.ts";

let acme: Workspace;
let votel: Client;
let channels: Record<"sms" | "instagram", string>;

type Client = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>;

async function clientOf({ at }: Workspace, scopes?: string[]): Promise<Client> {
  const { body } = await admin("POST", `${at}/keys`, {
    dialect: "votel",
    ...(scopes ? { scopes } : {}),
  });
  return async (method, path, given, headers = {}) =>
    answerOf(
      await request(path, {
        method,
        headers: { "content-type": "application/json", "x-api-key": body.secret, ...headers },
        ...(given === undefined
          ? {}
          : { body: typeof given === "string" ? given : JSON.stringify(given) }),
      }),
    );
}

async function account(
  where: Workspace,
  channel: string,
  settings: object,
  credentials: object,
  provider: string,
) {
  const { status, body } = await where.admin("POST", "/accounts", {
    name: `${channel} of tests`,
    provider,
    channel,
    settings,
    credentials,
  });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body.account.id as string;
}

const accountSid = `AC${"0".repeat(32)}`;
const twilio = (where: Workspace, from: string) =>
  account(where, "sms", { account_sid: accountSid, from }, { auth_token: "token" }, "twilio");

beforeAll(async () => {
  acme = await workspace();
  votel = await clientOf(acme);
  channels = {
    sms: await twilio(acme, "+12025550188"),
    instagram: await account(
      acme,
      "instagram",
      { instagram_id: "17841400000000001" },
      { access_token: "EAAtest", app_secret: "app-secret", verify_token: "verify-me" },
      "meta",
    ),
  };
});

const send = (body: unknown, headers: Record<string, string> = {}) =>
  votel("POST", "/api/messaging/send", body, headers);
const over = <E extends object>(example: E, sender_identifier: string) => ({
  ...example,
  sender_identifier,
});

const uuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/);

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
    to: "17841400000000001",
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

test("lists channels page by page, by type, state and word", async () => {
  const all = (await votel("GET", "/api/channels")).body;
  expect(all).toMatchObject({ page: 1, page_size: 20, total_pages: 1 });
  expect(all.total).toBe(all.channels.length);
  const sms = (await votel("GET", "/api/channels?channel_type=sms&status=available")).body.channels;
  expect(sms).toEqual([
    {
      id: channels.sms,
      tenant_id: acme.id,
      name: "sms of tests",
      channel_type: "sms",
      integration_id: channels.sms,
      send_from_phone_number: "+12025550188",
      phone_number_id: null,
      status: "available",
      is_default: false,
      metadata: {},
      created_at: time,
      updated_at: time,
    },
  ]);
  const found = (await votel("GET", "/api/channels?search=sofia-&for_options=true")).body;
  const sender = `sofia-${acme.phoneNumberId}@acme.example`;
  expect(found).toEqual({
    options: [
      {
        id: acme.accounts.email,
        name: `email (${sender})`,
        identifier: sender,
        category: "email",
        status: "available",
      },
    ],
  });
  const second = (await votel("GET", "/api/channels?page=2&page_size=2")).body;
  expect(second).toMatchObject({ page: 2, page_size: 2, total: all.total });
  expect(second.channels).toEqual(all.channels.slice(2, 4));
});

test.each([
  ["page=0", "page", "greater_than_equal", "Input should be greater than or equal to 1"],
  [
    "page_size=x",
    "page_size",
    "int_parsing",
    "Input should be a valid integer, unable to parse string as an integer",
  ],
  [
    "for_options=maybe",
    "for_options",
    "bool_parsing",
    "Input should be a valid boolean, unable to interpret input",
  ],
])("refuses a list of channels with %s", async (query, name, type, msg) => {
  expect(await votel("GET", `/api/channels?${query}`)).toMatchObject({
    status: 422,
    body: { detail: [{ type, loc: ["query", name], msg }] },
  });
});

test("makes a channel that sends under another name with the same credentials", async () => {
  const operator = await clientOf(acme, ["admin"]);
  const number = "+12025550189";
  const body = {
    name: "Second number",
    channel_type: "sms",
    integration_id: channels.sms,
    send_from_phone_number: number,
    phone_number_id: "PN1",
  };
  const made = await operator("POST", "/api/channels", body);
  expect(made).toMatchObject({
    status: 201,
    body: {
      name: "Second number",
      channel_type: "sms",
      send_from_phone_number: number,
      is_default: false,
    },
  });
  expect(await send(over(examples.sms, made.body.id))).toMatchObject({ status: 200 });
  const absent = { ...body, integration_id: crypto.randomUUID() };
  expect(await operator("POST", "/api/channels", absent)).toMatchObject({
    status: 404,
    body: { detail: "Not found" },
  });
  const another = { ...body, integration_id: acme.accounts.email };
  expect(await operator("POST", "/api/channels", another)).toMatchObject({ status: 404 });
  expect(await operator("POST", "/api/channels", { name: "x", channel_type: "fax" })).toMatchObject(
    {
      status: 422,
      body: {
        detail: expect.arrayContaining([
          expect.objectContaining({ loc: ["body", "channel_type"] }),
        ]),
      },
    },
  );
});

test("makes an e-mail channel of an address whose domain is known", async () => {
  const operator = await clientOf(acme, ["admin"]);
  const create = (email: string) =>
    operator("POST", "/api/channels/auto-create-for-email", { email });
  const made = await create("support@acme.example");
  expect(made).toMatchObject({
    status: 201,
    body: { channel_type: "email", send_from_email: "support@acme.example" },
  });
  expect(await create("Support@acme.example")).toMatchObject({
    status: 200,
    body: { id: made.body.id },
  });
  const unverified = await create("support@example.com");
  expect(unverified.status).toBe(400);
  expect(unverified.body).toEqual({
    error_code: "DOMAIN_NOT_VERIFIED",
    detail: "No verified domain found for this email",
  });
});

test("creates a lead, and knows it again", async () => {
  const email = `lead-${crypto.randomUUID()}@example.com`;
  const first = {
    first_name: "Stan",
    email: email.toUpperCase(),
    phone: "(202) 555-0177",
    tags: ["Import 10/05/25"],
    custom_fields: { plan: "pro" },
    assigned_to: "user-uuid-1",
  };
  const made = await votel("POST", "/api/leads", first);
  expect(made.status).toBe(200);
  expect(made.body).toEqual({
    id: uuid,
    tenant_id: acme.id,
    first_name: "Stan",
    last_name: null,
    email,
    phone: "+12025550177",
    company: null,
    tags: ["Import 10/05/25"],
    custom_fields: { plan: "pro" },
    assigned_to: "user-uuid-1",
    created_at: time,
    updated_at: time,
  });
  const newer = { email, first_name: "Stanley", custom_fields: { seats: 3 } };
  const kept = await votel("POST", "/api/leads", { ...newer, duplicate_strategy: "keep_old" });
  expect(kept.body).toMatchObject({
    id: made.body.id,
    first_name: "Stan",
    custom_fields: { plan: "pro" },
  });
  expect((await votel("POST", "/api/leads", { email })).body).toMatchObject({ first_name: "Stan" });
  expect((await votel("POST", "/api/leads", newer)).body).toMatchObject({
    id: made.body.id,
    first_name: "Stanley",
    custom_fields: { plan: "pro", seats: 3 },
  });
});

test.each<[string, object, (string | number)[]]>([
  ["nothing", {}, ["body"]],
  ["no e-mail address", { email: "x" }, ["body", "email"]],
  ["no number", { phone: "x" }, ["body", "phone"]],
  ["two lines for a name", { first_name: "a\nb" }, ["body", "first_name"]],
  ["tags that are numbers", { first_name: "x", tags: ["a", 7] }, ["body", "tags", 1]],
])("refuses a lead of %s", async (_, body, loc) => {
  expect(await votel("POST", "/api/leads", body)).toMatchObject({
    status: 422,
    body: { detail: [{ loc }] },
  });
});

test("lists those who call as agents", async () => {
  const { status, body } = await votel("GET", "/api/agents");
  expect(status).toBe(200);
  expect(body).toEqual([{ id: acme.accounts.call, name: "call", enabled: true }]);
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

/** A workspace with leads of its own, and a client of it. */
async function crowd() {
  const where = await workspace();
  const speak = await clientOf(where);
  const lead = async (fields: object) =>
    (await speak("POST", "/api/leads", fields)).body.id as string;
  const tags = ["Import 10/05/25"];
  const company = "Enterprise customers";
  const ids = [
    await lead({ first_name: "Stan", email: "stan@example.com", tags, assigned_to: "user-uuid-1" }),
    await lead({ first_name: "Kristina", email: "kristina@example.com", tags, company }),
    await lead({
      first_name: "Esteban",
      email: "esteban@example.com",
      tags: ["Import 10/05/25 (2)"],
    }),
    await lead({ first_name: "Ana", email: "ana@example.com", tags, assigned_to: "user-uuid-2" }),
  ];
  const post = (body: object, headers: Record<string, string> = {}) =>
    speak("POST", "/api/messaging/send", body, headers);
  const recipients = async () =>
    (await where.state()).mailbox.map(({ to }: { to: string[] }) => to[0]).toSorted();
  return { ids, post, recipients, lead };
}

const all = (count: number) => ({
  status: 200,
  body: { total_leads: count, messages_sent: count, messages_failed: 0, success_rate: 100 },
});

test("sends to the leads that are named", async () => {
  const { ids, post, recipients } = await crowd();
  const lead_ids = [...ids.slice(0, 2), crypto.randomUUID()];
  const { status, body } = await post({ ...examples.byIds, bulk_settings: { lead_ids } });
  expect({ status, body }).toEqual(all(2));
  expect(await recipients()).toEqual(["kristina@example.com", "stan@example.com"]);
});

test("sends to the leads that the filters of the documentation mean", async () => {
  const { post, recipients } = await crowd();
  const { status, body } = await post(examples.byFilters);
  expect({ status, body }).toEqual(all(2));
  expect(await recipients()).toEqual(["kristina@example.com", "stan@example.com"]);
});

test("sends to the leads that a word finds, and to those of some people", async () => {
  const { post, recipients } = await crowd();
  const search = { ...examples.bySearch, message_data: examples.byIds.message_data };
  expect((await post(search)).body).toEqual(all(1).body);
  expect((await post(examples.byAssignees)).body).toEqual(all(2).body);
  expect(await recipients()).toEqual([
    "ana@example.com",
    "kristina@example.com",
    "stan@example.com",
  ]);
});

test("counts what is not sent apart from what is, and sends once for an Idempotency-Key", async () => {
  const { ids, post, recipients, lead } = await crowd();
  const unreachable = await lead({ first_name: "Nobody", phone: "+12025550178" });
  const body = { ...examples.byIds, bulk_settings: { lead_ids: [...ids, unreachable] } };
  const headers = { "idempotency-key": crypto.randomUUID() };
  const first = await post(body, headers);
  expect(first).toMatchObject({
    status: 200,
    body: { total_leads: 5, messages_sent: 4, success_rate: 80 },
  });
  expect((await post(body, headers)).body).toEqual(first.body);
  expect(await recipients()).toHaveLength(4);
  const other = { ...body, bulk_settings: { lead_ids: ids } };
  expect(await post(other, headers)).toMatchObject({ status: 409 });
});
