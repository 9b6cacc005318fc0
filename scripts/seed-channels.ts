// What the demo workspace has besides WhatsApp, e-mail and calls: an account on each other channel, a key for
// each other dialect, and the people of the four products' own examples.
import { z } from "zod";
import { withChecksum } from "../src/lib/token.ts";
import type { AdminClient } from "./admin-client.ts";

/** Ids and addresses that the documentations use in their examples are theirs. */
export const channelDemo = {
  /** The name of the workspace in Xobito's paths. */
  slug: "demo",
  keys: {
    whauto: withChecksum("wht_LeadwireDemoKeyForWhautoLocalTests000000"),
    votel: withChecksum("sk_LeadwireDemoKeyForVotelLocalTests0000000"),
    xobito: withChecksum(`apitk_LeadwireDemoKeyForXobitoLocalTests${"0".repeat(24)}`),
  },
  accounts: {
    sms: "825b8057-c85f-44a9-9e9f-6e7d7389ecfc",
    instagram: "825b8057-c85f-44a9-9e9f-6e7d7389ecfd",
    messenger: "de300000-0000-4000-8000-000000000024",
    telegram: "de300000-0000-4000-8000-000000000026",
  },
  smsNumber: "+12025550101",
  pageId: "110000000000001",
  instagramId: "17840000000000001",
  botId: "700000001",
  /** Wrote to the page, the account and the bot when the gateway started, so the windows are open. */
  mia: {
    id: "11111111-0001-4001-8001-000000000001",
    phone: "+14155551234",
    email: "customer@example.com",
    psid: "6100000000000001",
    igsid: "1234567890123456",
    telegram_chat_id: "5000000001",
  },
  /** Whom the bulk examples name. */
  customers: [1, 2, 3].map((n) => ({
    id: `550e8400-e29b-41d4-a716-44665544000${n}`,
    first_name: ["Stella", "Boris", "Astrid"][n - 1] ?? "",
    email: `lead${n}@example.com`,
    phone: `+1415555200${n}`,
    company: "Enterprise Customers Inc.",
    tags: ["Import 10/05/25"],
    assigned_to: `user-uuid-${(n % 2) + 1}`,
  })),
} as const;

interface Workspace {
  admin: AdminClient;
  url: string;
  /** Path of the workspace in the admin API. */
  at: string;
  /** A key of our own API. */
  key: string;
  ensure(path: string, body: Record<string, unknown>): Promise<void>;
}

/** Creates what is missing; safe to repeat. */
export async function seedChannels({ admin, url, at, key, ensure }: Workspace): Promise<void> {
  const { accounts, keys, mia, customers } = channelDemo;
  await admin.patch(at, { slug: channelDemo.slug });
  for (const [dialect, secret] of Object.entries(keys)) {
    await ensure(`${at}/keys`, { name: `demo of ${dialect}`, dialect, key: secret });
  }
  await ensure(`${at}/accounts`, {
    id: accounts.sms,
    name: "SMS number",
    provider: "twilio",
    channel: "sms",
    settings: { account_sid: `AC${"0".repeat(32)}`, from: channelDemo.smsNumber },
    credentials: { auth_token: "demo-auth-token" },
  });
  await ensure(`${at}/accounts`, {
    id: accounts.messenger,
    name: "Page",
    provider: "meta",
    channel: "messenger",
    settings: { page_id: channelDemo.pageId },
    credentials: { access_token: "EAAdemopage", app_secret: "demo-app-secret" },
  });
  await ensure(`${at}/accounts`, {
    id: accounts.instagram,
    name: "Instagram account",
    provider: "meta",
    channel: "instagram",
    settings: { instagram_id: channelDemo.instagramId },
    credentials: { access_token: "EAAdemoinstagram", app_secret: "demo-app-secret" },
  });
  await ensure(`${at}/accounts`, {
    id: accounts.telegram,
    name: "Bot",
    provider: "telegram",
    channel: "telegram",
    settings: { bot_id: channelDemo.botId },
    credentials: {
      bot_token: `${channelDemo.botId}:LeadwireDemoBotTokenForLocalTests00`,
      webhook_secret: "demo-webhook-secret",
    },
  });
  await admin.post(`${at}/leads`, [{ ...mia, first_name: "Mia", last_name: "Wong" }, ...customers]);
  const says = (channel: string, to: string, from: string) =>
    speaks(url, key, { channel, to, from, name: "Mia Wong", text: "Hello!" });
  await says("messenger", channelDemo.pageId, mia.psid);
  await says("instagram", channelDemo.instagramId, mia.igsid);
  await says("telegram", channelDemo.botId, mia.telegram_chat_id);
}

async function speaks(url: string, key: string, word: Record<string, unknown>): Promise<void> {
  const response = await fetch(`${url}/simulator/api/words`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": key },
    body: JSON.stringify(word),
  });
  const answer: unknown = await response.json();
  if (!response.ok || !takenSchema.safeParse(answer).success) {
    throw new Error(`A word did not reach the gateway: ${JSON.stringify(answer)}`);
  }
}

const takenSchema = z.object({ delivered: z.object({ status: z.literal(200) }) });
