// The example requests of the documentation, against the demo workspace: printed by `npm run dev`, made
// and checked by `npm run demo`.
import { demo } from "./seed.ts";

export interface Example {
  title: string;
  body: Record<string, unknown>;
}

const to = (lead: { id: string }, channel: string) => ({
  lead_id: lead.id,
  workflow_id: demo.workflowId,
  channel,
});

export const examples = {
  text: {
    title: "Send a WhatsApp text message",
    body: {
      ...to(demo.john, "whatsapp"),
      content: "Hi John, just following up on our conversation.",
    },
  },
  template: {
    title: "Send a WhatsApp template, at any time",
    body: {
      ...to(demo.john, "whatsapp"),
      template_id: demo.templateId,
      components: [
        {
          type: "BODY",
          parameters: [
            { type: "text", parameter_name: "nombre", text: "John" },
            { type: "text", parameter_name: "agente", text: "Sofia" },
            { type: "text", parameter_name: "empresa", text: "Acme Corp" },
          ],
        },
      ],
    },
  },
  email: {
    title: "Send an e-mail",
    body: {
      ...to(demo.john, "email"),
      subject: "Follow-up on your inquiry",
      content:
        "Hi John, here is the information you requested.\n\nLet us know if you have any questions.",
    },
  },
  call: { title: "Trigger an AI phone call", body: to(demo.john, "call") },
  greeting: {
    title: "Trigger an AI phone call with a custom greeting",
    body: {
      ...to(demo.carlos, "call"),
      begin_message: "Hi Carlos, I am calling to follow up on your appointment.",
    },
  },
  closed: {
    title: "A WhatsApp text to someone who has not written: refused",
    body: { ...to(demo.carlos, "whatsapp"), content: "Hi Carlos, are you there?" },
  },
} satisfies Record<string, Example>;

/** The example as a command for a POSIX shell. */
export function curl(url: string, { body }: Example): string {
  const json = JSON.stringify(body, null, 2)
    // Parameters read better on a line each.
    .replace(/(?<=\n {4,})\{\n[^{}[\]]*\}/g, (inner) => inner.replace(/\n */g, " "))
    .replaceAll("'", "'\\''");
  return [
    `curl -X POST ${url}/api/public/messages \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -H "X-API-Key: ${demo.key}" \\`,
    `  -d '${json}'`,
  ].join("\n");
}
