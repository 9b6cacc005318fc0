// Whauto's sends over Messenger, Instagram and Telegram, where people are known only once they have written:
// the example bodies of the contract, and what the platforms received.
import { beforeAll, describe, expect, test } from "vitest";
import { type Workspace, workspace } from "../support/gateway.ts";
import { type WhautoClient, whautoClient } from "../support/whauto.ts";

const digits = () => String(1_000_000_000 + Math.floor(Math.random() * 8_999_999_999));
const platforms = ["messenger", "instagram", "telegram"] as const;
type Platform = (typeof platforms)[number];

const ours: Record<Platform, string> = {
  messenger: digits(),
  instagram: digits(),
  telegram: digits(),
};
const meta = { access_token: "EAAtest", app_secret: "app-secret", verify_token: "verify-me" };
const accounts = {
  messenger: { provider: "meta", settings: { page_id: ours.messenger }, credentials: meta },
  instagram: { provider: "meta", settings: { instagram_id: ours.instagram }, credentials: meta },
  telegram: {
    provider: "telegram",
    settings: { bot_id: ours.telegram },
    credentials: { bot_token: `${ours.telegram}:AAtest`, webhook_secret: "a-webhook-secret" },
  },
};

let acme: Workspace;
let whauto: WhautoClient;
/** A contact of each platform, who wrote. */
const contacts: Partial<Record<Platform, string>> = {};

beforeAll(async () => {
  acme = await workspace();
  whauto = await whautoClient(acme);
  for (const channel of platforms) {
    const made = await acme.admin("POST", "/accounts", {
      name: channel,
      channel,
      ...accounts[channel],
    });
    expect(made).toMatchObject({ status: 201 });
    const word = { channel, to: ours[channel], from: digits(), name: "Ann Bee", text: "Hello" };
    expect(await acme.call("POST", "/simulator/api/words", word)).toMatchObject({ status: 200 });
    const { body } = await whauto.call("GET", `/contacts?channel=${channel}`);
    expect(body).toHaveLength(1);
    contacts[channel] = body[0].id;
  }
});

const uuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const sent = { id: uuid, status: "sent", error: "" };
const send = async (channel: Platform, path: string, fields: object) => {
  const body = { contact: { id: contacts[channel] }, ...fields };
  const answer = await whauto.send(`${channel}/${path}`, body);
  expect(answer.body).toEqual(sent);
  expect(answer.status).toBe(200);
  const { request } = (await acme.state()).phone.at(-1);
  return JSON.stringify(request);
};

const elements = [
  {
    title: "Red shoes",
    subtitle: "Size 9",
    imageUrl: "https://example.com/shoes.png",
    buttons: [{ title: "See them", url: "https://example.com/shoes" }],
  },
];

test.each(["messenger", "instagram"] as const)("sends a text over %s", async (channel) => {
  const textMessage = `Hi over ${channel}`;
  expect(await send(channel, "sendtext", { textMessage })).toContain(textMessage);
});

test.each(["messenger", "instagram"] as const)("sends cards over %s", async (channel) => {
  const request = await send(channel, "sendtemplate", { elements });
  for (const part of ["Red shoes", "Size 9", "shoes.png", "See them"]) {
    expect(request).toContain(part);
  }
  const bare = [{ title: "Only a title", buttons: [] }];
  expect(await send(channel, "sendtemplate", { elements: bare })).toContain("Only a title");
});

test("sends a file over Messenger", async () => {
  const mediaUrl = "https://example.com/menu.png";
  const request = await send("messenger", "sendmedia", { mediaUrl, mimeType: "image/png" });
  expect(request).toContain("menu.png");
});

test("sends a text with and without buttons over Telegram", async () => {
  const textMessage = "Are you coming?";
  const bare = await send("telegram", "sendtemplate", { textMessage, buttons: [] });
  expect(bare).toContain(textMessage);
  const buttons = [
    { text: "Yes", callbackData: "yes-1" },
    { text: "Map", url: "https://example.com" },
  ];
  const request = await send("telegram", "sendtemplate", { textMessage, buttons });
  for (const part of [textMessage, "Yes", "yes-1", "Map", "https://example.com"]) {
    expect(request).toContain(part);
  }
});

describe("refuses", () => {
  const bodies: Record<Platform, [path: string, body: object]> = {
    messenger: ["sendtext", { textMessage: "Hi" }],
    instagram: ["sendtext", { textMessage: "Hi" }],
    telegram: ["sendtemplate", { textMessage: "Hi", buttons: [] }],
  };

  test.each([
    ["messenger", "Contact has not written to the Messenger page yet"],
    ["instagram", "Contact has not written to the Instagram account yet"],
    ["telegram", "Contact has not started the Telegram bot yet"],
  ] as const)("a contact whom %s does not know", async (channel, error) => {
    const { id } = await acme.person();
    const [path, body] = bodies[channel];
    const answer = await whauto.send(`${channel}/${path}`, { contact: { id }, ...body });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ id: "", status: "failed", error });
  });

  test.each(platforms)("a number over %s", async (channel) => {
    const [path, body] = bodies[channel];
    const recepient = { phoneNumber: "+12025550123" };
    const answer = await whauto.send(`${channel}/${path}`, { recepient, ...body });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ error: "Invalid parameters" });
  });

  test.each(platforms)("a workspace that has no account for %s", async (channel) => {
    const other = await workspace();
    const client = await whautoClient(other);
    const { id } = await other.person();
    const [path, body] = bodies[channel];
    const answer = await client.send(`${channel}/${path}`, { contact: { id }, ...body });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ id: "", status: "failed" });
  });
});
