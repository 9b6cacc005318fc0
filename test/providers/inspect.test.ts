import { describe, expect, test } from "vitest";
import type { OutboundRequest, Transport } from "../../src/lib/transport.ts";
import type { OpenAccount } from "../../src/model/account.ts";
import { email } from "../../src/providers/email/index.ts";
import { mailgun } from "../../src/providers/mailgun/index.ts";
import { meta } from "../../src/providers/meta/index.ts";
import { postmark } from "../../src/providers/postmark/index.ts";
import type { Provider } from "../../src/providers/provider.ts";
import { retell } from "../../src/providers/retell/index.ts";
import { sendgrid } from "../../src/providers/sendgrid/index.ts";
import { telegram } from "../../src/providers/telegram/index.ts";
import { twilio } from "../../src/providers/twilio/index.ts";

const sid = `AC${"a".repeat(32)}`;
const number: OpenAccount = {
  settings: { phone_number_id: "1001", waba_id: "2002" },
  credentials: { access_token: "EAAsecret" },
};
const bot: OpenAccount = { settings: { bot_id: "77" }, credentials: { bot_token: "77:secret" } };
const sms: OpenAccount = {
  settings: { account_sid: sid, from: "+12025550100" },
  credentials: { auth_token: "secret" },
};
const agent: OpenAccount = {
  settings: { from_number: "+12025550100", agent_id: "agent_1" },
  credentials: { api_key: "key_secret" },
};

const from = "a@acme.example";
const relay: OpenAccount = { settings: { from }, credentials: { api_key: "re_secret" } };
const grid: OpenAccount = { settings: { from }, credentials: { api_key: "SG.secret" } };
const mark: OpenAccount = { settings: { from }, credentials: { server_token: "secret" } };
const gun: OpenAccount = {
  settings: { from, domain: "acme.example" },
  credentials: { api_key: "secret" },
};

/** What the provider says when it is asked for a path that contains one of these. */
async function inspect(provider: Provider, of: OpenAccount, answers: Record<string, unknown>) {
  const requests: OutboundRequest[] = [];
  const transport: Transport = async (request) => {
    requests.push(request);
    const [, body] = Object.entries(answers).find(([part]) => request.url.includes(part)) ?? [];
    return body === undefined
      ? { kind: "answer", status: 403, headers: {}, body: "{}" }
      : { kind: "answer", status: 200, headers: {}, body: JSON.stringify(body) };
  };
  return { requests, inspection: await provider.inspect?.(of, transport) };
}

describe.each([
  ["meta", meta, number],
  ["telegram", telegram, bot],
  ["twilio", twilio, sms],
  ["retell", retell, agent],
  ["email", email, relay],
  ["sendgrid", sendgrid, grid],
  ["postmark", postmark, mark],
  ["mailgun", mailgun, gun],
] as const)("%s", (_name, provider, of) => {
  test("is only read from, with the credentials in a header alone", async () => {
    const { requests } = await inspect(provider, of, {});
    expect(requests.length).toBeGreaterThan(0);
    for (const request of requests) {
      expect(request.method).toBe("GET");
      expect(request).not.toHaveProperty("body");
      // Telegram takes its token nowhere else.
      if (provider !== telegram) expect(request.url).not.toContain("secret");
    }
  });

  test.each([
    ["refuses", { kind: "answer", status: 403, headers: {}, body: "{}" }],
    ["answers something else", { kind: "answer", status: 200, headers: {}, body: "<html>" }],
    ["does not answer", { kind: "no_answer", reason: "timeout" }],
  ] as const)("that %s proves nothing, and it is said where to look", async (_what, answer) => {
    const inspection = await provider.inspect?.(of, async () => ({ ...answer }));
    expect(inspection).toMatchObject({ addresses: null, facts: {}, problems: [] });
    expect(inspection?.unproven.length).toBeGreaterThan(0);
    for (const open of inspection?.unproven ?? []) expect(open).toMatch(/\w\. [A-Z].*\.$/);
  });

  test("an account that is not set up asks nobody", async () => {
    const { requests } = await inspect(provider, { ...of, credentials: {} }, {});
    expect(requests).toEqual([]);
  });
});

describe("Meta", () => {
  const granted = (...names: string[]) => ({
    data: names.map((permission) => ({ permission, status: "granted" })),
  });
  const all = granted("whatsapp_business_messaging", "whatsapp_business_management", "email");
  const apps = { data: [{ whatsapp_business_api_data: { name: "Ours" } }] };
  const calls = (webhook_configuration: object) => ({
    webhook_configuration: { webhook_configuration, id: "1001" },
    subscribed_apps: apps,
    permissions: all,
  });

  test.each([
    [{ application: "https://app/" }, ["https://app/"]],
    [
      { application: "https://app/", whatsapp_business_account: "https://waba/" },
      ["https://waba/"],
    ],
    [
      {
        application: "https://app/",
        whatsapp_business_account: "https://waba/",
        phone_number: "https://n/",
      },
      ["https://n/"],
    ],
    [{}, []],
  ])("reports by %j to %j", async (configuration, addresses) => {
    const { inspection } = await inspect(meta, number, calls(configuration));
    expect(inspection).toMatchObject({ addresses, problems: [], unproven: [] });
  });

  test("reports nothing when no app is subscribed", async () => {
    const answers = { ...calls({ application: "https://app/" }), subscribed_apps: { data: [] } };
    const { inspection } = await inspect(meta, number, answers);
    expect(inspection?.problems).toEqual([expect.stringContaining("/2002/subscribed_apps")]);
  });

  test("takes no templates from a token that lacks a permission, or was declined it", async () => {
    const declined = [
      { permission: "whatsapp_business_messaging", status: "granted" },
      { permission: "whatsapp_business_management", status: "declined" },
    ];
    const answers = { ...calls({}), permissions: { data: declined } };
    const { inspection } = await inspect(meta, number, answers);
    expect(inspection?.problems).toEqual([
      expect.stringMatching(/^The token lacks whatsapp_business_management\./),
    ]);
  });
});

describe("Telegram", () => {
  const info = (result: object) => ({ getWebhookInfo: { ok: true, result } });

  test("without an address has none", async () => {
    const { inspection } = await inspect(telegram, bot, info({ url: "", pending_update_count: 0 }));
    expect(inspection).toMatchObject({ addresses: [], problems: [] });
  });

  test("tells why updates wait, without the token", async () => {
    const url = "https://gateway.example/hooks/telegram/h";
    const waiting = { url, pending_update_count: 3, last_error_message: "401 for 77:secret" };
    const { inspection } = await inspect(telegram, bot, info(waiting));
    expect(inspection).toMatchObject({ addresses: [url], facts: { pending_update_count: 3 } });
    expect(inspection?.problems).toEqual([expect.stringContaining("401 for [secret]")]);
    const over = await inspect(telegram, bot, info({ ...waiting, pending_update_count: 0 }));
    expect(over.inspection).toMatchObject({
      problems: [],
      facts: { last_error_message: "401 for [secret]" },
    });
  });
});

describe("Twilio", () => {
  const numbers = (...incoming_phone_numbers: object[]) => ({
    IncomingPhoneNumbers: { incoming_phone_numbers },
  });

  test("tells the number's address, or that it has none", async () => {
    const url = "https://gateway.example/hooks/twilio/h";
    const { inspection, requests } = await inspect(twilio, sms, numbers({ sms_url: url }));
    expect(inspection).toMatchObject({ addresses: [url] });
    expect(requests[0]?.url).toContain("PhoneNumber=%2B12025550100");
    const none = await inspect(twilio, sms, numbers({ sms_url: "" }));
    expect(none.inspection).toMatchObject({ addresses: [] });
  });

  test("cannot tell where a TwiML app or a short code leads", async () => {
    const led = await inspect(
      twilio,
      sms,
      numbers({ sms_url: "https://x/", sms_application_sid: "AP1" }),
    );
    const short = { ...sms, settings: { account_sid: sid, from: "12345" } };
    for (const { inspection } of [led, await inspect(twilio, short, {})]) {
      expect(inspection).toMatchObject({ addresses: null, unproven: [expect.any(String)] });
    }
  });

  test("that does not have the number says so", async () => {
    const { inspection } = await inspect(twilio, sms, numbers());
    expect(inspection?.problems).toEqual([expect.stringContaining("no such number")]);
  });
});

test("Retell tells an agent's own address", async () => {
  const webhook_url = "https://gateway.example/hooks/retell/h";
  const { inspection } = await inspect(retell, agent, { "get-agent/agent_1": { webhook_url } });
  expect(inspection).toMatchObject({ addresses: [webhook_url], unproven: [] });
});

describe("the carriers of e-mail", () => {
  const [a, b] = ["https://a.example/hooks/1", "https://b.example/hooks/2"];

  test.each<[string, Provider, OpenAccount, Record<string, unknown>]>([
    [
      "Resend",
      email,
      relay,
      {
        "/webhooks?": {
          data: [
            { endpoint: a, status: "enabled" },
            { endpoint: b, status: "enabled" },
            { endpoint: "https://off.example/", status: "disabled" },
          ],
        },
      },
    ],
    [
      "SendGrid",
      sendgrid,
      grid,
      {
        "event/settings/all": {
          webhooks: [
            { enabled: true, url: a },
            { enabled: true, url: b },
            { enabled: false, url: "https://off.example/" },
          ],
        },
      },
    ],
    [
      "Postmark",
      postmark,
      mark,
      { "MessageStream=outbound": { Webhooks: [{ Url: a }, { Url: b }] } },
    ],
    [
      "Mailgun",
      mailgun,
      gun,
      {
        "/v3/domains/acme.example/webhooks": {
          webhooks: { delivered: { urls: [a, b] }, opened: { urls: [a] }, clicked: null },
        },
      },
    ],
  ])("%s tells the webhooks that are switched on, each once", async (_, provider, of, answers) => {
    const { inspection } = await inspect(provider, of, answers);
    expect(inspection).toEqual({ addresses: [a, b], facts: {}, problems: [], unproven: [] });
  });
});
