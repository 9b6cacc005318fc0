// Every route of the Whauto dialect, what it names, and how it says that there is no such thing.
import type { Scope } from "../../src/model/key.ts";

export type WhautoNoun = "contact" | "tag" | "template" | "workspace";
/** The id of one thing of each kind. */
export type WhautoThings = Record<WhautoNoun, string>;

export interface WhautoRow {
  /** Method and path, as the app has them. */
  route: string;
  /** Null for what every key may see. */
  scope: Scope | null;
  /** What the id is of; null where the route takes none. */
  noun: WhautoNoun | null;
  /** Path below /v1 and body that name `id`, and else what is the caller's own. */
  ask(id: string, own: WhautoThings): [path: string, body?: unknown];
}

export const missing: Record<WhautoNoun, { error: string }> = {
  contact: { error: "Contact not found" },
  tag: { error: "Record not found" },
  template: { error: "Template not found" },
  workspace: { error: "Invalid workspaceId" },
};

const said: Record<string, object> = {
  sendtext: { textMessage: "Hi" },
  sendmedia: { mediaUrl: "https://example.com/a.png", mimeType: "image/png" },
  "whatsapp/sendtemplate": { template: "hello_world" },
  "messenger/sendtemplate": { elements: [{ title: "Hi", buttons: [] }] },
  "instagram/sendtemplate": { elements: [{ title: "Hi", buttons: [] }] },
  "telegram/sendtemplate": { textMessage: "Hi", buttons: [] },
};

const sends = [
  "whatsapp/sendtext",
  "whatsapp/sendmedia",
  "whatsapp/sendtemplate",
  "messenger/sendtext",
  "messenger/sendmedia",
  "messenger/sendtemplate",
  "instagram/sendtext",
  "instagram/sendtemplate",
  "telegram/sendtemplate",
].flatMap((name): WhautoRow[] => {
  const words = said[name] ?? said[name.split("/")[1] ?? ""];
  const row = (noun: WhautoNoun, fields: (id: string, own: WhautoThings) => object): WhautoRow => ({
    route: `POST /v1/messages/${name}`,
    scope: "messages.send",
    noun,
    ask: (id, own) => [
      `/messages/${name}`,
      {
        contact: { id: own.contact },
        workspace: { id: own.workspace },
        ...words,
        ...fields(id, own),
      },
    ],
  });
  return [
    row("contact", (id) => ({ contact: { id } })),
    row("workspace", (id) => ({ workspace: { id } })),
    ...(name === "whatsapp/sendtemplate" ? [row("template", (id) => ({ template: id }))] : []),
  ];
});

const newTemplate = {
  name: "matrix",
  language: "en",
  category: "UTILITY",
  components: [{ type: "BODY", text: "Hi" }],
};

export const whautoRows: WhautoRow[] = [
  ...sends,
  { route: "GET /v1/contacts", scope: "leads.read", noun: null, ask: () => ["/contacts"] },
  {
    route: "GET /v1/contacts",
    scope: "leads.read",
    noun: "workspace",
    ask: (id) => [`/contacts?workspaceId=${encodeURIComponent(id)}`],
  },
  {
    route: "POST /v1/contacts",
    scope: "leads.write",
    noun: "workspace",
    ask: (id) => ["/contacts", { name: "Eve", workspace: { id } }],
  },
  {
    route: "GET /v1/contacts/:id",
    scope: "leads.read",
    noun: "contact",
    ask: (id) => [`/contacts/${id}`],
  },
  {
    route: "PUT /v1/contacts/:id",
    scope: "leads.write",
    noun: "contact",
    ask: (id) => [`/contacts/${id}`, { name: "Eve" }],
  },
  {
    route: "PUT /v1/contacts/:id",
    scope: "leads.write",
    noun: "workspace",
    ask: (id, own) => [`/contacts/${own.contact}`, { name: "Eve", workspace: { id } }],
  },
  {
    route: "DELETE /v1/contacts/:id",
    scope: "leads.write",
    noun: "contact",
    ask: (id) => [`/contacts/${id}`],
  },
  ...["add", "remove"].map(
    (act): WhautoRow => ({
      route: `POST /v1/contacts/:id/tags/${act}`,
      scope: "leads.write",
      noun: "contact",
      ask: (id) => [`/contacts/${id}/tags/${act}`, { tags: ["kept"] }],
    }),
  ),
  { route: "GET /v1/contactTags", scope: "leads.read", noun: null, ask: () => ["/contactTags"] },
  {
    route: "POST /v1/contactTags",
    scope: "leads.write",
    noun: null,
    ask: () => ["/contactTags", { name: "matrix" }],
  },
  {
    route: "GET /v1/contactTags/:id",
    scope: "leads.read",
    noun: "tag",
    ask: (id) => [`/contactTags/${id}`],
  },
  { route: "GET /v1/workspaces", scope: null, noun: null, ask: () => ["/workspaces"] },
  {
    route: "GET /v1/workspaces/:id",
    scope: null,
    noun: "workspace",
    ask: (id) => [`/workspaces/${id}`],
  },
  {
    route: "GET /v1/whatsapp-templates",
    scope: "templates.read",
    noun: null,
    ask: () => ["/whatsapp-templates"],
  },
  {
    route: "GET /v1/whatsapp-templates/:id",
    scope: "templates.read",
    noun: "template",
    ask: (id) => [`/whatsapp-templates/${id}`],
  },
  {
    route: "POST /v1/whatsapp-template",
    scope: "messages.send",
    noun: "workspace",
    ask: (id) => ["/whatsapp-template", { workspace: { id }, template: newTemplate }],
  },
];
