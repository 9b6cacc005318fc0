// A workspace that has sent one message on every channel and hears nothing more about them by itself, so that
// whatever changes is what a test's own report did.
import { expect, vi } from "vitest";
import { type Person, request, type Workspace, workspace } from "./gateway.ts";
import type { Bytes, Hooked, Sent, Signed } from "./hooks.ts";
import { stored } from "./stored.ts";

export interface Tenant {
  workspace: Workspace;
  lead: Person;
  sent: Record<Hooked, Sent & { messageId: string }>;
  /** The path of each provider's receiver. */
  path: Record<Hooked, string>;
  /** What each provider signs with. */
  secret: Record<Hooked, string>;
}

export const providers = ["meta", "email", "retell"] as const;
const channels = { meta: "whatsapp", email: "email", retell: "call" } as const;

/** The other credentials of an account; those for sending open no receiver. */
export const sendingKeys = { meta: "EAAtest", email: "re_test", retell: "key_test" };
/** What `workspace` gave each account, unless another one replaced it. */
export const firstSecrets = {
  meta: "app-secret",
  email: `whsec_${btoa("a webhook secret for tests")}`,
  retell: sendingKeys.retell,
};
export const secretOf = (provider: Hooked, words: string) =>
  provider === "email" ? `whsec_${btoa(words)}` : words;

/** Retell's key has no predecessor: it signs with the one that bears the webhook badge. */
export const rotates = (provider: Hooked) => provider !== "retell";

export async function setSecrets(
  of: Workspace,
  provider: Hooked,
  current: string,
  previous?: string,
): Promise<string> {
  const sending = { [provider === "meta" ? "access_token" : "api_key"]: sendingKeys[provider] };
  const name = { meta: "app_secret", email: "webhook_secret", retell: "webhook_key" }[provider];
  const credentials = {
    ...sending,
    ...(provider === "meta" ? { verify_token: `verify-${of.id}` } : {}),
    [name]: current,
    ...(previous === undefined ? {} : { [`previous_${name}`]: previous }),
  };
  const path = `/accounts/${of.accounts[channels[provider]]}`;
  const { status, body } = await of.admin("PATCH", path, { credentials });
  expect(status).toBe(200);
  return body.account.hook_path;
}

/** `name` makes the secrets: every tenant has others. */
export async function tenant(name: string): Promise<Tenant> {
  const of = await workspace();
  await of.switches({ missing: true });
  const lead = await of.person({ email: `${name}-${of.phoneNumberId}@example.com` });
  const template_id = await of.templateId("hello_world");
  const answers = [
    await of.send(lead, { channel: "whatsapp", template_id }),
    await of.send(lead, { channel: "email", subject: "Hi", content: "Hi" }),
    await of.send(lead, { channel: "call" }),
  ];
  const sent = await sentOf(
    of,
    lead,
    answers.map(({ headers }) => headers.get("x-message-id") ?? ""),
  );
  const secret = { meta: "", email: "", retell: "" };
  const path = { meta: "", email: "", retell: "" };
  for (const provider of providers) {
    secret[provider] = secretOf(provider, `${name}-${provider}-secret`);
    path[provider] = await setSecrets(of, provider, secret[provider]);
  }
  await vi.waitFor(async () => {
    const { messages } = (await of.call("GET", "/api/public/messages")).body;
    const statuses = messages.map(({ status }: { status: string }) => status);
    expect(statuses).toEqual(["sent", "sent", "sent"]);
  }, 15_000);
  return { workspace: of, lead, sent, path, secret };
}

async function sentOf(of: Workspace, lead: Person, ids: string[]): Promise<Tenant["sent"]> {
  const { phone, mailbox, calls } = await of.state();
  const [text, mail, call] = [phone[0], mailbox[0], calls[0]];
  const tag = mail.request.tags.find(({ name }: { name: string }) => name === "correlation_id");
  const [whatsapp = "", email = "", retell = ""] = ids;
  return {
    meta: {
      messageId: whatsapp,
      providerMessageId: text.id,
      correlationId: text.request.biz_opaque_callback_data,
      to: lead.phone,
      sender: of.phoneNumberId,
    },
    email: {
      messageId: email,
      providerMessageId: mail.id,
      correlationId: tag.value.replace("_", "."),
      to: lead.email,
      sender: mail.request.from,
    },
    retell: {
      messageId: retell,
      providerMessageId: call.call_id,
      correlationId: call.request.metadata.correlation_id,
      to: lead.phone,
      sender: call.from_number,
    },
  };
}

/** Everything that a report could change about a workspace: what the API shows, and what D1 holds. */
export async function traces({ workspace: { id, call }, lead, sent }: Tenant) {
  const paths = [
    ...["history?limit=200", "window"].map((part) => `leads/${lead.id}/${part}`),
    ...providers.map((provider) => `messages/${sent[provider].messageId}`),
    "messages?limit=200",
  ];
  const shown = paths.map(async (path) => {
    const { status, body } = await call("GET", `/api/public/${path}`);
    expect(status).toBe(200);
    return body;
  });
  return { rows: await stored(id), shown: await Promise.all(shown) };
}

/** Status and text of what a receiver answers. */
export async function post(path: string, raw: Bytes, headers: Signed): Promise<string> {
  const all = { "content-type": "application/json", ...headers };
  const response = await request(path, { method: "POST", body: raw, headers: all });
  return `${response.status} ${await response.text()}`;
}
