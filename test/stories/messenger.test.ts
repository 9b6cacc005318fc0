// Messenger and, where it is the same, Instagram: from the first word to the last receipt, through the real
// Worker, with a simulator that takes nothing that Meta would not take.
import { beforeAll, describe, expect, test } from "vitest";
import type { Answer } from "../support/gateway.ts";
import { type MessagingWorkspace, messagingWorkspace } from "../support/messaging.ts";

let acme: MessagingWorkspace;
const soon = { timeout: 15_000 };

beforeAll(async () => {
  acme = await messagingWorkspace();
});

/** What a lead said, as the list of messages shows it. */
const inboundOf = async (leadId: string): Promise<Answer["body"][]> =>
  (await acme.call("GET", `/api/public/messages?lead_id=${leadId}&direction=inbound`)).body
    .messages;

/** Somebody who has just written. */
async function acquaintance(channel: "messenger" | "instagram" = "messenger"): Promise<string> {
  const person = acme.newPerson();
  await acme.says(channel, person, { text: "Is it still there?" });
  return person;
}

describe.each(["messenger", "instagram"] as const)("%s", (channel) => {
  test("a stranger's word makes a lead, and an answer reaches them", async () => {
    const person = acme.newPerson();
    const said = await acme.says(channel, person, { text: "Is it still there?" });
    expect(said).toMatchObject({ status: 200, body: { delivered: { status: 200 } } });
    const sent = await acme.sendTo(channel, person, { content: "It is!" });
    expect(sent).toMatchObject({ status: 200, body: { success: true } });
    const message = await acme.message(sent.body.message_id);
    expect(message).toMatchObject({ channel, content: "It is!", status: expect.any(String) });
    expect(await acme.messagesOf(message.lead_id)).toMatchObject([
      { direction: "inbound", channel, content: "Is it still there?" },
      { direction: "outbound", channel, content: "It is!" },
    ]);
  });

  test("who never wrote cannot be written to", async () => {
    const answer = await acme.sendTo(channel, acme.newPerson(), { content: "Hi" });
    expect(answer).toMatchObject({ status: 422, body: { code: "window_closed" } });
  });

  test("after a day only a tagged message leaves, after seven days none", async () => {
    const person = await acquaintance(channel);
    const say = (body: object = {}) =>
      acme.sendTo(channel, person, { content: "Still interested?", ...body });
    const first = await say();
    expect(first.status).toBe(200);
    const { lead_id: leadId } = await acme.message(first.body.message_id);
    // Time passes for leads whose messages are in the list.
    await expect.poll(() => inboundOf(leadId), soon).toHaveLength(1);
    await acme.hoursPass(25);
    const closed = await say();
    expect(closed).toMatchObject({ status: 422, body: { code: "window_closed" } });
    expect(closed.body).not.toHaveProperty("provider");
    expect((await say({ tag: "HUMAN_AGENT" })).status).toBe(200);
    await acme.hoursPass(6 * 24);
    for (const late of [await say(), await say({ tag: "HUMAN_AGENT" })]) {
      expect(late).toMatchObject({ status: 422, body: { code: "window_closed" } });
      expect(late.body).not.toHaveProperty("provider");
    }
    await acme.says(channel, person, { text: "Yes!" });
    expect((await say()).status).toBe(200);
  });

  test("a lost answer is settled by the echo that names our id", async () => {
    const person = await acquaintance(channel);
    await acme.fault("meta", { kind: "garbage" });
    const sent = await acme.sendTo(channel, person, { content: "Hi" });
    expect(sent).toMatchObject({ status: 202, body: { status: "unknown" } });
    await expect
      .poll(() => acme.message(sent.body.message_id), soon)
      .toMatchObject({ status: "read", provider_message_id: expect.any(String) });
  });

  test.each<[string, Record<string, unknown>]>([
    ["an image", { media: { type: "image", url: "https://acme.example/a.jpg" } }],
    [
      "a captioned image",
      { media: { type: "image", url: "https://acme.example/a.jpg", caption: "Sofa" } },
    ],
    ["a document", { media: { type: "document", url: "https://acme.example/a.pdf" } }],
    ["buttons", { content: "Well?", interactive: { buttons: [{ title: "Yes", id: "y" }] } }],
    [
      "quick replies",
      {
        content: "Which?",
        interactive: { buttons: ["A", "B", "C", "D"].map((title) => ({ title })) },
      },
    ],
    [
      "a link",
      { content: "See", interactive: { cta_url: { title: "Look", url: "https://acme.example/" } } },
    ],
    [
      "a carousel",
      {
        elements: [
          {
            title: "Sofa",
            subtitle: "Blue",
            image_url: "https://acme.example/a.jpg",
            url: "https://acme.example/",
            buttons: [{ title: "Take it", id: "take" }],
          },
        ],
      },
    ],
  ])("carries %s", async (_what, body) => {
    const sent = await acme.sendTo(channel, await acquaintance(channel), body);
    expect(sent).toMatchObject({ status: 200, body: { success: true } });
  });

  test.each<[string, Record<string, unknown>, number, string]>([
    [
      "a list",
      {
        content: "x",
        interactive: { list: { button: "Open", sections: [{ rows: [{ id: "1", title: "A" }] }] } },
      },
      400,
      "content_unsupported",
    ],
    [
      "a long button",
      { content: "x", interactive: { buttons: [{ title: "x".repeat(21) }] } },
      422,
      "content_too_long",
    ],
    ["a long text", { content: "x".repeat(2_001) }, 422, "content_too_long"],
  ])("refuses %s before anybody is asked", async (_what, body, status, code) => {
    const person = await acquaintance(channel);
    expect(await acme.sendTo(channel, person, body)).toMatchObject({ status, body: { code } });
  });

  test.each([
    ["quick_reply", ["A", "B", "C", "D"]],
    ["postback", ["A", "B"]],
  ])("a tap comes back as %s with the button's id", async (type, titles) => {
    const person = await acquaintance(channel);
    const buttons = titles.map((title) => ({ title, id: `id-${title}` }));
    const sent = await acme.sendTo(channel, person, {
      content: "Which?",
      interactive: { buttons },
    });
    const { lead_id: leadId } = await acme.message(sent.body.message_id);
    await acme.says(channel, person, { tap: { id: "id-B", title: "B" } });
    const tapped = async () => (await inboundOf(leadId)).find((one) => one.type === type)?.id;
    await expect.poll(tapped, soon).toBeTruthy();
    expect(await acme.message(await tapped())).toMatchObject({
      content: "B",
      details: { button: { payload: "id-B" } },
    });
  });

  test("an account is checked at Meta", async () => {
    const answer = await acme.admin("POST", `/accounts/${acme.accounts[channel].id}/check`, {});
    expect(answer).toMatchObject({ status: 200, body: { check: { ok: true } } });
  });
});

test("a message is delivered and read, the reading told by a time alone", async () => {
  const sent = await acme.sendTo("messenger", await acquaintance(), { content: "Hi" });
  await expect
    .poll(() => acme.message(sent.body.message_id), soon)
    .toMatchObject({ status: "read", delivered_at: expect.any(String) });
});

test("everything until a reading is read, and nothing after it", async () => {
  await acme.switches({ read: false });
  const person = await acquaintance();
  const send = async () =>
    (await acme.sendTo("messenger", person, { content: "Hi" })).body.message_id as string;
  const [first, second] = [await send(), await send()];
  const statuses = async (...ids: string[]) =>
    Promise.all(ids.map(async (id) => (await acme.message(id)).status));
  await expect.poll(() => statuses(first, second), soon).toEqual(["delivered", "delivered"]);
  const { provider_message_id } = await acme.message(second);
  await acme.happens({ kind: "read", message_id: provider_message_id });
  await expect.poll(() => statuses(first, second), soon).toEqual(["read", "read"]);
  const third = await send();
  await expect.poll(() => statuses(third), soon).toEqual(["delivered"]);
  await acme.switches({});
});

test("Meta's error after it has sent everything makes no double", async () => {
  const person = `${acme.newPerson().slice(0, 10)}957046`;
  await acme.says("messenger", person, { text: "Hello" });
  const sent = await acme.sendTo("messenger", person, { content: "Once" });
  expect(sent).toMatchObject({ status: 202, body: { status: "unknown" } });
  await expect
    .poll(() => acme.message(sent.body.message_id), soon)
    .toMatchObject({ status: "read" });
  const { phone } = await acme.state();
  const received = phone.filter(
    (one: Answer["body"]) => one.contact === person && one.direction === "received",
  );
  expect(received).toHaveLength(1);
});

test.each([
  ["918108", 400, "recipient_unreachable"],
  ["900551", 400, "recipient_unreachable"],
  ["918278", 422, "window_closed"],
  ["900368", 400, "account_refused"],
])("a person whose id ends in %s is refused: %i %s", async (ending, status, code) => {
  const person = `${acme.newPerson().slice(0, 10)}${ending}`;
  await acme.says("messenger", person, { text: "Hello" });
  const answer = await acme.sendTo("messenger", person, { content: "Hi" });
  expect(answer).toMatchObject({ status, body: { code } });
});
