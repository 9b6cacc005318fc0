// Example answers about leads.
import { ids } from "./example-ids.ts";

const john = {
  id: ids.john,
  first_name: "John",
  last_name: "Doe",
  email: "john@example.com",
  phone: "+12025550123",
  source: "api",
  company: null,
  title: null,
};
const created_at = "2026-11-21T00:27:40.476Z";
const metadata = { plan: "pro" };

export const writtenLead = { success: true, lead: { ...john, metadata, created_at } };
export const updatedLead = {
  success: true,
  existed: true,
  lead: { ...john, metadata, created_at },
};

export const writtenLeads = {
  success: true,
  created: 1,
  updated: 0,
  failed: 1,
  leads: [{ ...john, metadata, created_at }],
  errors: [{ index: 1, error: "first_name is required" }],
};

export const changedLead = {
  success: true,
  lead: { ...john, campaign_id: "q1", metadata, created_at },
};

const full = {
  ...john,
  metadata,
  external_id: null,
  tags: ["Import 10/05/25"],
  assigned_to: null,
  psid: null,
  igsid: null,
  telegram_chat_id: null,
  campaign: { id: "q1", name: null },
  active_workflow_run: null,
  created_at,
  updated_at: created_at,
};

export const shownLead = { success: true, lead: full, variables: {} };

export const listedLeads = {
  success: true,
  leads: [{ ...full, last_history_at: "2026-11-21T01:18:49.000Z" }],
  pagination: { total: 1, limit: 50, offset: 0, has_more: false },
  next_cursor: null,
};

export const history = {
  success: true,
  lead: {
    id: ids.john,
    first_name: "John",
    last_name: "Doe",
    phone: "+12025550123",
    email: "john@example.com",
    source: "api",
    created_at,
  },
  history: [
    {
      type: "message",
      id: ids.message,
      channel: "whatsapp",
      direction: "inbound",
      content: "Hi! I saw your offer. Can you tell me more?",
      status: "read",
      sent_at: "2026-11-21T01:18:49.000Z",
      delivered_at: null,
      read_at: null,
      timestamp: "2026-11-21T01:18:49.000Z",
      message_type: "text",
      media_url: null,
      attachments: null,
      provider_message_id: "wamid.HBgLMTIwMjU1NTAxMjMVAgASGBQzQTdBNUI",
      reaction: null,
      buttons: null,
    },
    {
      type: "call_missed",
      id: "583aee7d-3298-88c9-b94f-7fa2d2a1dc6b",
      channel: "call",
      direction: "outbound",
      content: "Missed call — No answer",
      status: "failed",
      sent_at: "2026-11-21T01:18:51.851Z",
      delivered_at: null,
      read_at: null,
      timestamp: "2026-11-21T01:18:51.851Z",
      provider_call_id: "PsE5cE01SNDN6fXIUug4JkhbJtwCdMjb",
      call_status: "not_connected",
      disconnection_reason: "dial_no_answer",
    },
  ],
  pagination: { total: 2, limit: 50, offset: 0, has_more: false },
};

export const windows = {
  success: true,
  windows: [
    {
      account_id: ids.whatsappAccount,
      account_name: "WhatsApp number",
      channel: "whatsapp",
      phone_number_id: "106540352242922",
      address: "+12025550123",
      open: true,
      last_inbound_at: "2026-11-21T01:18:49Z",
      expires_at: "2026-11-22T01:18:49Z",
    },
  ],
};

export const optOuts = {
  success: true,
  opt_outs: [{ channel: "sms", scope: "all", reason: "STOP", said_at: "2026-11-21T01:18:49.000Z" }],
};
