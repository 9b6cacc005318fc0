// Every product that we speak like and every channel that it reaches, in one line of curl each, against the
// demo workspace. The README shows them as a table, and `npm run demo` makes each request.
import { demo } from "./seed.ts";
import { channelDemo } from "./seed-channels.ts";

export interface OneLiner {
  system: string;
  channel: string;
  path: string;
  headers: Record<string, string>;
  body: Record<string, unknown>;
}

const { mia, keys, accounts, slug } = channelDemo;

const ours = (channel: string, lead_id: string, body: Record<string, unknown> = {}): OneLiner => ({
  system: "public (Nexor)",
  channel,
  path: "/api/public/messages",
  headers: { "X-API-Key": demo.key },
  body: { lead_id, workflow_id: demo.workflowId, channel, ...body },
});

const whauto = (channel: string, path: string, id: string, body: object): OneLiner => ({
  system: "Whauto",
  channel,
  path: `/v1/messages/${path}`,
  headers: { "x-api-key": keys.whauto },
  body: { contact: { id }, workspace: { id: demo.workspaceId }, ...body },
});

const votel = (channel: string, message_data: object, rest: object = {}): OneLiner => ({
  system: "Votel",
  channel,
  path: "/api/messaging/send",
  headers: { "X-API-Key": keys.votel },
  body: { ...rest, message_data },
});

export const oneLiners: readonly OneLiner[] = [
  ours("whatsapp", demo.john.id, { content: "Hi John!" }),
  ours("email", demo.john.id, { content: "Hi John!" }),
  ours("call", demo.john.id),
  ours("sms", demo.john.id, { content: "Hi John!" }),
  ours("messenger", mia.id, { content: "Hi Mia!" }),
  ours("instagram", mia.id, { content: "Hi Mia!" }),
  ours("telegram", mia.id, { content: "Hi Mia!" }),
  whauto("whatsapp", "whatsapp/sendtext", demo.john.id, { textMessage: "Hi John!" }),
  whauto("messenger", "messenger/sendtext", mia.id, { textMessage: "Hi Mia!" }),
  whauto("instagram", "instagram/sendtext", mia.id, { textMessage: "Hi Mia!" }),
  whauto("telegram", "telegram/sendtemplate", mia.id, { buttons: [], textMessage: "Hi Mia!" }),
  votel("email", { recipient: mia.email, subject: "Welcome", content: "Hi Mia!" }),
  votel("sms", { recipient: mia.phone, content: "Hi Mia!" }, { sender_type: "sms" }),
  votel(
    "instagram",
    { recipient: mia.igsid, content: "Hi Mia!" },
    { sender_type: "instagram_dm", sender_identifier: accounts.instagram },
  ),
  {
    system: "Xobito",
    channel: "whatsapp",
    path: `/api/v1/${slug}/messages/send`,
    headers: { Authorization: `Bearer ${keys.xobito}` },
    body: { phone_number: demo.john.phone, message_body: "Hi John!" },
  },
];

/** The request as one line for a POSIX shell. */
export function oneLine(url: string, { path, headers, body }: OneLiner): string {
  const all = { "Content-Type": "application/json", ...headers };
  const parts = Object.entries(all).map(([name, value]) => `-H "${name}: ${value}"`);
  return `curl ${url}${path} ${parts.join(" ")} -d '${JSON.stringify(body)}'`;
}

/** The README's table. */
export function oneLinerTable(url: string): string {
  const rows = oneLiners.map(
    (line) => `| ${line.system} | ${line.channel} | \`${oneLine(url, line)}\` |`,
  );
  return ["| system | channel | send |", "|---|---|---|", ...rows].join("\n");
}
