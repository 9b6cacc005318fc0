// A customer of the gateway: a live workspace whose accounts lead to the provider process, its leads and
// its keys. Set up over the admin API, like anybody's.
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { adminClient } from "../../scripts/admin-client.ts";
import { templateId } from "../../src/store/templates.ts";
import type { Hooks, PlayedChannel } from "./provider/port.ts";

export interface Person {
  id: string;
  phone: string;
  email: string;
}

export interface Customer {
  workspaceId: string;
  workflowId: string;
  templateId: string;
  key: string;
  people: Person[];
  hooks: Omit<Hooks, "gateway">;
  /** Every secret that the gateway was given: none may turn up anywhere in the clear. */
  secrets: string[];
}

const createdSchema = z.object({ id: z.string(), hook_path: z.string() });
const phoneNumberId = "106540352242922";

const credentials = {
  whatsapp: {
    access_token: "EAAchaosAccessToken0123456789",
    app_secret: "chaos-app-secret-0123456789",
  },
  email: {
    api_key: "re_chaosApiKey0123456789",
    webhook_secret: `whsec_${btoa("chaos webhook secret 0123456789")}`,
  },
  call: { api_key: "key_chaosApiKey0123456789" },
};

export interface CustomerOptions {
  /** Where all messages go to; the gateway's own simulator when null. */
  provider: { url: string } | null;
  /** Who they are, or how many. */
  leads: number | Person[];
  /** Of every account, besides what it needs. */
  settings?: Record<string, unknown>;
  slug?: string;
}

const anybody = (_: unknown, i: number): Person => ({
  id: randomUUID(),
  phone: `+1202${5550000 + i}`,
  email: `person${i}@example.com`,
});

/** Makes a workspace with leads, accounts and a key. */
export async function createCustomer(
  gateway: { url: string; adminToken: string },
  { provider, leads, settings: common, slug }: CustomerOptions,
): Promise<Customer> {
  const admin = adminClient(gateway.url, gateway.adminToken);
  const workspaceId = randomUUID();
  const environment = provider ? "live" : "test";
  await admin.post("/workspaces", { id: workspaceId, name: "Acme", environment, slug });
  const at = `/workspaces/${workspaceId}`;
  const account = async (provider_: string, channel: PlayedChannel, settings: object) => {
    const body = {
      name: channel,
      provider: provider_,
      channel,
      settings: { ...(provider && { base_url: provider.url }), ...common, ...settings },
      credentials: credentials[channel],
    };
    const { account: made } = z
      .object({ account: createdSchema })
      .parse(await admin.post(`${at}/accounts`, body));
    return made;
  };
  const accounts = {
    whatsapp: await account("meta", "whatsapp", {
      phone_number_id: phoneNumberId,
      waba_id: "102290129340398",
    }),
    email: await account("email", "email", { from: "sofia@acme.example" }),
    call: await account("retell", "call", { from_number: "+12025550100" }),
  };
  const idOf = (channel: PlayedChannel) => accounts[channel].id;
  const { workflow } = z.object({ workflow: z.object({ id: z.string() }) }).parse(
    await admin.post(`${at}/workflows`, {
      name: "Chaos",
      accounts: { whatsapp: idOf("whatsapp"), email: idOf("email"), call: idOf("call") },
    }),
  );
  await admin.post(`${at}/accounts/${idOf("whatsapp")}/templates/sync`, {});
  const { secret } = z
    .object({ secret: z.string() })
    .parse(await admin.post(`${at}/keys`, { name: "chaos", rate_limit: 1_000_000 }));
  const people = typeof leads === "number" ? Array.from({ length: leads }, anybody) : leads;
  const rows = people.map((person, i) => ({ ...person, first_name: `Person ${i}` }));
  for (let i = 0; i < rows.length; i += 1_000) {
    await admin.post(`${at}/leads`, rows.slice(i, i + 1_000));
  }
  return {
    workspaceId,
    workflowId: workflow.id,
    templateId: await templateId(idOf("whatsapp"), { name: "hello_world", language: "en_US" }),
    key: secret,
    people,
    hooks: {
      phoneNumberId,
      paths: {
        whatsapp: accounts.whatsapp.hook_path,
        email: accounts.email.hook_path,
        call: accounts.call.hook_path,
      },
      secrets: {
        whatsapp: credentials.whatsapp.app_secret,
        email: credentials.email.webhook_secret,
        call: credentials.call.api_key,
      },
    },
    secrets: [secret, ...Object.values(credentials).flatMap((one) => Object.values(one))],
  };
}
