// A workspace with a page on Messenger and an Instagram account, and people who know them.
import { hmacHex, hmacKey } from "../../src/lib/hmac.ts";
import { type Answer, request, workspace } from "./gateway.ts";

const appSecret = "app-secret";
const newId = () => String(Math.floor(1e15 + Math.random() * 8e15));

export type MessagingChannel = "messenger" | "instagram";
export type MessagingWorkspace = Awaited<ReturnType<typeof messagingWorkspace>>;

export async function messagingWorkspace() {
  const acme = await workspace();
  const ids = { messenger: newId(), instagram: newId() };
  const account = async (channel: MessagingChannel, settings: Record<string, unknown>) => {
    const credentials = { access_token: "EAAtest", app_secret: appSecret };
    const body = { name: channel, provider: "meta", channel, settings, credentials };
    const answer = await acme.admin("POST", "/accounts", body);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body.account as { id: string; hook_path: string };
  };
  const accounts = {
    messenger: await account("messenger", { page_id: ids.messenger }),
    instagram: await account("instagram", { instagram_id: ids.instagram }),
  };
  const served = { messenger: accounts.messenger.id, instagram: accounts.instagram.id };
  const workflow = await acme.admin("POST", "/workflows", { name: "Chats", accounts: served });
  const workflowId = workflow.body.workflow.id as string;

  return {
    ...acme,
    ids,
    accounts,
    hooks: { messenger: accounts.messenger.hook_path, instagram: accounts.instagram.hook_path },
    /** A person's id on either platform: nobody has it yet. */
    newPerson: newId,

    /** POST /api/public/messages to a person's id. */
    sendTo: (
      channel: MessagingChannel,
      to: string,
      body: Record<string, unknown>,
    ): Promise<Answer> =>
      acme.call("POST", "/api/public/messages", { workflow_id: workflowId, channel, to, ...body }),

    /** The person says something to the page or Instagram account. */
    says: (
      channel: MessagingChannel,
      from: string,
      word: Record<string, unknown>,
    ): Promise<Answer> =>
      acme.call("POST", "/simulator/api/words", { channel, to: ids[channel], from, ...word }),

    /** Time passes, for the platform and for the gateway's windows. */
    hoursPass: (hours: number): Promise<Answer> =>
      acme.call("POST", "/simulator/api/clock", { advance_seconds: hours * 3_600 }),

    /** The messages of the lead behind a person's id, oldest first. */
    messagesOf: async (leadId: string): Promise<Answer["body"][]> =>
      (await acme.call("GET", `/api/public/leads/${leadId}/history`)).body.history,
  };
}

/** A webhook as Meta writes it, signed with `secret`. Gives the answer's status. */
export async function meta(path: string, body: object, secret = appSecret): Promise<number> {
  const text = JSON.stringify(body);
  const signature = `sha256=${await hmacHex(await hmacKey(secret), text)}`;
  const headers = { "content-type": "application/json", "x-hub-signature-256": signature };
  return (await request(path, { method: "POST", headers, body: text })).status;
}

/** What Meta posts when somebody writes. */
export const wrote = (channel: MessagingChannel, account: string, from: string, mid: string) => ({
  object: channel === "messenger" ? "page" : "instagram",
  entry: [
    {
      id: account,
      time: Date.now(),
      messaging: [
        {
          sender: { id: from },
          recipient: { id: account },
          timestamp: Date.now(),
          message: { mid, text: "Hello" },
        },
      ],
    },
  ],
});
