import { expect, test } from "vitest";
import { channels } from "../../../src/model/channel.ts";
import type { Content } from "../../../src/model/content.ts";
import {
  channelId,
  contactId,
  examples,
  failureOf,
  profile,
  refusalOf,
  votelOver,
  workspaceId,
} from "./support.ts";

const email = (data: object = {}, rest: object = {}) => ({
  message_data: { recipient: "a@example.com", content: "Hi", ...data },
  ...rest,
});
const sms = (data: object = {}, rest: object = {}) => ({
  message_data: { recipient: "+12025550123", content: "Hi", ...data },
  ...rest,
});

test("reads the e-mail of the documentation", async () => {
  expect(await votelOver().decode(examples.email)).toEqual({
    to: { address: { kind: "email", value: "customer@example.com" } },
    workflowId: null,
    channel: "email",
    content: {
      kind: "email",
      subject: "Welcome to our service!",
      text: "Thank you for signing up.",
      html: "<h1>Welcome!</h1><p>Thank you for signing up.</p>",
      senderName: "Acme Support Team",
    },
    metadata: {},
    scheduledAt: null,
    messageType: "TRANSACTIONAL",
    priority: "HIGH",
  });
});

test("reads the SMS of the documentation: to the contact, over the channel it names", async () => {
  const asked: unknown[] = [];
  const votel = votelOver({
    channelOf: async (...ids) => {
      asked.push(ids);
      return "sms";
    },
    profileOf: async (ref) => {
      asked.push(ref);
      return profile({ phone: "+1234567890" });
    },
  });
  expect(await votel.decode(examples.sms)).toEqual({
    leadId: contactId,
    workflowId: null,
    accountId: channelId,
    channel: "sms",
    content: { kind: "text", text: "Your appointment is confirmed for tomorrow at 3 PM." },
    metadata: { campaign_id: "spring_promo", sent_by: "SMS Test" },
    scheduledAt: null,
  });
  expect(asked).toEqual([[workspaceId, channelId], { workspaceId, leadId: contactId }]);
});

test("reads the Instagram message of the documentation: a picture with its caption", async () => {
  const votel = votelOver({ channelOf: async () => "instagram" });
  expect(await votel.decode(examples.instagram)).toMatchObject({
    to: { address: { kind: "igsid", value: "1234567890123456" } },
    channel: "instagram",
    content: {
      kind: "media",
      media: {
        type: "image",
        url: "https://example.com/promo.jpg",
        caption: "Thanks for reaching out! We'll get back to you soon.",
      },
    },
  });
});

test.each<[string, object, Content]>([
  [
    "html alone",
    email({ content: null, html_content: "<b>Hi</b>" }),
    { kind: "email", html: "<b>Hi</b>" },
  ],
  ["a text", sms(), { kind: "text", text: "Hi" }],
  [
    "an MMS",
    sms({ media_urls: ["https://example.com/a.jpg"] }),
    { kind: "text", text: "Hi", mediaUrls: ["https://example.com/a.jpg"] },
  ],
  ["a WhatsApp text", sms({}, { sender_type: "WhatsApp" }), { kind: "text", text: "Hi" }],
  [
    "a picture without a word",
    sms({ content: " ", image_url: "https://example.com/a.jpg" }, { sender_type: "whatsapp" }),
    { kind: "media", media: { type: "image", url: "https://example.com/a.jpg" } },
  ],
])("reads %s", async (_, body, content) => {
  expect(await votelOver().decode(body)).toMatchObject({ content });
});

test.each<[string, unknown, string]>([
  ["a priority it knows", "low", "LOW"],
  ["a number for a priority", "3", "NORMAL"],
  ["any word for a priority", "urgent", "NORMAL"],
])("takes %s", async (_, priority, expected) => {
  expect(await votelOver().decode(sms({}, { priority }))).toMatchObject({ priority: expected });
});

test("takes the channel of the query before the one of the body", async () => {
  const other = "825b8057-c85f-44a9-9e9f-6e7d7389ecfd";
  const votel = votelOver({ channelOf: async () => "sms" });
  const body = sms({}, { sender_identifier: channelId });
  expect(await votel.decode(body)).toMatchObject({ accountId: channelId });
  expect(await votel.decode(body, { send_identifier: other })).toMatchObject({ accountId: other });
});

test("takes the kind of a message from the channel that it names", async () => {
  for (const channel of channels.filter(
    (one) => !["email", "messenger", "instagram", "telegram"].includes(one),
  )) {
    const votel = votelOver({ channelOf: async () => channel });
    const body = sms({}, { sender_identifier: channelId });
    expect(await votel.decode(body)).toMatchObject({ channel });
  }
});

test("does not send over a channel of another kind, or none", async () => {
  const body = sms({}, { sender_type: "sms", sender_identifier: channelId });
  const whatsapp = votelOver({ channelOf: async () => "whatsapp" });
  expect(await refusalOf(() => whatsapp.decode(body))).toMatchObject({
    status: 422,
    body: { detail: [{ loc: ["body", "sender_type"], type: "value_error" }] },
  });
  expect(await refusalOf(() => votelOver().decode(body))).toEqual({
    status: 404,
    body: { detail: "Channel not found" },
  });
});

test("sends where it is written that it goes, whoever the contact is", async () => {
  const votel = votelOver({ profileOf: async () => profile({ phone: "+12025550999" }) });
  const { decode } = votel;
  const to = { to: { address: { kind: "phone", value: "+12025550123" } } };
  expect(await decode(sms({ contact_id: contactId }))).toMatchObject(to);
  const same = votelOver({ profileOf: async () => profile({ phone: "+12025550123" }) });
  expect(await same.decode(sms({ contact_id: contactId }))).toMatchObject({ leadId: contactId });
  // A recipient that is no address leaves it to the contact.
  const unreadable = sms({ contact_id: contactId, recipient: "John's mobile" });
  expect(await same.decode(unreadable)).toMatchObject({ leadId: contactId });
  // Whom nobody knows, and what is no id of a lead.
  expect(await votelOver().decode(sms({ contact_id: contactId }))).toMatchObject(to);
  expect(await decode(sms({ contact_id: "crm-7" }))).toMatchObject(to);
});

test("reads a number without its country as one of the workspace's", async () => {
  const votel = votelOver({ countryOf: async () => "US" });
  const body = sms({ recipient: "(202) 555-0123" });
  expect(await votel.decode(body)).toMatchObject({
    to: { address: { kind: "phone", value: "+12025550123" } },
  });
  expect((await failureOf(() => votelOver().decode(body))).code).toBe("field_invalid");
});

const uuidProblem =
  "invalid character: expected an optional prefix of `urn:uuid:` followed by [0-9a-fA-F-], found `x` at 1";

test.each<[string, unknown, object]>([
  [
    "no message",
    {},
    { type: "missing", loc: ["body", "message_data"], msg: "Field required", input: {} },
  ],
  [
    "nobody",
    { message_data: {} },
    {
      type: "missing",
      loc: ["body", "message_data", "recipient"],
      msg: "Field required",
      input: {},
    },
  ],
  [
    "a number for somebody",
    { message_data: { recipient: 7, content: "Hi" } },
    {
      type: "string_type",
      loc: ["body", "message_data", "recipient"],
      msg: "Input should be a valid string",
      input: 7,
    },
  ],
  [
    "another type of message",
    sms({}, { message_type: "PROMO" }),
    {
      type: "enum",
      loc: ["body", "message_type"],
      msg: "Input should be 'TRANSACTIONAL', 'MARKETING' or 'NOTIFICATION'",
      input: "PROMO",
      ctx: { expected: "'TRANSACTIONAL', 'MARKETING' or 'NOTIFICATION'" },
    },
  ],
  [
    "no id of a channel",
    sms({}, { sender_identifier: "x" }),
    {
      type: "uuid_parsing",
      loc: ["body", "sender_identifier"],
      msg: `Input should be a valid UUID, ${uuidProblem}`,
      input: "x",
      ctx: { error: uuidProblem },
    },
  ],
  [
    "a text for a message",
    { message_data: "Hi" },
    {
      type: "model_attributes_type",
      loc: ["body", "message_data"],
      msg: "Input should be a valid dictionary or object to extract fields from",
      input: "Hi",
    },
  ],
  [
    "a list for metadata",
    sms({ metadata: [] }),
    {
      type: "dict_type",
      loc: ["body", "message_data", "metadata"],
      msg: "Input should be a valid dictionary",
      input: [],
    },
  ],
  [
    "nothing to say",
    { message_data: { recipient: "a@example.com", content: " " } },
    {
      type: "missing",
      loc: ["body", "message_data", "content"],
      msg: "Field required",
      input: { recipient: "a@example.com", content: " " },
    },
  ],
  [
    "a subject of two lines",
    email({ subject: "a\nb" }),
    {
      type: "value_error",
      loc: ["body", "message_data", "subject"],
      msg: "Value error, must be a single line",
      input: "a\nb",
    },
  ],
  [
    "too much to say",
    sms({ content: "x".repeat(4_097) }),
    {
      type: "string_too_long",
      loc: ["body", "message_data", "content"],
      msg: "String should have at most 4096 characters",
      ctx: { max_length: 4096 },
    },
  ],
  [
    "a picture that is no link",
    sms({ image_url: "javascript:x" }, { sender_type: "whatsapp" }),
    {
      type: "value_error",
      loc: ["body", "message_data", "image_url"],
      msg: "Value error, must be a valid http or https URL",
      input: "javascript:x",
    },
  ],
  [
    "an address that is none",
    email({ recipient: "a b@example.com" }),
    {
      type: "value_error",
      loc: ["body", "message_data", "recipient"],
      msg: "Value error, must be one plain e-mail address",
      input: "a b@example.com",
    },
  ],
  ["nothing", null, { type: "model_attributes_type", loc: ["body"], input: null }],
  ["a list", [], { type: "model_attributes_type", loc: ["body"], input: [] }],
])("refuses %s in FastAPI's words", async (_, body, problem) => {
  const { status, body: answer } = await refusalOf(() => votelOver().decode(body));
  expect(status).toBe(422);
  expect(answer).toEqual({ detail: [expect.objectContaining(problem)] });
});

test("says everything that is wrong at once, and leaves long values out", async () => {
  const body = { message_data: { content: 7, subject: ["x".repeat(3_000)] }, priority: {} };
  const { body: answer } = await refusalOf(() => votelOver().decode(body));
  const detail = answer["detail"] as { loc: string[]; type: string; input?: unknown }[];
  expect(detail.map(({ loc }) => loc.at(-1)).toSorted()).toEqual([
    "content",
    "priority",
    "recipient",
    "subject",
  ]);
  expect(detail.find(({ loc }) => loc.includes("subject"))).not.toHaveProperty("input");
});

test("refuses a channel in the query that is no id", async () => {
  expect(await refusalOf(() => votelOver().decode(sms(), { send_identifier: "1" }))).toMatchObject({
    status: 422,
    body: { detail: [{ type: "uuid_parsing", loc: ["query", "send_identifier"], input: "1" }] },
  });
});

test.each<[string, string, number, string]>([
  ["an object that is not closed", '{"message_data": ', 17, "Expecting value"],
  ["a comma too many", '{"a": 1,}', 8, "Expecting property name enclosed in double quotes"],
  ["no JSON at all", "recipient=x", 0, "Expecting value"],
])("says where %s goes wrong", async (_, text, position, error) => {
  expect(await refusalOf(() => votelOver().read(text))).toEqual({
    status: 422,
    body: {
      detail: [
        {
          type: "json_invalid",
          loc: ["body", position],
          msg: "JSON decode error",
          input: {},
          ctx: { error },
        },
      ],
    },
  });
});

test("says that a body is missing", async () => {
  for (const body of [null, "", " \n"]) {
    expect(await refusalOf(() => votelOver().read(body))).toEqual({
      status: 422,
      body: { detail: [{ type: "missing", loc: ["body"], msg: "Field required", input: null }] },
    });
  }
});

test("refuses hostile nesting at a depth, whatever its size", async () => {
  let deep: unknown = "x";
  for (let i = 0; i < 1_000_000; i++) deep = [deep];
  expect(await refusalOf(() => votelOver().decode(sms({ metadata: { deep } })))).toMatchObject({
    status: 422,
    body: { detail: [{ msg: "Value error, must not be nested deeper than 24 levels" }] },
  });
});
