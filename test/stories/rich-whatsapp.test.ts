// Files, buttons and lists on WhatsApp, as a customer of the public API sends them and reads them back.
import { expect, test } from "vitest";
import { request, type Workspace, workspace } from "../support/gateway.ts";

const files = "https://files.leadwire.example";

async function chat() {
  const acme = await workspace();
  const person = await acme.person();
  await acme.writes(person);
  const send = (body: Record<string, unknown>, headers?: Record<string, string>) =>
    acme.send(person, { channel: "whatsapp", ...body }, headers);
  return { acme, person, send };
}

const received = async (acme: Workspace) =>
  (await acme.state()).phone.filter(
    (entry: { direction: string }) => entry.direction === "received",
  );

const uploading = (acme: Workspace) =>
  acme.admin("PATCH", `/accounts/${acme.accounts.whatsapp}`, { settings: { media: "upload" } });

test("a file by link arrives, and is read back by its address", async () => {
  const { acme, person, send } = await chat();
  const url = "https://example.com/price-list.pdf";
  const answer = await send({
    media: { type: "DOCUMENT", url, filename: "Prices.pdf", caption: "Our prices" },
  });
  expect(answer).toMatchObject({ status: 200, body: { success: true, type: "media" } });
  const [{ request: sent }] = await received(acme);
  expect(sent).toMatchObject({
    type: "document",
    document: { link: url, filename: "Prices.pdf", caption: "Our prices" },
  });
  const id = answer.body.message_id;
  const { message } = (await acme.call("GET", `/api/public/messages/${id}`)).body;
  expect(message).toMatchObject({
    type: "media",
    content: "Our prices",
    media: { type: "document", url, filename: "Prices.pdf", path: null },
  });
  const { history } = (await acme.call("GET", `/api/public/leads/${person.id}/history`)).body;
  expect(history.find((item: { id: string }) => item.id === id)).toMatchObject({
    media_url: url,
    attachments: [{ url, mime_type: null, filename: "Prices.pdf" }],
  });
});

test("an account that uploads sends by id, and uploads the same address once", async () => {
  const { acme, send } = await chat();
  await uploading(acme);
  const media = { type: "image", url: `${files}/moved`, caption: "Look" };
  expect((await send({ media })).status).toBe(200);
  expect((await send({ media: { ...media, caption: "Again" } })).status).toBe(200);
  const { files: uploaded, phone } = await acme.state();
  expect(uploaded).toMatchObject([
    { phone_number_id: acme.phoneNumberId, mime_type: "image/png", size: 69 },
  ]);
  const sent = phone.slice(1).map((entry: { request: unknown }) => entry.request);
  expect(sent).toMatchObject([
    { type: "image", image: { id: uploaded[0].id, caption: "Look" } },
    { type: "image", image: { id: uploaded[0].id, caption: "Again" } },
  ]);
});

test("a file that cannot be had is refused, and nothing is sent", async () => {
  const { acme, send } = await chat();
  await uploading(acme);
  for (const url of [
    `${files}/gone`,
    `${files}/page.png`,
    "https://localhost/photo.png",
    "https://169.254.169.254/photo.png",
    "http://files.leadwire.example/photo.png",
  ]) {
    const answer = await send({ media: { type: "image", url } });
    expect(answer).toMatchObject({
      status: 422,
      body: { code: "media_invalid", field: "media.url", error: expect.stringMatching(/\.$/) },
    });
  }
  const { files: uploaded, phone } = await acme.state();
  expect([uploaded.length, phone.length]).toEqual([0, 1]);
});

test("a repeat with its key gets its first answer, whatever became of the file", async () => {
  const { acme, send } = await chat();
  await uploading(acme);
  const body = { media: { type: "image", url: `${files}/photo.png` } };
  const key = { "idempotency-key": "photo-1" };
  const first = await send(body, key);
  expect(first.status).toBe(200);
  // Another setting makes another upload, which goes wrong.
  await acme.admin("PATCH", `/accounts/${acme.accounts.whatsapp}`, {
    settings: { graph_version: "v24.0" },
  });
  const refused = {
    kind: "status",
    status: 400,
    body: { error: { code: 131053, message: "Media upload error" } },
  };
  await acme.fault("meta", refused, 2);
  const again = await send(body, key);
  expect(again).toMatchObject({ status: 200, body: { message_id: first.body.message_id } });
  expect(again.headers.get("idempotent-replayed")).toBe("true");
  expect((await send(body)).status).toBe(422);
});

test("what speaks against the lead comes before what speaks against the file", async () => {
  const acme = await workspace();
  const person = await acme.person();
  await uploading(acme);
  const body = { channel: "whatsapp", media: { type: "image", url: `${files}/gone` } };
  expect((await acme.send(person, body)).body.error).toBe("whatsapp_window_expired");
});

const buttons = {
  content: "When shall we call?",
  interactive: {
    header: "Your call",
    footer: "It takes ten minutes.",
    buttons: [
      { title: "Morning", id: "am" },
      { title: "Evening", id: "pm" },
    ],
  },
};

test("buttons arrive, a tap comes back with its id, and both are in the history", async () => {
  const { acme, person, send } = await chat();
  const answer = await send(buttons);
  expect(answer).toMatchObject({ status: 200, body: { type: "interactive" } });
  const reply_to = answer.body.provider_message_id;
  const tap = (id: string) =>
    acme.call("POST", "/simulator/api/replies", {
      phone_number_id: acme.phoneNumberId,
      from: person.phone,
      type: "button",
      reply: { id, title: "Evening" },
      reply_to,
    });
  expect((await tap("noon")).status).toBe(400);
  expect((await tap("pm")).status).toBe(200);
  const { history } = (await acme.call("GET", `/api/public/leads/${person.id}/history?limit=50`))
    .body;
  expect(history.find(({ id }: { id: string }) => id === answer.body.message_id)).toMatchObject({
    content: buttons.content,
    message_type: "interactive",
    buttons: [
      { type: "QUICK_REPLY", text: "Morning" },
      { type: "QUICK_REPLY", text: "Evening" },
    ],
  });
  const tapped = history.find((item: { content: string }) => item.content === "Evening");
  const { message } = (await acme.call("GET", `/api/public/messages/${tapped.id}`)).body;
  expect(message.details.interactive).toMatchObject({ type: "button_reply", id: "pm" });
  const sent = (await acme.call("GET", `/api/public/messages/${answer.body.message_id}`)).body;
  expect(sent.message.details).toEqual({ interactive: buttons.interactive });
});

test.each([
  [
    "a list",
    {
      list: {
        button: "Choose",
        sections: [
          { title: "Today", rows: [{ id: "10", title: "10:00", description: "with Sofia" }] },
          { title: "Tomorrow", rows: [{ id: "11", title: "11:00" }] },
        ],
      },
    },
    "list",
  ],
  ["a link", { cta_url: { title: "Book a call", url: "https://example.com/book" } }, "cta_url"],
])("%s arrives as it was given, and is read back so", async (_, interactive, type) => {
  const { acme, send } = await chat();
  const answer = await send({ content: "Choose a time", interactive });
  expect(answer.status).toBe(200);
  const [{ request: sent }] = await received(acme);
  expect(sent).toMatchObject({ type: "interactive", interactive: { type } });
  const { message } = (await acme.call("GET", `/api/public/messages/${answer.body.message_id}`))
    .body;
  expect(message.details).toEqual({ interactive });
});

test("what is too long is refused with the field and the limit", async () => {
  const { acme, send } = await chat();
  const answer = await send({ ...buttons, content: "x".repeat(1025) });
  expect(answer).toMatchObject({
    status: 422,
    body: { code: "content_too_long", field: "content", limit: 1024 },
  });
  expect(await received(acme)).toEqual([]);
});

test("who wants no marketing gets none, but other messages, until they want it again", async () => {
  const { acme, person, send } = await chat();
  const wish = (word: string) =>
    acme.call("POST", "/simulator/api/events", {
      kind: "marketing",
      phone_number_id: acme.phoneNumberId,
      from: person.phone,
      wish: word,
    });
  expect((await wish("stop")).body).toMatchObject({ delivered: { status: 200 } });
  const marketing = { content: "Our sale is on", message_type: "MARKETING" };
  expect(await send(marketing)).toMatchObject({
    status: 400,
    body: { code: "recipient_opted_out", scope: "marketing" },
  });
  expect((await send({ content: "Your order is ready" })).status).toBe(200);
  // Meta writes whole seconds, and of two words in one second the last counts.
  expect((await wish("resume")).body).toMatchObject({ delivered: { status: 200 } });
  expect((await send(marketing)).status).toBe(200);
});

test("the bytes of a file that we only know by its address are not ours to give", async () => {
  const { acme, send } = await chat();
  const url = "https://example.com/photo.png";
  const { message_id } = (await send({ media: { type: "image", url } })).body;
  const path = `/api/public/messages/${message_id}/media`;
  expect((await request(path, { headers: { "x-api-key": acme.key } })).status).toBe(404);
});
