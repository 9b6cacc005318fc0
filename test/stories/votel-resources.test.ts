// Votel's channels, leads and agents.
import { beforeAll, expect, test } from "vitest";
import { examples } from "../dialects/votel/support.ts";
import type { Workspace } from "../support/gateway.ts";
import { type Client, clientOf, over, time, uuid, votelWorkspace } from "../support/votel.ts";

let acme: Workspace;
let votel: Client;
let channels: Record<"sms" | "instagram", string>;

beforeAll(async () => {
  ({ acme, votel, channels } = await votelWorkspace());
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
  expect(
    await votel("POST", "/api/messaging/send", over(examples.sms, made.body.id)),
  ).toMatchObject({ status: 200 });
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
