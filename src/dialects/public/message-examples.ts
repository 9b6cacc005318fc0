// Example answers about messages.
import { ids } from "./example-ids.ts";

const missed = {
  code: "recipient_unreachable",
  provider: { name: "retell", code: "dial_no_answer" },
};
const nobody = "Nobody answered. Call again at another time.";

export const messageExample = {
  success: true,
  message: {
    id: ids.message,
    lead_id: ids.john,
    workflow_id: ids.workflow,
    account_id: ids.callAccount,
    channel: "call",
    direction: "outbound",
    type: "call",
    status: "failed",
    content: "Hi, this is Sofia from Acme. Do you have a minute?",
    media: null,
    details: null,
    metadata: {},
    provider_message_id: "PsE5cE01SNDN6fXIUug4JkhbJtwCdMjb",
    attempts: 1,
    error: { error: nobody, ...missed },
    cost: null,
    timeline: [
      { event: "created", at: "2026-11-21T01:18:51.846Z" },
      { event: "accepted", at: "2026-11-21T01:18:51.851Z" },
      {
        event: "missed",
        at: "2026-11-21T01:18:52.050Z",
        error: { message: nobody, ...missed },
        details: { call_status: "not_connected", disconnection_reason: "dial_no_answer" },
      },
    ],
    created_at: "2026-11-21T01:18:51.846Z",
    scheduled_at: null,
    sent_at: "2026-11-21T01:18:51.851Z",
    delivered_at: null,
    read_at: null,
    failed_at: "2026-11-21T01:18:52.050Z",
  },
};

export const messageListExample = {
  success: true,
  messages: [
    {
      id: ids.message,
      lead_id: ids.john,
      channel: "email",
      direction: "outbound",
      type: "email",
      status: "failed",
      provider_message_id: "94a71210-6f59-4c04-a591-c6080770845d",
      error_code: "recipient_unreachable",
      created_at: "2026-11-21T01:18:51.861Z",
      updated_at: "2026-11-21T01:18:52.073Z",
    },
  ],
  pagination: { limit: 1, has_more: true },
  next_cursor: `1795223931861.${ids.message}`,
};
