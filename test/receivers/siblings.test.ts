// One Meta app has one address for all of its pages, Instagram accounts and numbers: what arrives at one
// account's hook reaches the other accounts of the workspace, and nobody else.
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import {
  type MessagingChannel,
  type MessagingWorkspace,
  messagingWorkspace,
  meta,
  wrote,
} from "../support/messaging.ts";

let acme: MessagingWorkspace;
let other: MessagingWorkspace;

beforeAll(async () => {
  acme = await messagingWorkspace();
  other = await messagingWorkspace();
});

/** Whether the account may write freely to the person: the simulator, which saw nothing, refuses what we let through. */
async function isOpen(of: MessagingWorkspace, channel: MessagingChannel, person: string) {
  const { status, body } = await of.sendTo(channel, person, { content: "Hi" });
  expect(status).toBeGreaterThanOrEqual(400);
  return body.provider !== undefined;
}

/** How often the person is somebody's lead. */
const leadsOf = (of: MessagingWorkspace, person: string) =>
  env.DB.prepare("SELECT count(*) AS n FROM addresses WHERE workspace_id = ? AND value = ?")
    .bind(of.id, person)
    .first<number>("n");

/** How many messages of the person are kept. */
const messagesOf = (person: string) =>
  env.DB.prepare(
    "SELECT count(*) AS n FROM messages m JOIN addresses a ON a.lead_id = m.lead_id AND a.value = ? WHERE m.direction = 'inbound'",
  )
    .bind(person)
    .first<number>("n");

const mid = () => `m_${crypto.randomUUID()}`;

test("an Instagram account's message reaches it over the page's hook", async () => {
  const person = acme.newPerson();
  const body = wrote("instagram", acme.ids.instagram, person, mid());
  expect(await meta(acme.hooks.messenger, body)).toBe(200);
  expect(await isOpen(acme, "instagram", person)).toBe(true);
  expect(await isOpen(acme, "messenger", person)).toBe(false);
});

test("a WhatsApp number's message reaches it over the page's hook", async () => {
  const lead = await acme.person();
  const body = {
    object: "whatsapp_business_account",
    entry: [
      {
        id: "102290129340398",
        changes: [
          {
            field: "messages",
            value: {
              metadata: { phone_number_id: acme.phoneNumberId },
              messages: [
                {
                  from: lead.phone.slice(1),
                  id: `wamid.${mid()}`,
                  timestamp: String(Math.floor(Date.now() / 1000)),
                  type: "text",
                  text: { body: "Hello" },
                },
              ],
            },
          },
        ],
      },
    ],
  };
  expect(await meta(acme.hooks.messenger, body)).toBe(200);
  const { body: answer } = await acme.send(lead, { channel: "whatsapp", content: "Hi" });
  expect(answer.provider?.code).toBe(131047);
});

test("one request about two accounts reaches both, each once", async () => {
  const [one, two] = [acme.newPerson(), acme.newPerson()];
  const page = wrote("messenger", acme.ids.messenger, one, mid());
  const both = { ...page, entry: [...page.entry, ...wrote("messenger", "777", two, mid()).entry] };
  const added = await acme.admin("POST", "/accounts", {
    name: "Second page",
    provider: "meta",
    channel: "messenger",
    settings: { page_id: "777" },
    credentials: { access_token: "EAAtest", app_secret: "app-secret" },
  });
  expect(added.status).toBe(201);
  expect(await meta(acme.hooks.messenger, both)).toBe(200);
  expect(await meta(acme.hooks.messenger, both)).toBe(200);
  expect(await isOpen(acme, "messenger", one)).toBe(true);
  for (const person of [one, two]) {
    expect(await leadsOf(acme, person)).toBe(1);
    await expect.poll(() => messagesOf(person), { timeout: 10_000 }).toBe(1);
  }
  // The second page's window is not the first one's.
  expect(await isOpen(acme, "messenger", two)).toBe(false);
});

test("an account of another workspace gets nothing", async () => {
  const person = other.newPerson();
  const body = wrote("instagram", other.ids.instagram, person, mid());
  expect(await meta(acme.hooks.messenger, body)).toBe(200);
  expect(await leadsOf(other, person)).toBe(0);
  expect(await isOpen(other, "instagram", person)).toBe(false);
  expect([await leadsOf(acme, person), await messagesOf(person)]).toEqual([0, 0]);
});

test("a sibling believes its own secret only", async () => {
  const path = `/accounts/${acme.accounts.instagram.id}`;
  const credentials = { access_token: "EAAtest", app_secret: "of-another-app" };
  expect((await acme.admin("PATCH", path, { credentials })).status).toBe(200);
  const person = acme.newPerson();
  const body = wrote("instagram", acme.ids.instagram, person, mid());
  expect(await meta(acme.hooks.messenger, body)).toBe(200);
  expect(await isOpen(acme, "instagram", person)).toBe(false);
  // And its secret opens no other account's hook.
  expect(await meta(acme.hooks.messenger, body, "of-another-app")).toBe(401);
  expect(await meta(acme.hooks.instagram, body, "of-another-app")).toBe(200);
  expect(await isOpen(acme, "instagram", person)).toBe(true);
});

test("an account that is switched off gets nothing", async () => {
  const person = other.newPerson();
  const body = wrote("messenger", other.ids.messenger, person, mid());
  const path = `/accounts/${other.accounts.messenger.id}`;
  expect((await other.admin("PATCH", path, { active: false })).status).toBe(200);
  expect(await meta(other.hooks.instagram, body)).toBe(200);
  expect(await leadsOf(other, person)).toBe(0);
});
