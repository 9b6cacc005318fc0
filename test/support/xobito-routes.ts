// Every route of Xobito's API, and what a token needs for it.
import type { Scope } from "../../src/model/key.ts";

/** What a request may name that is the caller's own. */
export interface XobitoThings {
  phone: string;
  /** WhatsApp's id of a message. */
  message: string;
  contact: number;
}

export interface XobitoRow {
  /** Method and path, as the app has them. */
  route: string;
  ability: Scope;
  /** Path below the workspace's, and body. */
  ask(own: XobitoThings): [path: string, body?: unknown];
  /** What the owner is answered. */
  status: number;
}

const base = "/api/v1/:subdomain";
const person = { firstname: "John", lastname: "Doe", type: "lead", source_id: 1, status_id: 1 };

export const xobitoRows: XobitoRow[] = [
  {
    route: `POST ${base}/messages/send`,
    ability: "messages.send",
    ask: ({ phone }) => ["/messages/send", { phone_number: phone, message_body: "Hi" }],
    status: 200,
  },
  {
    route: `POST ${base}/messages/template`,
    ability: "messages.send",
    ask: ({ phone }) => [
      "/messages/template",
      { phone_number: phone, template_name: "hello_world", template_language: "en_US" },
    ],
    status: 200,
  },
  {
    route: `POST ${base}/messages/media`,
    ability: "messages.send",
    ask: ({ phone }) => [
      "/messages/media",
      { phone_number: phone, media_type: "image", media_url: "https://example.com/a.png" },
    ],
    status: 200,
  },
  {
    route: `GET ${base}/messages/:id/status`,
    ability: "messages.send",
    ask: ({ message }) => [`/messages/${encodeURIComponent(message)}/status`],
    status: 200,
  },
  {
    route: `POST ${base}/phone/validate`,
    ability: "messages.send",
    ask: ({ phone }) => ["/phone/validate", { phone_number: phone }],
    status: 200,
  },
  {
    route: `GET ${base}/contacts`,
    ability: "contacts.read",
    ask: () => ["/contacts"],
    status: 200,
  },
  {
    route: `POST ${base}/contacts`,
    ability: "contacts.create",
    ask: () => ["/contacts", { ...person, phone: "+14155553001" }],
    status: 201,
  },
  {
    route: `PUT ${base}/contacts/:id`,
    ability: "contacts.update",
    ask: ({ contact, phone }) => [`/contacts/${contact}`, { ...person, phone }],
    status: 200,
  },
  {
    route: `GET ${base}/templates`,
    ability: "templates.read",
    ask: () => ["/templates"],
    status: 200,
  },
  {
    route: `DELETE ${base}/contacts/:id`,
    ability: "contacts.delete",
    ask: ({ contact }) => [`/contacts/${contact}`],
    status: 200,
  },
];
