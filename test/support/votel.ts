// Votel's customers, over HTTP, for the stories about them.
import { expect } from "vitest";
import { type Answer, admin, answerOf, request, type Workspace, workspace } from "./gateway.ts";

export type Client = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>;

/** A client with a key of its own in the workspace. */
export async function clientOf({ at }: Workspace, scopes?: string[]): Promise<Client> {
  const { body } = await admin("POST", `${at}/keys`, {
    dialect: "votel",
    ...(scopes ? { scopes } : {}),
  });
  return async (method, path, given, headers = {}) =>
    answerOf(
      await request(path, {
        method,
        headers: { "content-type": "application/json", "x-api-key": body.secret, ...headers },
        ...(given === undefined
          ? {}
          : { body: typeof given === "string" ? given : JSON.stringify(given) }),
      }),
    );
}

async function account(
  where: Workspace,
  channel: string,
  settings: object,
  credentials: object,
  provider: string,
) {
  const { status, body } = await where.admin("POST", "/accounts", {
    name: `${channel} of tests`,
    provider,
    channel,
    settings,
    credentials,
  });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body.account.id as string;
}

/** A workspace with a Votel key, an SMS number and an Instagram account. */
export async function votelWorkspace() {
  const acme = await workspace();
  const channels = {
    sms: await account(
      acme,
      "sms",
      { account_sid: `AC${"0".repeat(32)}`, from: "+12025550188" },
      { auth_token: "token" },
      "twilio",
    ),
    instagram: await account(
      acme,
      "instagram",
      { instagram_id: instagramId },
      { access_token: "EAAtest", app_secret: "app-secret", verify_token: "verify-me" },
      "meta",
    ),
  };
  return { acme, votel: await clientOf(acme), channels };
}

export const instagramId = "17841400000000001";

/** The example, over one channel. */
export const over = <E extends object>(example: E, sender_identifier: string) => ({
  ...example,
  sender_identifier,
});

export const uuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
export const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/);
