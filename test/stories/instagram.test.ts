// What is Instagram's alone. What it shares with Messenger is told in messenger.test.ts.
import { beforeAll, expect, test } from "vitest";
import type { Answer } from "../support/gateway.ts";
import { type MessagingWorkspace, messagingWorkspace, meta, wrote } from "../support/messaging.ts";

let acme: MessagingWorkspace;
const soon = { timeout: 15_000 };

beforeAll(async () => {
  acme = await messagingWorkspace();
});

async function acquaintance(): Promise<string> {
  const person = acme.newPerson();
  await acme.says("instagram", person, { text: "Do you ship to Córdoba?" });
  return person;
}

const events = (message: Answer["body"]): string[] =>
  message.timeline.map(({ event }: { event: string }) => event);

test("what was read is told, what was delivered is not", async () => {
  const sent = await acme.sendTo("instagram", await acquaintance(), { content: "We do" });
  const id = sent.body.message_id;
  await expect.poll(() => acme.message(id), soon).toMatchObject({ status: "read" });
  expect(events(await acme.message(id))).not.toContain("delivered");
});

test("a text of more than 1,000 bytes is refused with the limit", async () => {
  const person = await acquaintance();
  const send = (content: string) => acme.sendTo("instagram", person, { content });
  expect((await send("ü".repeat(500))).status).toBe(200);
  expect(await send("ü".repeat(501))).toMatchObject({
    status: 422,
    body: { code: "content_too_long" },
  });
});

test("who signed in with Instagram sends over its own host, where a lost answer stays open", async () => {
  const account = acme.accounts.instagram.id;
  const settings = { instagram_id: acme.ids.instagram, base_url: "https://graph.instagram.com" };
  const credentials = { access_token: "IGAAtest", app_secret: "app-secret" };
  const changed = await acme.admin("PATCH", `/accounts/${account}`, { settings, credentials });
  expect(changed.status).toBe(200);
  const person = await acquaintance();
  expect((await acme.sendTo("instagram", person, { content: "We do" })).status).toBe(200);
  await acme.fault("meta", { kind: "garbage" });
  const lost = await acme.sendTo("instagram", person, { content: "Still there?" });
  expect(lost).toMatchObject({ status: 202, body: { status: "unknown" } });
  // Its echo names nothing of ours: it is kept for a person, and no message is guessed at.
  const reasons = async () => JSON.stringify((await acme.admin("GET", "/journal")).body);
  await expect.poll(reasons, soon).toContain("not sent through this gateway");
  expect(await acme.message(lost.body.message_id)).toMatchObject({ status: "unknown" });
});

test("an answer to a story carries the story", async () => {
  const person = acme.newPerson();
  const body = wrote("instagram", acme.ids.instagram, person, `mid.${person}`);
  const story = { id: "17900000000000001", url: "https://cdn.example.com/story.jpg" };
  for (const { message } of body.entry.flatMap(({ messaging }) => messaging)) {
    Object.assign(message, { reply_to: { story } });
  }
  expect(await meta(acme.hooks.instagram, body)).toBe(200);
  const list = async () =>
    (await acme.call("GET", "/api/public/messages?direction=inbound&channel=instagram")).body
      .messages as Answer["body"][];
  const found = async () =>
    (await list()).find((one) => one.provider_message_id === `mid.${person}`)?.id;
  await expect.poll(found, soon).toBeTruthy();
  expect(await acme.message(await found())).toMatchObject({ content: "Hello", details: { story } });
});
