// The demo workspace as far as the examples of the documents need it: the same ids, people and accounts as
// `npm run dev` has, made over the admin API.
import { demo } from "../../scripts/seed.ts";
import { channelDemo } from "../../scripts/seed-channels.ts";
import type { DialectName } from "../../src/model/key.ts";
import { admin, answerOf, request } from "./gateway.ts";

const at = `/workspaces/${demo.workspaceId}`;
const meta = { access_token: "EAAdemo", app_secret: "demo-app-secret" };

/** By their channels. */
export const demoAccounts = {
  whatsapp: {
    id: "de300000-0000-4000-8000-000000000021",
    provider: "meta",
    settings: { phone_number_id: demo.phoneNumberId, waba_id: "102290129340398" },
    credentials: meta,
  },
  email: {
    id: "de300000-0000-4000-8000-000000000022",
    provider: "email",
    settings: { from: demo.sender, sender_name: "Sofia from Acme" },
    credentials: { api_key: "re_demo" },
  },
  call: {
    id: "de300000-0000-4000-8000-000000000023",
    provider: "retell",
    settings: { from_number: demo.agentPhone },
    credentials: { api_key: "key_demo" },
  },
  sms: {
    id: channelDemo.accounts.sms,
    provider: "twilio",
    settings: { account_sid: `AC${"0".repeat(32)}`, from: channelDemo.smsNumber },
    credentials: { auth_token: "demo-auth-token" },
  },
  messenger: {
    id: channelDemo.accounts.messenger,
    provider: "meta",
    settings: { page_id: channelDemo.pageId },
    credentials: meta,
  },
  instagram: {
    id: channelDemo.accounts.instagram,
    provider: "meta",
    settings: { instagram_id: channelDemo.instagramId },
    credentials: meta,
  },
  telegram: {
    id: channelDemo.accounts.telegram,
    provider: "telegram",
    settings: { bot_id: channelDemo.botId },
    credentials: {
      bot_token: `${channelDemo.botId}:LeadwireDemoBotTokenForLocalTests00`,
      webhook_secret: "demo-webhook-secret",
    },
  },
} as const;

async function make(path: string, body: unknown): Promise<void> {
  const answer = await admin("POST", path, body);
  if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
}

/** Something happens in the simulator. */
export async function happens(path: string, body: Record<string, unknown>): Promise<void> {
  const headers = { "content-type": "application/json", "x-api-key": demo.key };
  const answer = await answerOf(
    await request(`/simulator/api/${path}`, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    }),
  );
  if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
}

/** Makes the workspace, once for each test file. John has written to the number, Mia to page, account and bot. */
export async function demoWorkspace(): Promise<void> {
  await make("/workspaces", {
    id: demo.workspaceId,
    name: "Demo",
    environment: "test",
    default_country: "US",
  });
  await make(`${at}/keys`, { name: "demo", key: demo.key });
  for (const [channel, account] of Object.entries(demoAccounts)) {
    await make(`${at}/accounts`, { name: `Demo's ${channel}`, channel, ...account });
  }
  await make(`${at}/accounts/${demoAccounts.whatsapp.id}/templates/sync`, {});
  const { mia, customers } = channelDemo;
  await make(`${at}/leads`, [
    { ...demo.john, first_name: "John", last_name: "Doe" },
    { ...demo.carlos, first_name: "Carlos", last_name: "Lopez" },
    { ...demo.ana, first_name: "Ana", last_name: "Diaz" },
    { ...mia, first_name: "Mia", last_name: "Wong" },
    ...customers,
  ]);
  const { john, phoneNumberId } = demo;
  await happens("replies", { phone_number_id: phoneNumberId, from: john.phone, text: "Hello!" });
  for (const [channel, to, from] of [
    ["messenger", channelDemo.pageId, mia.psid],
    ["instagram", channelDemo.instagramId, mia.igsid],
    ["telegram", channelDemo.botId, mia.telegram_chat_id],
  ]) {
    await happens("words", { channel, to, from, name: "Mia Wong", text: "Hello!" });
  }
}

/** A key of the demo workspace for another dialect. */
export async function demoKey(dialect: DialectName, scopes: string[]): Promise<string> {
  const { status, body } = await admin("POST", `${at}/keys`, {
    dialect,
    scopes,
    rate_limit: 10_000,
  });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body.secret;
}
