// A bot on Telegram, through the real Worker and back: a start, an answer, buttons, and being blocked.
import { Api, GrammyError } from "grammy";
import { beforeEach, expect, test } from "vitest";
import { type Answer, request, type Workspace, workspace } from "../support/gateway.ts";

const soon = { timeout: 15_000 };
let bots = 100_000;

let acme: Workspace;
let bot: string;
let workflow_id: string;
let account: Answer["body"];

beforeEach(async () => {
  acme = await workspace();
  bot = String(++bots);
  const made = await acme.admin("POST", "/accounts", {
    name: "Bot",
    provider: "telegram",
    channel: "telegram",
    settings: { bot_id: bot },
    credentials: { bot_token: `${bot}:ABC-secret`, webhook_secret: "s3cret_-A" },
  });
  expect(made.status).toBe(201);
  account = made.body.account;
  const accounts = { telegram: account.id };
  workflow_id = (await acme.admin("POST", "/workflows", { name: "Bot", accounts })).body.workflow
    .id;
});

const chat = "7527593";
const says = (fields: object, from = chat): Promise<Answer> =>
  acme.call("POST", "/simulator/api/words", {
    channel: "telegram",
    to: bot,
    from,
    name: "Maria",
    ...fields,
  });

const send = (body: Record<string, unknown> = {}, to = chat): Promise<Answer> =>
  acme.call("POST", "/api/public/messages", {
    to,
    channel: "telegram",
    workflow_id,
    content: "Hi Maria",
    ...body,
  });

async function maria(): Promise<{ id: string }> {
  const { leads } = (await acme.call("GET", "/api/public/leads?search=Maria")).body;
  expect(leads).toHaveLength(1);
  return leads[0];
}
const history = async () =>
  (await acme.call("GET", `/api/public/leads/${(await maria()).id}/history`)).body.history;

/** The lead's message of a type, once the list has it. */
async function received({ id }: { id: string }, type: string): Promise<Answer["body"]> {
  const find = async () => {
    const { messages } = (await acme.call("GET", `/api/public/messages?lead_id=${id}`)).body;
    return messages.find((message: { type: string }) => message.type === type)?.id;
  };
  await expect.poll(find, soon).toBeDefined();
  return acme.message(await find());
}

test("a person starts the bot, is answered with buttons, taps one, and blocks the bot", async () => {
  expect((await says({ text: "/start" })).body).toMatchObject({ delivered: { status: 200 } });
  const lead = await maria();
  const asked = await acme.call("POST", "/api/public/messages", {
    lead_id: lead.id,
    workflow_id,
    channel: "telegram",
    content: "Shall we call you?",
    interactive: {
      header: "Acme",
      buttons: [
        { id: "yes", title: "Yes, please" },
        { title: "Read", url: "https://x.example/" },
      ],
    },
  });
  expect(asked).toMatchObject({ status: 200, body: { success: true } });
  await says({ tap: { id: "yes" } });
  expect(await history()).toMatchObject([
    { channel: "telegram", direction: "inbound", content: "/start" },
    { channel: "telegram", direction: "outbound" },
    { channel: "telegram", direction: "inbound", content: "Yes, please" },
  ]);
  const tap = await received(lead, "callback_query");
  expect(tap).toMatchObject({
    details: {
      button: { payload: "yes" },
      context: {
        message_id: (await acme.message(asked.headers.get("x-message-id") ?? ""))
          .provider_message_id,
      },
    },
  });

  await says({ block: true });
  await expect
    .poll(() => send(), soon)
    .toMatchObject({ status: 400, body: { code: "recipient_opted_out" } });
  await says({ block: false });
  await expect.poll(() => send(), soon).toMatchObject({ status: 200 });
});

test("a message is sent, and stays so: Telegram reports nothing more", async () => {
  await says({ text: "/start" });
  const answer = await send();
  expect(answer).toMatchObject({ status: 200 });
  expect(await acme.message(answer.headers.get("x-message-id") ?? "")).toMatchObject({
    status: "sent",
    provider_message_id: expect.stringMatching(/^7527593:\d+$/),
  });
});

test("files go by their address", async () => {
  await says({ text: "/start" });
  const media = { type: "image", url: "https://x.example/a.jpg", caption: "Look" };
  expect(await send({ media })).toMatchObject({ status: 200 });
  expect((await acme.state()).phone.at(-1)).toMatchObject({
    type: "photo",
    text: "Look",
    request: { method: "sendPhoto", photo: "https://x.example/a.jpg" },
  });
});

test.each([
  ["1000400", "recipient_unreachable"],
  ["1000403", "recipient_refused"],
  ["1000404", "recipient_unreachable"],
])("Telegram's refusal of the chat %s is a 400 with %s", async (to, code) => {
  expect(await send({}, to)).toMatchObject({
    status: 400,
    body: { code, provider: { name: "telegram" } },
  });
});

test.each([
  ["content_too_long", 422, { buttons: [{ id: "x".repeat(65), title: "A" }] }],
  [
    "content_unsupported",
    400,
    { list: { button: "Open", sections: [{ rows: [{ id: "a", title: "A" }] }] } },
  ],
])("%s is said before Telegram is asked", async (code, status, interactive) => {
  expect(await send({ interactive })).toMatchObject({ status, body: { code } });
  expect((await acme.state()).phone).toEqual([]);
});

test("a photo that a person sends can be opened", async () => {
  await says({ image: { url: "https://x.example/1.jpg" }, text: "Look" });
  const message = await received(await maria(), "photo");
  expect(message).toMatchObject({
    type: "photo",
    content: "Look",
    media: { mime_type: "image/jpeg" },
  });
  const bytes = await request(message.media.path, { headers: { "x-api-key": acme.key } });
  expect(bytes.status).toBe(200);
  expect((await bytes.arrayBuffer()).byteLength).toBeGreaterThan(0);
});

test("what comes with a wrong secret changes nothing", async () => {
  await acme.switches({ wrong_signature: true });
  expect((await says({ text: "/start" })).body).toMatchObject({ delivered: { status: 401 } });
  expect((await acme.call("GET", "/api/public/leads?search=Maria")).body.leads).toEqual([]);
});

test("an update that comes twice is one message, and the answer holds nothing to carry out", async () => {
  const update = {
    update_id: 1,
    message: {
      message_id: 5,
      from: { id: 77, is_bot: false, first_name: "Maria" },
      chat: { id: 77, type: "private" },
      date: Math.floor(Date.now() / 1000),
      text: "Hello",
    },
  };
  const post = () =>
    request(
      new URL(account.receiver_url ?? account.hook_path, "https://gateway.example").pathname,
      {
        method: "POST",
        headers: { "x-telegram-bot-api-secret-token": "s3cret_-A" },
        body: JSON.stringify(update),
      },
    );
  for (const answer of [await post(), await post()]) {
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe("");
  }
  expect(await history()).toMatchObject([{ content: "Hello" }]);
});

test("the account's check passes, and fails with a token that was revoked", async () => {
  const check = () => acme.admin("POST", `/accounts/${account.id}/check`);
  expect((await check()).body).toMatchObject({
    check: { ok: true, facts: { username: "simulated_bot" } },
  });
  await acme.admin("PATCH", `/accounts/${account.id}`, {
    credentials: { bot_token: `${bot}:revoked`, webhook_secret: "s3cret_-A" },
  });
  expect((await check()).body).toMatchObject({ check: { ok: false } });
});

test("grammY reaches the workspace's own Telegram over HTTP, and is refused where we are", async () => {
  const origin = "https://gateway.example";
  const api = new Api(`${bot}:ABC-secret`, {
    apiRoot: `${origin}/simulator/providers/${acme.id}/telegram`,
    fetch: (url: string, init: RequestInit) => request(url.slice(origin.length), init),
  });
  const sent = await api.sendMessage(Number(chat), "Hi");
  expect((await acme.state()).phone).toMatchObject([{ id: `${chat}:${sent.message_id}` }]);
  await says({ block: true });
  await expect(api.sendMessage(Number(chat), "Hi")).rejects.toThrow(GrammyError);
});
