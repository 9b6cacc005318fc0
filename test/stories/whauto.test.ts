// Whauto's sends over WhatsApp: the example bodies of the contract, what the person received, and every
// answer in the original's words.
import { beforeAll, describe, expect, test } from "vitest";
import { usualRateLimit } from "../../src/model/key.ts";
import { answerOf, type Person, request, type Workspace, workspace } from "../support/gateway.ts";
import { type WhautoClient, whautoClient } from "../support/whauto.ts";

let acme: Workspace;
let whauto: WhautoClient;
let john: Person;

beforeAll(async () => {
  acme = await workspace();
  whauto = await whautoClient(acme, { rate_limit: 10_000 });
  john = await acme.person();
  await acme.writes(john);
});

const uuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const last = async () => (await acme.state()).phone.at(-1);
const contact = () => ({ id: john.id });
const sent = { status: 200, body: { id: uuid, status: "sent", error: "" } };
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

describe("sends", () => {
  test("a WhatsApp text to a contact", async () => {
    const textMessage = "Hi John,\nyour table is ready.";
    const answer = await whauto.send("whatsapp/sendtext", { contact: contact(), textMessage });
    expect(answer).toMatchObject(sent);
    expect(answer.body).toEqual(sent.body);
    expect((await last()).request).toMatchObject({ to: john.phone, text: { body: textMessage } });
  });

  test("a WhatsApp text to a number that nobody has, who then is a contact", async () => {
    const phoneNumber = "+12025559911";
    const answer = await whauto.send("whatsapp/sendtemplate", {
      recepient: { phoneNumber },
      template: "hello_world",
    });
    expect(answer).toMatchObject(sent);
    expect((await last()).request).toMatchObject({ to: phoneNumber, type: "template" });
    const { body } = await whauto.call("GET", "/contacts?searchText=12025559911");
    expect(body).toMatchObject([{ name: phoneNumber, phoneNumber }]);
  });

  test("a WhatsApp text to a contact's number, with and without its plus", async () => {
    for (const phoneNumber of [john.phone, john.phone.slice(1), john.phone.slice(2)]) {
      const answer = await whauto.send("whatsapp/sendtext", {
        recepient: { phoneNumber },
        textMessage: "Hi",
      });
      expect(answer).toMatchObject(sent);
      expect((await last()).request).toMatchObject({ to: john.phone });
    }
    const { body } = await whauto.call("GET", `/contacts?searchText=${john.phone.slice(1)}`);
    expect(body).toHaveLength(1);
  });

  test("a WhatsApp file", async () => {
    const mediaUrl = "https://example.com/menu.pdf";
    const answer = await whauto.send("whatsapp/sendmedia", {
      contact: contact(),
      mediaUrl,
      mimeType: "application/pdf",
    });
    expect(answer).toMatchObject(sent);
    expect((await last()).request).toMatchObject({
      type: "document",
      document: { link: mediaUrl, filename: "menu.pdf" },
    });
  });

  test("a WhatsApp template by its name, by its id, and as an object with values", async () => {
    const byName = { contact: contact(), template: "hello_world" };
    expect(await whauto.send("whatsapp/sendtemplate", byName)).toMatchObject(sent);
    const template = await acme.templateId("hello_world");
    const byId = { contact: contact(), template };
    expect(await whauto.send("whatsapp/sendtemplate", byId)).toMatchObject(sent);
    const answer = await whauto.send("whatsapp/sendtemplate", {
      contact: contact(),
      template: { name: "order_update", language: "en_US" },
      headerMediaUrl: "https://example.com/parcel.png",
      bodyTextParameters: ["Jane", "A-1001"],
      buttonUrlParameters: ["A-1001"],
    });
    expect(answer).toMatchObject(sent);
    const rendered = JSON.stringify((await last()).template.rendered);
    expect(rendered).toContain("Hi Jane, your order A-1001 is on its way.");
  });

  test("later, when asked to", async () => {
    const answer = await whauto.send("whatsapp/sendtext", {
      contact: contact(),
      textMessage: "Later",
      scheduleDateTime: inAnHour(),
    });
    expect(answer).toMatchObject({
      status: 200,
      body: { id: uuid, status: "scheduled", error: "" },
    });
    expect((await acme.message(answer.body.id)).status).toBe("scheduled");
  });

  test("at once, when the time has passed", async () => {
    const answer = await whauto.send("whatsapp/sendtext", {
      contact: contact(),
      textMessage: "Now",
      scheduleDateTime: "2020-01-01T00:00:00",
    });
    expect(answer).toMatchObject(sent);
  });
});

describe("refuses in the original's words", () => {
  const text = (fields: object) =>
    whauto.send("whatsapp/sendtext", { contact: contact(), textMessage: "Hi", ...fields });
  const failed = (error: unknown) => ({ id: "", status: "failed", error });
  const recepient = { phoneNumber: "+12025550123" };

  test.each([
    ["neither contact nor recepient", { contact: undefined }, 400, { error: "Invalid parameters" }],
    ["both", { recepient }, 400, { error: "Invalid parameters" }],
    ["no workspace", { workspace: undefined }, 400, { message: "Invalid request body" }],
    ["no text", { textMessage: undefined }, 400, { message: "Invalid request body" }],
    ["a text of the wrong type", { textMessage: 7 }, 400, { message: "Invalid request body" }],
    [
      "an unknown contact",
      { contact: { id: "3c90c3cc-0d44-4b50-8888-8dd25736052a" } },
      404,
      { error: "Contact not found" },
    ],
    ["an id that is none", { contact: { id: "x" } }, 404, { error: "Contact not found" }],
    [
      "another workspace",
      { workspace: { id: "3c90c3cc-0d44-4b50-8888-8dd25736052a" } },
      404,
      { error: "Invalid workspaceId" },
    ],
    [
      "a time that is none",
      { scheduleDateTime: "soon" },
      400,
      failed("scheduleDateTime must be an ISO 8601 time, at most one year ahead"),
    ],
    [
      "a time beyond a year",
      { scheduleDateTime: "2999-01-01T00:00:00Z" },
      400,
      failed("scheduleDateTime must be an ISO 8601 time, at most one year ahead"),
    ],
    [
      "a text that is too long",
      { textMessage: "x".repeat(4097) },
      400,
      failed(expect.stringMatching(/^textMessage: /)),
    ],
  ])("%s", async (_, fields, status, body) => {
    const answer = await text(fields);
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual(body);
  });

  test("what is no JSON", async () => {
    const answer = await answerOf(
      await request("/v1/messages/whatsapp/sendtext", {
        method: "POST",
        headers: { "x-api-key": whauto.key },
        body: "{",
      }),
    );
    expect(answer).toMatchObject({ status: 400, body: { message: "Invalid request body" } });
  });

  test("a contact who has not written", async () => {
    const stranger = await acme.person();
    const answer = await text({ contact: { id: stranger.id } });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual(
      failed("Contact has not written in the last 24 hours. Send an approved template instead."),
    );
  });

  test("a contact without a number", async () => {
    const nobody = await acme.person({ phone: null });
    const answer = await text({ contact: { id: nobody.id } });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual(failed("Contact has no phone number"));
  });

  test.each([
    ["nothing_like_it", 404, { error: "Template not found" }],
    [{ name: "hello_world", language: "fr" }, 404, { error: "Template not found" }],
    [
      "appointment_reminder",
      400,
      { id: "", status: "failed", error: "Template is PENDING at WhatsApp and cannot be sent" },
    ],
    [
      "seguimiento_lead",
      400,
      { id: "", status: "failed", error: expect.stringMatching(/the body needs/) },
    ],
  ])("the template %j", async (template, status, body) => {
    const answer = await whauto.send("whatsapp/sendtemplate", { contact: contact(), template });
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual(body);
  });

  test("what the provider refuses, and names the message that was recorded", async () => {
    const body = { error: { message: "(#131026) Message undeliverable", code: 131026 } };
    await acme.fault("meta", { kind: "status", status: 400, body });
    const answer = await text({});
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ id: uuid, status: "failed", error: expect.stringMatching(/\w/) });
    expect((await acme.message(answer.body.id)).status).toBe("failed");
  });

  test.each(["instagram/sendmedia", "telegram/sendtext", "telegram/sendmedia", "sms/sendtext"])(
    "%s, which the contract does not have",
    async (path) => {
      const answer = await whauto.send(path, { contact: contact(), textMessage: "Hi" });
      expect(answer).toMatchObject({ status: 404, body: { message: "Not Found" } });
    },
  );
});

test("is truthful about a message that waits", async () => {
  const body = { error: { message: "(#130429) Rate limit hit", code: 130429 } };
  await acme.fault("meta", { kind: "status", status: 429, body }, 1_000);
  const answer = await whauto.send("whatsapp/sendtemplate", {
    contact: { id: (await acme.person()).id },
    template: "hello_world",
  });
  await acme.call("DELETE", "/simulator/api/state");
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({ id: uuid, status: "queued", error: "" });
});

test("is truthful about a message in doubt", async () => {
  const jane = await acme.person();
  await acme.writes(jane);
  await acme.fault("meta", { kind: "garbage" });
  const answer = await whauto.send("whatsapp/sendtext", {
    contact: { id: jane.id },
    textMessage: "Hi",
  });
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({
    id: uuid,
    status: "unknown",
    error: expect.stringContaining("Do not send it again"),
  });
});

describe("keys", () => {
  const forbidden = { status: 403, body: { message: "Forbidden" } };
  const ask = async (headers: Record<string, string>) =>
    answerOf(await request("/v1/workspaces", { headers }));

  test("are needed, and must be Whauto's", async () => {
    expect(await ask({})).toMatchObject(forbidden);
    expect(await ask({ "x-api-key": `${whauto.key}x` })).toMatchObject(forbidden);
    expect(await ask({ "x-api-key": acme.key })).toMatchObject(forbidden);
    expect(await ask({ authorization: `Bearer ${whauto.key}` })).toMatchObject(forbidden);
    expect(await ask({ "x-api-key": whauto.key })).toMatchObject({ status: 200 });
  });

  test("open no other dialect", async () => {
    const headers = { "x-api-key": whauto.key };
    const answer = await answerOf(await request("/api/public/leads", { headers }));
    expect(answer.status).toBe(401);
  });

  test("do what their scopes say", async () => {
    const reader = await whautoClient(acme, { scopes: ["leads.read"] });
    const body = { contact: contact(), textMessage: "Hi" };
    expect(await reader.send("whatsapp/sendtext", body)).toMatchObject(forbidden);
    expect(await reader.call("POST", "/contacts", { name: "A" })).toMatchObject(forbidden);
    expect(await reader.call("POST", "/contactTags", { name: "A" })).toMatchObject(forbidden);
    expect(await reader.call("GET", "/whatsapp-templates")).toMatchObject(forbidden);
    expect(await reader.call("POST", "/whatsapp-template", {})).toMatchObject(forbidden);
    expect(await reader.call("GET", `/contacts/${john.id}`)).toMatchObject({ status: 200 });
    const sender = await whautoClient(acme, { scopes: ["messages.send"] });
    expect(await sender.call("GET", "/contacts")).toMatchObject(forbidden);
    expect(await sender.call("GET", "/contactTags")).toMatchObject(forbidden);
    expect(await sender.call("DELETE", `/contacts/${john.id}`)).toMatchObject(forbidden);
  });

  test("allow 100 requests a minute, and so 144,000 a day", async () => {
    const usual = await whautoClient(acme);
    expect(usual.record).toMatchObject({ dialect: "whauto", rate_limit: 100 });
    expect(usualRateLimit.whauto * 24 * 60).toBe(144_000);
    const { headers } = await usual.call("GET", "/workspaces");
    expect(headers.get("ratelimit-policy")).toBe('"key";q=100;w=60');
  });

  test("are told to wait beyond their limit", async () => {
    const slow = await whautoClient(acme, { rate_limit: 1 });
    const answers = [];
    // The third at the latest: a new minute may begin in between.
    for (let i = 0; i < 3; i++) answers.push(await slow.call("GET", "/workspaces"));
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.body).toEqual({ message: "Too Many Requests" });
    expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThan(0);
  });
});

test("nothing of another workspace is there", async () => {
  const other = await workspace();
  const eve = await whautoClient(other);
  const textMessage = "Hi";
  const notFound = { status: 404, body: { error: "Contact not found" } };
  expect(await eve.send("whatsapp/sendtext", { contact: contact(), textMessage })).toMatchObject(
    notFound,
  );
  const workspaceOfAcme = { contact: contact(), textMessage, workspace: { id: acme.id } };
  expect(await eve.send("whatsapp/sendtext", workspaceOfAcme)).toMatchObject({
    status: 404,
    body: { error: "Invalid workspaceId" },
  });
  const { id } = await other.person();
  await acme.call("POST", "/simulator/api/templates", {
    name: "acmes_own",
    language: "en_US",
    components: [{ type: "BODY", text: "Hi" }],
  });
  await acme.admin("POST", `/accounts/${acme.accounts.whatsapp}/templates/sync`, {});
  const own = { contact: contact(), template: "acmes_own" };
  expect(await whauto.send("whatsapp/sendtemplate", own)).toMatchObject(sent);
  for (const template of ["acmes_own", await acme.templateId("acmes_own")]) {
    expect(await eve.send("whatsapp/sendtemplate", { contact: { id }, template })).toMatchObject({
      status: 404,
      body: { error: "Template not found" },
    });
  }
});
