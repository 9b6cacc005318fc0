// Every documented refusal of POST /api/public/messages: its exact words, and that no provider hears of it.
import { beforeAll, expect, test } from "vitest";
import { type Person, type Workspace, workspace } from "../support/gateway.ts";

let acme: Workspace;
let john: Person;
const absent = "3c90c3cc-0d44-4b50-8888-8dd25736052a";

beforeAll(async () => {
  acme = await workspace();
  john = await acme.person();
});

const received = async () => {
  const { phone, mailbox, calls } = await acme.state();
  return [
    ...phone.filter((m: { direction: string }) => m.direction === "received"),
    ...mailbox,
    ...calls,
  ].length;
};

test.each([
  ["no lead_id", { lead_id: undefined, channel: "call" }],
  ["an empty workflow_id", { workflow_id: "", channel: "call" }],
  ["no channel", {}],
  ["a null channel", { channel: null }],
])("names the required fields for %s", async (_, body) => {
  const answer = await acme.send(john, body);
  expect(answer.status).toBe(400);
  expect(answer.body.error).toBe("lead_id, workflow_id, and channel are required");
});

test("names the channels, and lists what is accepted", async () => {
  const answer = await acme.send(john, { channel: "fax", content: "x" });
  expect(answer.status).toBe(400);
  expect(answer.body).toMatchObject({
    error: "channel must be 'whatsapp', 'email', or 'call'",
    message: expect.stringContaining("whatsapp, email, call, sms, messenger, instagram, telegram"),
  });
});

test("names what each channel needs", async () => {
  const needs = async (channel: string) => (await acme.send(john, { channel })).body.error;
  expect(await needs("whatsapp")).toBe("content or template_id is required for whatsapp");
  expect(await needs("email")).toBe("content or html is required for email");
});

test("asks for the address that the channel needs", async () => {
  const noPhone = await acme.person({ phone: null });
  const noEmail = await acme.person({ email: null });
  expect((await acme.send(noPhone, { channel: "call" })).body.error).toBe(
    "Lead has no phone number",
  );
  const whatsapp = await acme.send(noPhone, { channel: "whatsapp", content: "x" });
  expect(whatsapp.body.error).toBe("Lead has no phone number");
  const mail = await acme.send(noEmail, { channel: "email", content: "x" });
  expect(mail).toMatchObject({ status: 400, body: { error: "Lead has no email" } });
});

test("says which channel the workflow lacks", async () => {
  const { workflow } = (await acme.admin("POST", "/workflows", { name: "Empty" })).body;
  const bare = { workflow_id: workflow.id, content: "x" };
  const error = async (channel: string) =>
    (await acme.send(john, { ...bare, channel })).body.error as string;
  expect(await error("email")).toBe("No email sender configured for this workflow");
  expect(await error("whatsapp")).toBe("No active WhatsApp channel assigned to this workflow");
  expect(await error("call")).toBe("No voice agent configured for this workflow");
});

test("answers an unknown lead before an unknown workflow, and both before a missing content", async () => {
  const unknownLead = await acme.send({ id: absent }, { workflow_id: absent, channel: "whatsapp" });
  expect(unknownLead.status).toBe(404);
  expect(unknownLead.body).toMatchObject({
    error: "Not found",
    message: "Lead not found or does not belong to your account",
  });
  const unknownWorkflow = await acme.send(john, { workflow_id: absent, channel: "whatsapp" });
  expect(unknownWorkflow.status).toBe(404);
  expect(unknownWorkflow.body).toMatchObject({
    error: "Not found",
    message: "Workflow not found or does not belong to your account",
  });
});

test("does not know templates that the account does not have", async () => {
  for (const template_id of [absent, "not-a-uuid"]) {
    const answer = await acme.send(john, { channel: "whatsapp", template_id });
    expect(answer).toMatchObject({ status: 400, body: { error: "Template not found" } });
  }
});

test("refuses a template that is not approved, and says what it is", async () => {
  const { templates } = (await acme.call("GET", "/api/public/templates")).body;
  const pending = templates.find((t: { status: string }) => t.status === "PENDING");
  const answer = await acme.send(john, { channel: "whatsapp", template_id: pending.id });
  expect(answer.status).toBe(400);
  expect(answer.body).toMatchObject({ code: "template_not_sendable", template_status: "PENDING" });
});

test("names the missing template parameter and shows an example that works", async () => {
  const template_id = await acme.templateId("seguimiento_lead");
  const parameters = [{ type: "text", parameter_name: "nombre", text: "John" }];
  const answer = await acme.send(john, {
    channel: "whatsapp",
    template_id,
    components: [{ type: "body", parameters }],
  });
  expect(answer.status).toBe(400);
  expect(answer.body.code).toBe("template_parameters_invalid");
  expect(answer.body.error).toContain("agente");
  const { example } = answer.body;
  const repaired = await acme.send(john, { channel: "whatsapp", template_id, components: example });
  expect(repaired).toMatchObject({ status: 200, body: { type: "template" } });
});

test("refuses free text outside the 24-hour window, to the letter", async () => {
  const body = { channel: "whatsapp", content: "Hi" };
  const expected = {
    error: "whatsapp_window_expired",
    message:
      "Lead has not replied in the last 24 hours. Free-form messages cannot be sent outside the conversation window.",
    suggestion:
      "Use template_id to send an approved template message instead. See GET /templates for available templates.",
  };
  const silent = await acme.person();
  const never = await acme.send(silent, body);
  expect(never.status).toBe(422);
  expect(never.body).toMatchObject({ ...expected, last_inbound_at: null });

  const longAgo = new Date(Date.now() - 25 * 3_600_000).toISOString().replace(/\.\d+Z$/, "Z");
  expect((await acme.writes(silent, "old", longAgo)).body.delivered.status).toBe(200);
  const expired = await acme.send(silent, body);
  expect(expired.body).toMatchObject({ ...expected, last_inbound_at: longAgo });
});

test("the exact 401 bodies", async () => {
  const { request, answerOf } = await import("../support/gateway.ts");
  const post = async (headers: Record<string, string>) =>
    answerOf(await request("/api/public/messages", { method: "POST", headers, body: "{}" }));
  const missing = await post({});
  expect(missing.status).toBe(401);
  expect(missing.body).toMatchObject({
    error: "Missing API key",
    message: "Please provide your API key in the X-API-Key header",
  });
  const invalid = await post({ "x-api-key": "nxr_live_wrong" });
  expect(invalid.status).toBe(401);
  expect(invalid.body).toMatchObject({
    error: "Invalid API key",
    message: "The provided API key is not valid",
  });
});

test("no refusal reached a provider", async () => {
  const before = await received();
  await acme.send(john, { channel: "whatsapp" });
  await acme.send(await acme.person(), { channel: "whatsapp", content: "Hi" });
  expect(await received()).toBe(before);
});

test("every error carries a code and the request id of its header", async () => {
  const answers = [
    await acme.send(john, {}),
    await acme.send({ id: absent }, { channel: "call" }),
    await acme.call("GET", "/api/public/nowhere"),
    await acme.call("GET", "/nowhere"),
    await acme.call("DELETE", "/api/public/messages"),
    await acme.admin("GET", "/nowhere"),
  ];
  for (const { status, headers, body } of answers) {
    expect(status).toBeGreaterThanOrEqual(400);
    expect(body).toMatchObject({ error: expect.any(String), code: expect.any(String) });
    expect(body.request_id).toBe(headers.get("x-request-id"));
    expect(headers.get("cache-control")).toBe("no-store");
  }
});

test("a key sends no more than its limit, and is told when it may go on", async () => {
  const { secret } = (await acme.admin("POST", "/keys", { name: "slow", rate_limit: 3 })).body;
  const ask = () => acme.call("GET", "/api/public/workflows", undefined, { "x-api-key": secret });
  const answers = [await ask(), await ask(), await ask(), await ask()];
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(3);
  expect(answers[0]?.headers.get("ratelimit-policy")).toBe('"key";q=3;w=60');
  const refused = [...answers, await ask(), await ask(), await ask()].find((a) => a.status === 429);
  expect(refused?.body.retry_after).toBe(Number(refused?.headers.get("retry-after")));
  expect(refused?.headers.get("ratelimit")).toMatch(/^"key";r=0;t=\d+$/);
});
