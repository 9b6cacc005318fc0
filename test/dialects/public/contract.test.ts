import { publicDialect } from "../../../src/dialects/public/index.ts";
import { dialectContract } from "../../contract/dialect.ts";

const base = {
  lead_id: "3c90c3cc-0d44-4b50-8888-8dd25736052a",
  workflow_id: "3c90c3cc-0d44-4b50-8888-8dd25736052b",
};
const template_id = "3c90c3cc-0d44-4b50-8888-8dd25736052c";
const path = "/messages";

dialectContract({
  dialect: publicDialect,
  carriers: {
    "X-API-Key": (key) => ({ "x-api-key": key }),
    "Authorization: Bearer": (key) => ({ authorization: `Bearer ${key}` }),
  },
  examples: [
    {
      name: "a WhatsApp text",
      path,
      body: { ...base, channel: "whatsapp", content: "Hi John, just following up." },
    },
    {
      name: "a WhatsApp template",
      path,
      body: {
        ...base,
        channel: "whatsapp",
        template_id,
        components: [
          {
            type: "BODY",
            parameters: [{ type: "text", parameter_name: "nombre", text: "John" }],
          },
        ],
      },
    },
    {
      name: "an e-mail",
      path,
      body: { ...base, channel: "email", subject: "Follow-up", content: "Hi John,\n\nHere it is." },
    },
    {
      name: "an e-mail in HTML",
      path,
      body: { ...base, channel: "email", html: "<p>Hi</p>", metadata: { deal: 7 } },
    },
    {
      name: "a call",
      path,
      body: {
        ...base,
        channel: "call",
        begin_message: "Hi Carlos",
        scheduled_at: "2026-04-05T14:30:00Z",
      },
    },
  ],
  kinds: [
    { channel: "whatsapp", kind: "text" },
    { channel: "whatsapp", kind: "template" },
    { channel: "email", kind: "email" },
    { channel: "call", kind: "call" },
  ],
});
