import { env } from "cloudflare:workers";
import { beforeAll } from "vitest";
import { whautoDialect } from "../../../src/dialects/whauto/index.ts";
import { openDatabase } from "../../../src/store/db.ts";
import { accounts } from "../../../src/store/schema.ts";
import { syncTemplates } from "../../../src/store/templates.ts";
import { createWorkspace } from "../../../src/store/workspaces.ts";
import { dialectContract } from "../../contract/dialect.ts";

const db = openDatabase(env.DB);
const now = Date.UTC(2026, 3, 5, 12);
const workspaceId = "9f0c7d6e-0000-4000-8000-00000000000a";
const accountId = "9f0c7d6e-0000-4000-8000-00000000000b";
const contact = { id: "9f0c7d6e-0000-4000-8000-00000000000c" };
const workspace = { id: workspaceId };

const unused = async () => {
  throw new Error("decoding and encoding have no effects");
};

beforeAll(async () => {
  await createWorkspace(
    db,
    { id: workspaceId, name: "Acme", environment: "live", defaultCountry: "US" },
    now,
  );
  await db.insert(accounts).values({
    id: accountId,
    workspaceId,
    provider: "meta",
    channel: "whatsapp",
    name: "Sales",
    active: true,
    settings: {},
    sealed: "",
    hookId: "whauto-contract",
    createdAt: now,
    updatedAt: now,
  });
  const welcome = {
    providerTemplateId: "1",
    name: "welcome",
    language: "en",
    status: "APPROVED",
    category: "UTILITY",
    parameterFormat: "POSITIONAL" as const,
    components: [{ type: "BODY", text: "Hello {{1}}" }],
  };
  await syncTemplates(db, { id: accountId, workspaceId }, [welcome], now);
});

dialectContract({
  dialect: whautoDialect({
    db,
    clock: () => now,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    findTemplate: async () => null,
    findDefaultRoute: async () => ({
      id: "",
      workspaceId,
      name: "",
      defaults: {},
      accounts: {},
    }),
    profileChanged: unused,
    eraseLead: unused,
    createTemplate: unused,
  }),
  carriers: { "x-api-key": (key) => ({ "x-api-key": key }) },
  examples: [
    {
      name: "a WhatsApp text to a contact",
      path: "/messages/whatsapp/sendtext",
      body: { contact, workspace, textMessage: "Hi", scheduleDateTime: "2026-04-05T14:30:00Z" },
    },
    {
      name: "a WhatsApp text to a number",
      path: "/messages/whatsapp/sendtext",
      body: { recepient: { phoneNumber: "2025550123" }, workspace, textMessage: "Hi" },
    },
    {
      name: "a WhatsApp file",
      path: "/messages/whatsapp/sendmedia",
      body: {
        contact,
        workspace,
        mediaUrl: "https://example.com/menu.pdf",
        mimeType: "application/pdf",
      },
    },
    {
      name: "a WhatsApp template",
      path: "/messages/whatsapp/sendtemplate",
      body: { contact, workspace, template: "welcome" },
    },
    {
      name: "a WhatsApp template with its language and values",
      path: "/messages/whatsapp/sendtemplate",
      body: {
        contact,
        workspace,
        template: { name: "welcome", language: "en" },
        bodyTextParameters: ["Ann"],
      },
    },
    {
      name: "a Messenger text",
      path: "/messages/messenger/sendtext",
      body: { contact, workspace, textMessage: "Hi", scheduleDateTime: "" },
    },
    {
      name: "a Messenger file",
      path: "/messages/messenger/sendmedia",
      body: { contact, workspace, mediaUrl: "https://example.com/a.png", mimeType: "image/png" },
    },
    {
      name: "Messenger cards",
      path: "/messages/messenger/sendtemplate",
      body: { contact, workspace, elements: [{ title: "Shoes", buttons: [] }] },
    },
    {
      name: "an Instagram text",
      path: "/messages/instagram/sendtext",
      body: { contact, workspace, textMessage: "Hi" },
    },
    {
      name: "Instagram cards",
      path: "/messages/instagram/sendtemplate",
      body: {
        contact,
        workspace,
        elements: [{ title: "Shoes", buttons: [{ title: "Buy", url: "https://example.com" }] }],
      },
    },
    {
      name: "a Telegram text with buttons",
      path: "/messages/telegram/sendtemplate",
      body: { contact, workspace, buttons: ["Yes", "No"], textMessage: "Coming?" },
    },
  ],
  kinds: [
    { channel: "whatsapp", kind: "text" },
    { channel: "whatsapp", kind: "media" },
    { channel: "whatsapp", kind: "template" },
    { channel: "messenger", kind: "elements" },
    { channel: "telegram", kind: "interactive" },
  ],
  statuses: {
    key_missing: 403,
    key_invalid: 403,
    template_not_found: 404,
    content_too_long: 400,
    media_invalid: 400,
    window_closed: 400,
  },
  request: {
    key: {
      id: "key-1",
      workspaceId,
      dialect: "whauto",
      slug: null,
      environment: "live",
      scopes: ["messages.send"],
      rateLimit: 100,
      expiresAt: null,
    },
  },
});
