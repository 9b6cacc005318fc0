// An operator and a few callers, for bringing the world into being.
import { z } from "zod";
import { adminClient } from "../../scripts/admin-client.ts";
import { credentials, wabaId, workspaces } from "./world.ts";

type Name = keyof typeof workspaces;

const madeKey = z.object({ secret: z.string(), key: z.object({ id: z.string() }) });
const madeAccount = z.object({ account: z.object({ hook_path: z.string() }) });

/** The verbs of whoever sets up the gateway at `url`. Each throws when it is refused. */
export function installation(url: string, adminToken: string) {
  const admin = adminClient(url, adminToken);
  const at = (workspace: Name, path: string) => `/workspaces/${workspaces[workspace]}${path}`;
  return {
    workspace: (name: Name, environment: "live" | "test") => {
      const fields = { id: workspaces[name], name, environment, default_country: "US" };
      return admin.post("/workspaces", fields);
    },
    name: (workspace: Name, slug: string) => admin.patch(at(workspace, ""), { slug }),
    key: async (workspace: Name, scopes?: string[], dialect?: string) => {
      const fields = { name: "fuzz", rate_limit: 1_000_000, scopes, dialect };
      const { secret, key } = madeKey.parse(await admin.post(at(workspace, "/keys"), fields));
      return { secret, id: key.id };
    },
    revoke: (workspace: Name, id: string) => admin.delete(at(workspace, `/keys/${id}`)),
    /** Gives the path of its receiver. */
    account: async (workspace: Name, id: string, fields: object): Promise<string> => {
      const body = { id, name: "one", ...fields };
      return madeAccount.parse(await admin.post(at(workspace, "/accounts"), body)).account
        .hook_path;
    },
    add: (workspace: Name, what: string, fields: unknown) =>
      admin.post(at(workspace, `/${what}`), fields),
    list: (workspace: Name, what: string) => admin.get(at(workspace, `/${what}`)),
    /** One request of a caller. */
    ask: async (key: string, method: string, path: string, body?: unknown): Promise<unknown> => {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { "x-api-key": key, authorization: `Bearer ${key}` },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
      return JSON.parse(text);
    },
  };
}
export type Installation = ReturnType<typeof installation>;

export const metaAccount = (number: string) => ({
  provider: "meta",
  channel: "whatsapp",
  settings: { phone_number_id: number, waba_id: wabaId },
  credentials: {
    access_token: credentials.metaToken,
    app_secret: credentials.appSecret,
    verify_token: credentials.verifyToken,
  },
});

export const emailAccount = (from: string) => ({
  provider: "email",
  channel: "email",
  settings: { from, sender_name: "Sofia" },
  credentials: { api_key: credentials.relayKey, webhook_secret: credentials.relaySecret },
});

export const retellAccount = (number: string) => ({
  provider: "retell",
  channel: "call",
  settings: { from_number: number },
  credentials: { api_key: credentials.retellKey },
});

export const twilioAccount = (from: string) => ({
  provider: "twilio",
  channel: "sms",
  settings: { account_sid: `AC${"0".repeat(32)}`, from },
  credentials: { auth_token: credentials.twilioToken },
});

export const pageAccount = (page_id: string) => ({
  provider: "meta",
  channel: "messenger",
  settings: { page_id },
  credentials: { access_token: credentials.metaToken, app_secret: credentials.appSecret },
});

export const instagramAccount = (instagram_id: string) => ({
  provider: "meta",
  channel: "instagram",
  settings: { instagram_id },
  credentials: { access_token: credentials.metaToken, app_secret: credentials.appSecret },
});

export const botAccount = (bot_id: string) => ({
  provider: "telegram",
  channel: "telegram",
  settings: { bot_id },
  credentials: { bot_token: credentials.botToken, webhook_secret: credentials.botSecret },
});
