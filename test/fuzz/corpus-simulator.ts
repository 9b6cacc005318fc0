import type { Json } from "../../src/lib/json.ts";
import type { Example } from "./corpus.ts";
import {
  agentPhone,
  credentials,
  type Gallery,
  leads,
  phoneNumberId,
  playedNumberId,
  type World,
  wabaId,
  workspaces,
} from "./world.ts";

export function simulatorExamples({ keys, gallery, stageCallId }: World): Example[] {
  const page = { route: "GET /simulator", method: "GET", path: "/simulator", headers: {} };
  return [
    page,
    ...controls(keys.playground),
    ...acts(keys.gallery, gallery),
    ...providers(stageCallId),
  ];
}

const control = (key: string, method: string, path: string, body?: Json): Example => ({
  route: `${method} /simulator/api${path}`,
  method,
  path: `/simulator/api${path}`,
  headers: { "x-api-key": key, "content-type": "application/json" },
  ...(body === undefined ? {} : { body }),
});

/** What people do with what they have received. */
const acts = (key: string, { read, mail, calls: [one, two] }: Gallery): Example[] =>
  [
    { kind: "read", message_id: read },
    { kind: "bounce", email_id: mail },
    { kind: "complain", email_id: mail },
    { kind: "hang_up", call_id: one },
    { kind: "miss", call_id: two },
  ].map((body) => control(key, "POST", "/events", body));

function controls(key: string): Example[] {
  const ask = (method: string, path: string, body?: Json) => control(key, method, path, body);
  const from = leads[0]?.phone ?? "";
  const writes = (fields: Record<string, Json>): Example =>
    ask("POST", "/replies", {
      phone_number_id: playedNumberId,
      from,
      profile_name: "John",
      at: "2026-11-20T10:00:00Z",
      reply_to: "wamid.1",
      ...fields,
    });
  const choice = { id: "yes", title: "Yes" };
  return [
    ...["sms", "messenger", "instagram", "telegram"].map((channel) =>
      // Nobody answers there but by a WhatsApp number.
      ({
        ...ask("POST", "/words", { channel, to: "1", from: "2", name: "John", text: "Hi" }),
        status: 404,
      }),
    ),
    ask("GET", "/state"),
    ask("DELETE", "/state"),
    ask("POST", "/faults", {
      provider: "meta",
      times: 1,
      fault: { kind: "status", status: 429, body: { a: 1 }, headers: { "retry-after": "1" } },
    }),
    ask("POST", "/faults", { provider: "email", fault: { kind: "drop" } }),
    ask("POST", "/templates", {
      id: "7001",
      name: "offer",
      language: "en_US",
      category: "UTILITY",
      status: "APPROVED",
      parameter_format: "POSITIONAL",
      components: [
        { type: "HEADER", format: "TEXT", text: "Hi" },
        { type: "BODY", text: "Hi {{1}}", example: { body_text: [["Jane"]] } },
        { type: "BUTTONS", buttons: [{ type: "URL", text: "Go", url: "https://example.com" }] },
      ],
    }),
    writes({ type: "text", text: "Hello" }),
    writes({ type: "button", button: { payload: "yes", text: "Yes" } }),
    writes({ type: "button", reply: choice }),
    writes({ type: "list", reply: { ...choice, description: "Of course" } }),
    writes({ type: "reaction", reaction: { message_id: "wamid.1", emoji: "👍" } }),
    writes({ type: "image", image: { caption: "Look" }, user_id: "US.13491208655302741918" }),
    writes({ type: "location", location: { latitude: 40.4, longitude: -3.7, name: "Here" } }),
    ask("PUT", "/switches", {
      latency_ms: 0,
      read: true,
      open: true,
      answer_call: "ring",
      bounce: false,
      duplicate: true,
      reorder: true,
      batch: true,
      early: true,
      late_ms: 10,
      missing: false,
      wrong_signature: false,
      seed: 7,
    }),
    ask("POST", "/clock", { advance_seconds: 1 }),
  ];
}

function providers(callId: string): Example[] {
  const ask = (
    provider: string,
    key: string,
    method: string,
    path: string,
    rest: { body?: Json; query?: Record<string, string> } = {},
  ): Example => ({
    route: "ALL /simulator/providers/:workspaceId/:provider/*",
    method,
    path: `/simulator/providers/${workspaces.stage}/${provider}${path}`,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    ...rest,
  });
  const { metaToken, relayKey, retellKey } = credentials;
  const to = leads[1]?.phone ?? "";
  const message = { messaging_product: "whatsapp", recipient_type: "individual", to: to.slice(1) };
  const link = "https://example.com/parcel.png";
  const send = `/v25.0/${phoneNumberId}/messages`;
  return [
    ask("meta", metaToken, "POST", send, {
      body: {
        ...message,
        type: "template",
        biz_opaque_callback_data: "x",
        template: {
          name: "order_update",
          language: { code: "en_US" },
          components: [
            { type: "header", parameters: [{ type: "image", image: { link } }] },
            { type: "body", parameters: ["Ana", "A-1"].map((text) => ({ type: "text", text })) },
            {
              type: "button",
              sub_type: "url",
              index: "0",
              parameters: [{ type: "text", text: "A-1" }],
            },
          ],
        },
      },
    }),
    // Nobody has written to this number.
    {
      ...ask("meta", metaToken, "POST", send, {
        body: { ...message, type: "text", text: { body: "Hi" } },
      }),
      status: 400,
    },
    ask("meta", metaToken, "POST", send, {
      body: { messaging_product: "whatsapp", status: "read", message_id: "wamid.1" },
    }),
    ask("meta", metaToken, "GET", `/v25.0/${wabaId}/message_templates`, {
      query: { limit: "2", language: "en_US", status: "APPROVED" },
    }),
    ask("meta", metaToken, "GET", `/v25.0/${phoneNumberId}`, { query: { fields: "id,status" } }),
    ask("email", relayKey, "POST", "/emails", {
      body: {
        from: "Sofia <sofia@acme.example>",
        to: ["john@example.com"],
        subject: "Hi",
        html: "<p>Hi</p>",
        text: "Hi",
        reply_to: "sofia@acme.example",
        headers: { "X-Entity-Ref-ID": "1" },
        tags: [{ name: "a", value: "b" }],
      },
    }),
    ask("email", relayKey, "GET", "/domains"),
    ask("retell", retellKey, "POST", "/v2/create-phone-call", {
      body: {
        from_number: agentPhone,
        to_number: to,
        override_agent_id: "agent_1",
        agent_override: { retell_llm: { begin_message: "Hi" } },
        metadata: { correlation_id: "x" },
        retell_llm_dynamic_variables: { first_name: "John" },
      },
    }),
    ask("retell", retellKey, "POST", "/v3/list-calls", {
      body: {
        filter_criteria: {
          metadata: [{ type: "string", op: "eq", key: "correlation_id", value: "x" }],
          to_number: { type: "string", op: "eq", value: to },
        },
        limit: 5,
        sort_order: "descending",
      },
    }),
    ask("retell", retellKey, "GET", `/v2/get-call/${callId}`),
    ask("retell", retellKey, "GET", "/get-agent/agent_1"),
    ask("retell", retellKey, "GET", "/get-concurrency"),
  ];
}
