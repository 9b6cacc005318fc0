import { xobito } from "../../../src/dialects/xobito/index.ts";
import { systemClock as clock } from "../../../src/lib/clock.ts";
import { err } from "../../../src/lib/result.ts";
import { abilities } from "../../../src/model/key.ts";
import { createAccount } from "../../../src/store/accounts.ts";
import { syncTemplates } from "../../../src/store/templates.ts";
import { dialectContract } from "../../contract/dialect.ts";
import { db, newWorkspace, sealKey, silentLog } from "../../store/support.ts";

const workspace = await newWorkspace();
const account = await createAccount(
  { db, sealKey },
  workspace,
  {
    name: "WhatsApp",
    provider: "meta",
    channel: "whatsapp",
    settings: { phone_number_id: "106540352242922", waba_id: "102290129340398" },
    credentials: { access_token: "EAAtest" },
  },
  Date.now(),
);
await syncTemplates(
  db,
  account,
  [
    {
      providerTemplateId: "123456789012345",
      name: "order_confirmation",
      language: "en_US",
      status: "APPROVED",
      category: "UTILITY",
      parameterFormat: "POSITIONAL",
      components: [{ type: "BODY", text: "Hi {{1}}, your order {{2}} is confirmed." }],
    },
  ],
  Date.now(),
);

const { dialect } = xobito({
  db,
  clock,
  log: silentLog,
  files: { findUpload: async () => null, keepUpload: async () => {} },
  leadOf: () => null,
  profileChanged: async () => {},
  eraseLead: async () => {},
  findDefaultRoute: async () => ({
    id: account.id,
    workspaceId: workspace.id,
    name: "WhatsApp",
    defaults: {},
    accounts: { whatsapp: account },
  }),
  uploadMedia: async () => err({ code: "unavailable" }),
});

const phone_number = "+14155551234";
const send = "/messages/send";

dialectContract({
  dialect,
  carriers: { "Authorization: Bearer": (key) => ({ authorization: `Bearer ${key}` }) },
  request: {
    key: {
      id: "key-1",
      workspaceId: workspace.id,
      dialect: "xobito",
      slug: "acme",
      environment: "live",
      scopes: [...abilities],
      rateLimit: 60,
      expiresAt: null,
    },
    params: { subdomain: "acme" },
  },
  examples: [
    { name: "a text", path: send, body: { phone_number, message_body: "Hello!" } },
    {
      name: "reply buttons",
      path: send,
      body: {
        phone_number,
        message_type: "interactive",
        message_body: "Confirm?",
        header: "Appointment",
        footer: "Acme",
        buttons: [{ id: "confirm", title: "Confirm" }],
        contact: { firstname: "John", groups: ["VIP"], assigned_id: 1 },
      },
    },
    {
      name: "a link",
      path: send,
      body: {
        phone_number,
        message_type: "cta_url",
        message_body: "Track your order",
        button_text: "Track",
        button_url: "https://example.com/track/123",
      },
    },
    {
      name: "a template",
      path: "/messages/template",
      body: {
        phone_number,
        template_name: "order_confirmation",
        template_language: "en_US",
        from_phone_number_id: "106540352242922",
        field_1: "John",
        field_2: "A-1001",
      },
    },
    {
      name: "a file by its URL",
      path: "/messages/media",
      body: {
        phone_number,
        media_type: "document",
        media_url: "https://example.com/offer.pdf",
        caption: "Your offer",
        filename: "offer.pdf",
      },
    },
  ],
  kinds: [
    { channel: "whatsapp", kind: "text" },
    { channel: "whatsapp", kind: "interactive" },
    { channel: "whatsapp", kind: "template" },
    { channel: "whatsapp", kind: "media" },
  ],
  statuses: {
    body_invalid: 422,
    body_too_large: 422,
    fields_missing: 422,
    field_invalid: 422,
    channel_invalid: 422,
    account_not_found: 422,
    workspace_mismatch: 400,
    content_missing: 422,
    content_unsupported: 422,
    phone_missing: 422,
    email_missing: 422,
    address_missing: 422,
    email_suppressed: 422,
    recipient_opted_out: 422,
    account_missing: 422,
    template_not_found: 422,
    template_not_sendable: 422,
    template_parameters_invalid: 422,
    idempotency_key_invalid: 422,
    schedule_invalid: 422,
    window_closed: 500,
    recipient_unreachable: 500,
    recipient_refused: 500,
    content_refused: 500,
    template_refused: 500,
    credentials_refused: 500,
    account_refused: 500,
    provider_quota_exceeded: 500,
    provider_refused: 500,
    provider_busy: 500,
  },
});
