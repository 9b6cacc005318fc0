// What a provider itself says about where it reports and what the credentials may do, asked over the admin API.
import { beforeAll, expect, test } from "vitest";
import { type Answer, type Workspace, workspace } from "../support/gateway.ts";

let acme: Workspace;
beforeAll(async () => {
  acme = await workspace();
});

const inspect = async (account: string): Promise<Answer["body"]> =>
  (await acme.admin("POST", `/accounts/${account}/inspect`, {})).body.inspection;

async function added(provider: string, channel: string, settings: object, credentials: object) {
  const body = { name: channel, provider, channel, settings, credentials };
  return (await acme.admin("POST", "/accounts", body)).body.account.id as string;
}

const sid = `AC${"0".repeat(32)}`;
const twilio = (settings: object) =>
  added("twilio", "sms", { account_sid: sid, ...settings }, { auth_token: "token" });
const ours = [{ origin: "https://gateway.invalid", ours: true }];

test("Meta tells the number's callback, the subscribed apps and the token's permissions", async () => {
  expect(await inspect(acme.accounts.whatsapp)).toEqual({
    addresses: ours,
    facts: {
      subscribed_apps: 1,
      permissions: "whatsapp_business_messaging whatsapp_business_management",
    },
    problems: [],
    unproven: [],
  });
});

test("Telegram and Twilio tell the address that they were given", async () => {
  const bot = await added(
    "telegram",
    "telegram",
    { bot_id: "77001" },
    { bot_token: "77001:abc", webhook_secret: "s" },
  );
  expect(await inspect(bot)).toMatchObject({ addresses: ours, facts: { pending_update_count: 0 } });
  const number = await twilio({ from: "+12025550188" });
  expect(await inspect(number)).toEqual({
    addresses: ours,
    facts: {},
    problems: [],
    unproven: [],
  });
});

test("what cannot be asked is said, with where to look", async () => {
  const service = await twilio({ messaging_service_sid: `MG${"0".repeat(32)}` });
  for (const account of [acme.accounts.call, service]) {
    const inspection = await inspect(account);
    expect(inspection).toMatchObject({ addresses: null, problems: [] });
    expect(inspection.unproven).toEqual([expect.stringMatching(/\. Look at /)]);
  }
  const page = await added("meta", "messenger", { page_id: "3003" }, { access_token: "EAAtest" });
  expect(await inspect(page)).toBeNull();
});

test("the carriers of e-mail tell their webhooks, but not to a key that may only send", async () => {
  const from = { from: "a@acme.example" };
  const carriers = [
    acme.accounts.email,
    await added("sendgrid", "email", from, { api_key: "SG.a.b" }),
    await added("postmark", "email", from, { server_token: "token" }),
    await added("mailgun", "email", { ...from, domain: "acme.example" }, { api_key: "key" }),
  ];
  for (const carrier of carriers) {
    expect(await inspect(carrier)).toMatchObject({ addresses: ours, problems: [], unproven: [] });
  }
  const sender = await added("email", "email", from, { api_key: "re_send_only" });
  expect(await inspect(sender)).toMatchObject({
    addresses: null,
    unproven: [expect.stringContaining("full access")],
  });
});
