// Messages to an address instead of a lead: the lead is found, or made.
import { beforeAll, expect, test } from "vitest";
import { type Workspace, workspace } from "../support/gateway.ts";

let acme: Workspace;

beforeAll(async () => {
  acme = await workspace();
});

const send = (body: Record<string, unknown>, headers: Record<string, string> = {}) =>
  acme.call("POST", "/api/public/messages", { workflow_id: acme.workflowId, ...body }, headers);
const leads = async (search: string) =>
  (await acme.call("GET", `/api/public/leads?search=${encodeURIComponent(search)}`)).body.leads;

test("makes a lead of an unknown address, and says so", async () => {
  const to = "+12025557001";
  const contact = { first_name: "Mia", last_name: "Wong", email: "Mia@Example.com" };
  const answer = await send({ to, contact, channel: "call" });
  expect(answer).toMatchObject({
    status: 200,
    body: { success: true, channel: "call", contact_created: true },
  });
  const found = await leads(to);
  expect(found).toMatchObject([
    { first_name: "Mia", last_name: "Wong", email: "mia@example.com", phone: to },
  ]);
  expect(answer.body.lead_id).toBe(found[0].id);
});

test("finds the lead that has the address, and leaves it as it is", async () => {
  const lead = await acme.person({ first_name: "John" });
  const contact = { first_name: "Somebody" };
  const mail = await send({ to: lead.email, contact, channel: "email", content: "Hi" });
  expect(mail.body).toMatchObject({ success: true, lead_id: lead.id, contact_created: false });
  expect(await leads(lead.email)).toMatchObject([{ id: lead.id, first_name: "John" }]);
});

test("ten requests at the same moment make one lead", async () => {
  const to = "crowd@example.com";
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => send({ to, channel: "email", content: "Hi" })),
  );
  const ids = new Set(answers.map(({ body }) => body.lead_id));
  expect(ids.size).toBe(1);
  expect(await leads(to)).toHaveLength(1);
});

test("the same key to the same address is the same message", async () => {
  const body = { to: "+12025557002", channel: "call" };
  const headers = { "idempotency-key": "once" };
  const [first, again] = [await send(body, headers), await send(body, headers)];
  expect(first.body).toMatchObject({ success: true, contact_created: true });
  expect(again.body.call_id).toBe(first.body.call_id);
  expect(again.headers.get("idempotent-replayed")).toBe("true");
});

test.each([
  ["a number without its country", "whatsapp", "2025557003"],
  ["a name", "email", "John"],
  ["an e-mail address for a call", "call", "john@example.com"],
  ["a number with a plus for a page's person", "messenger", "+12025557003"],
])("refuses %s and says what it takes", async (_what, channel, to) => {
  const answer = await send({ to, channel, content: "Hi" });
  expect(answer).toMatchObject({ status: 400, body: { code: "field_invalid", field: "to" } });
  expect(answer.body.message).toMatch(/^to: must be .{10,}/);
});

test("makes nobody where the rest of the request is wrong", async () => {
  const to = "nobody@example.com";
  const wrong = [
    { to, channel: "email", content: "Hi", workflow_id: "x" },
    { to, channel: "email", content: "Hi", metadata: 7 },
    { to, channel: "email", content: "Hi", lead_id: crypto.randomUUID() },
  ];
  for (const body of wrong) expect((await send(body)).status).toBe(400);
  expect(await leads(to)).toEqual([]);
});
