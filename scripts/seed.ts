// The demo workspace: the same ids and key every time, so that commands in the documentation work as
// printed. Safe to repeat.
import { z } from "zod";
import { parseJson } from "../src/lib/json.ts";
import { withChecksum } from "../src/lib/token.ts";
import { templateId } from "../src/store/templates.ts";
import { type AdminClient, AdminError, adminClient } from "./admin-client.ts";
import { channelDemo, seedChannels } from "./seed-channels.ts";

const id = (last: string): string => `de300000-0000-4000-8000-${last.padStart(12, "0")}`;

const accounts = { whatsapp: id("21"), email: id("22"), call: id("23") } as const;

/** What `npm run dev` and `npm run demo` find in the demo workspace. */
export const demo = {
  workspaceId: id("1"),
  /** Opens a local test workspace that sends to the simulator, and nothing else. */
  key: withChecksum("nxr_test_LeadwireDemoKeyForLocalTests0000"),
  workflowId: id("10"),
  /** Wrote to us when the gateway started, so his 24-hour window is open. */
  john: { id: id("101"), phone: "+12025550123", email: "john@example.com" },
  /** Never wrote: only templates reach him on WhatsApp. */
  carlos: { id: id("102"), phone: "+12025550142", email: "carlos@example.com" },
  /** With whom the demo has its conversation. */
  ana: { id: id("103"), phone: "+12025550177", email: "ana@example.com" },
  phoneNumberId: "106540352242922",
  sender: "sofia@acme.example",
  /** The simulator's template `seguimiento_lead`, in Spanish. */
  templateId: await templateId(accounts.whatsapp, { name: "seguimiento_lead", language: "es" }),
  agentPhone: "+12025550100",
  greeting: "Hi, this is Sofia from Acme. Do you have a minute?",
} as const;

const taken = 409;

/** Creates what is missing, syncs the templates and lets John write to the business number. */
export async function seed(url: string, adminToken: string): Promise<void> {
  const admin = adminClient(url, adminToken);
  const workspace = `/workspaces/${demo.workspaceId}`;
  await ensure(admin, "/workspaces", {
    id: demo.workspaceId,
    name: "Demo",
    environment: "test",
    default_country: "US",
  });
  await ensure(admin, `${workspace}/keys`, { id: id("2"), name: "demo", key: demo.key });
  await ensure(admin, `${workspace}/accounts`, {
    id: accounts.whatsapp,
    name: "WhatsApp number",
    provider: "meta",
    channel: "whatsapp",
    settings: { phone_number_id: demo.phoneNumberId, waba_id: "102290129340398" },
    credentials: { access_token: "EAAdemo", app_secret: "demo-app-secret" },
  });
  await ensure(admin, `${workspace}/accounts`, {
    id: accounts.email,
    name: "E-mail sender",
    provider: "email",
    channel: "email",
    settings: { from: demo.sender, sender_name: "Sofia from Acme" },
    credentials: { api_key: "re_demo", webhook_secret: `whsec_${btoa("demo-webhook-secret")}` },
  });
  await ensure(admin, `${workspace}/accounts`, {
    id: accounts.call,
    name: "Voice agent",
    provider: "retell",
    channel: "call",
    settings: { from_number: demo.agentPhone },
    credentials: { api_key: "key_demo" },
  });
  await admin.post(`${workspace}/accounts/${accounts.whatsapp}/templates/sync`, {});
  await admin.post(`${workspace}/leads`, [
    { ...demo.john, first_name: "John", last_name: "Doe" },
    { ...demo.carlos, first_name: "Carlos", last_name: "Lopez" },
    { ...demo.ana, first_name: "Ana", last_name: "Diaz" },
  ]);
  await johnWrites(url);
  // Last: it names every account.
  const ensureMine = (path: string, body: Record<string, unknown>) => ensure(admin, path, body);
  await seedChannels({ admin, url, at: workspace, key: demo.key, ensure: ensureMine });
  await ensure(admin, `${workspace}/workflows`, {
    id: demo.workflowId,
    name: "Follow-up",
    defaults: { begin_message: demo.greeting },
    accounts: { ...accounts, ...channelDemo.accounts },
  });
}

async function ensure(
  admin: AdminClient,
  path: string,
  body: Record<string, unknown>,
): Promise<void> {
  try {
    await admin.post(path, body);
  } catch (error) {
    if (!(error instanceof AdminError) || error.status !== taken) throw error;
  }
}

async function johnWrites(url: string): Promise<void> {
  const response = await fetch(`${url}/simulator/api/replies`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": demo.key },
    body: JSON.stringify({
      phone_number_id: demo.phoneNumberId,
      from: demo.john.phone,
      profile_name: "John Doe",
      text: "Hi! I saw your offer. Can you tell me more?",
    }),
  });
  const answer = await response.text();
  if (!response.ok || !deliveredSchema.safeParse(parseJson(answer)).success) {
    throw new Error(`John's message did not reach the gateway: ${response.status} ${answer}`);
  }
}

const deliveredSchema = z.object({ delivered: z.object({ status: z.literal(200) }) });
