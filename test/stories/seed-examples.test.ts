// The five example requests of the contract, word for word, and what the providers received for them.
import { beforeAll, expect, test } from "vitest";
import { type Person, type Workspace, workspace } from "../support/gateway.ts";

let acme: Workspace;
let john: Person;

beforeAll(async () => {
  acme = await workspace();
  john = await acme.person();
  await acme.writes(john);
});

const uuid = expect.stringMatching(
  /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
);

test("sends a WhatsApp text message", async () => {
  const content = "Hi John, just following up on our conversation.";
  const answer = await acme.send(john, { channel: "whatsapp", content });
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({
    success: true,
    channel: "whatsapp",
    type: "text",
    message_id: uuid,
    provider_message_id: expect.stringMatching(/^wamid\./),
  });
  const { request } = (await acme.state()).phone.at(-1);
  expect(request).toEqual({
    messaging_product: "whatsapp",
    recipient_type: "individual",
    to: john.phone,
    type: "text",
    text: { body: content, preview_url: false },
    biz_opaque_callback_data: expect.stringContaining(answer.body.message_id),
  });
});

test("sends a WhatsApp template", async () => {
  const answer = await acme.send(john, {
    channel: "whatsapp",
    template_id: await acme.templateId("seguimiento_lead"),
    components: [
      {
        type: "BODY",
        parameters: [
          { type: "text", parameter_name: "nombre", text: "John" },
          { type: "text", parameter_name: "agente", text: "Sofia" },
          { type: "text", parameter_name: "empresa", text: "Acme Corp" },
        ],
      },
    ],
  });
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({
    success: true,
    channel: "whatsapp",
    type: "template",
    message_id: uuid,
    provider_message_id: expect.stringMatching(/^wamid\./),
  });
  const { template } = (await acme.state()).phone.at(-1);
  for (const word of ["John", "Sofia", "Acme Corp"]) expect(template.rendered).toContain(word);
});

test("sends an e-mail", async () => {
  const content =
    "Hi John, here is the information you requested.\n\nLet us know if you have any <questions>.";
  const answer = await acme.send(john, {
    channel: "email",
    subject: "Follow-up on your inquiry",
    content,
  });
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({
    success: true,
    channel: "email",
    message_id: expect.stringMatching(/./),
    activity_id: uuid,
  });
  const mail = (await acme.state()).mailbox.at(-1);
  expect(mail).toMatchObject({
    id: answer.body.message_id,
    subject: "Follow-up on your inquiry",
    text: content,
    idempotency_key: answer.body.activity_id,
  });
  expect(mail.html).toContain("requested.<br>");
  expect(mail.html).toContain("&lt;questions&gt;");
});

test("triggers an AI phone call", async () => {
  const answer = await acme.send(john, { channel: "call" });
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({
    success: true,
    channel: "call",
    call_id: expect.stringMatching(/^\w+$/),
    call_status: "registered",
  });
  expect(answer.headers.get("x-message-id")).toEqual(uuid);
  expect((await acme.state()).calls.at(-1)).toMatchObject({
    call_id: answer.body.call_id,
    to_number: john.phone,
  });
});

test("triggers an AI phone call with a custom greeting", async () => {
  const begin_message = "Hi Carlos, I am calling to follow up on your appointment.";
  const answer = await acme.send(john, { channel: "call", begin_message });
  expect(answer.status).toBe(200);
  expect((await acme.state()).calls.at(-1)).toMatchObject({ greeting: begin_message });
});

test("sends html as it is, with the default subject", async () => {
  const html = "<p>Hello & <b>welcome</b></p>";
  const answer = await acme.send(john, { channel: "email", html });
  expect(answer.status).toBe(200);
  const mail = (await acme.state()).mailbox.at(-1);
  expect(mail).toMatchObject({ html, subject: "Message from your advisor" });
});

test("sends the template when content is given as well", async () => {
  const template_id = await acme.templateId("hello_world");
  const answer = await acme.send(john, { channel: "whatsapp", content: "text", template_id });
  expect(answer.body).toMatchObject({ success: true, type: "template" });
});
