// Every route of Votel's API, and what a key needs for it.
import type { Scope } from "../../src/model/key.ts";

export interface VotelRow {
  /** Method and path, as the app has them. */
  route: string;
  scope: Scope;
  /** Path and body; `channel` is an e-mail channel. */
  ask(channel: string): [path: string, body?: unknown];
  /** What the owner of the channel is answered. */
  status: number;
  /** What everybody else is answered who names it; null where no channel is named. */
  stranger: number | null;
}

const message_data = { recipient: "john@example.com", subject: "Hi", content: "Hi" };

export const votelRows: VotelRow[] = [
  {
    route: "POST /api/messaging/send",
    scope: "messages.send",
    ask: (channel) => [`/api/messaging/send?send_identifier=${channel}`, { message_data }],
    status: 200,
    stranger: 404,
  },
  {
    route: "GET /api/channels",
    scope: "templates.read",
    ask: () => ["/api/channels"],
    status: 200,
    stranger: null,
  },
  {
    route: "POST /api/channels",
    scope: "admin",
    ask: (channel) => [
      "/api/channels",
      {
        name: "Second",
        channel_type: "email",
        integration_id: channel,
        send_from_email: `second-${crypto.randomUUID().slice(0, 8)}@acme.example`,
        email_domain_id: "domain",
      },
    ],
    status: 201,
    stranger: 404,
  },
  {
    route: "POST /api/channels/auto-create-for-email",
    scope: "admin",
    ask: () => ["/api/channels/auto-create-for-email", { email: "third@acme.example" }],
    status: 201,
    stranger: null,
  },
  {
    route: "POST /api/leads",
    scope: "leads.write",
    ask: () => ["/api/leads", { first_name: "John", email: "john@example.com" }],
    status: 200,
    stranger: null,
  },
  {
    route: "GET /api/agents",
    scope: "templates.read",
    ask: () => ["/api/agents"],
    status: 200,
    stranger: null,
  },
];
