import type { Json } from "../../src/lib/json.ts";
import type { Example } from "./corpus.ts";
import { chatLead, foreignLead, leads, passingLead, type World, workflows } from "./world.ts";

const base = "/api/public";

export function publicExamples(world: World): Example[] {
  const headers = { "x-api-key": world.keys.main, "content-type": "application/json" };
  const [one, two] = leads;
  if (!one || !two) throw new Error("nobody lives here");
  /** `path` below the base; `route` only where the path has something in it. */
  const ask = (
    method: string,
    path: string,
    { route = path, ...rest }: Partial<Omit<Example, "method" | "path">> = {},
  ): Example => ({
    route: `${method} ${base}${route}`,
    method,
    path: base + path,
    headers: { ...headers, ...rest.headers },
    ...(rest.query ? { query: rest.query } : {}),
    ...(rest.body === undefined ? {} : { body: rest.body }),
    ...(rest.status === undefined ? {} : { status: rest.status }),
  });

  const sends: Record<string, Json>[] = [
    { channel: "whatsapp", content: "Hi John, just following up." },
    {
      channel: "whatsapp",
      template_id: world.templateId,
      components: [
        {
          type: "BODY",
          parameters: ["nombre", "agente", "empresa"].map((parameter_name) => ({
            type: "text",
            parameter_name,
            text: "x",
          })),
        },
      ],
    },
    { channel: "email", subject: "Hi", content: "Hi John", html: "<p>Hi John</p>" },
    { channel: "call", begin_message: "Hi John", metadata: { order: 7, tags: ["a", { b: null }] } },
    { channel: "call", scheduled_at: world.tomorrow },
    { channel: "sms", content: "Hi John", media_urls: ["https://example.com/a.jpg"] },
    {
      channel: "whatsapp",
      media: { type: "image", url: "https://example.com/a.jpg", mime_type: "image/jpeg" },
      content: "The offer",
    },
    {
      channel: "whatsapp",
      content: "Shall we?",
      interactive: {
        header: "Appointment",
        footer: "Acme",
        buttons: [{ title: "Yes", id: "yes" }, { title: "No" }],
      },
    },
    {
      channel: "whatsapp",
      content: "Which one?",
      interactive: {
        list: {
          button: "Choose",
          sections: [{ title: "Days", rows: [{ id: "mo", title: "Monday", description: "9:00" }] }],
        },
      },
    },
    {
      channel: "whatsapp",
      content: "Look",
      interactive: { cta_url: { title: "Look", url: "https://example.com" } },
    },
    { channel: "email", content: "Hi", message_type: "MARKETING", priority: "LOW" },
  ];
  // To somebody else each time: messages to one person leave one after another.
  const sendExamples = leads.flatMap(({ id }, i) => {
    const fields = sends[i % sends.length];
    const body = { lead_id: id, workflow_id: workflows.main, ...fields };
    const keyed = { body, headers: { "idempotency-key": `key-${i}` } };
    return i < sends.length
      ? [ask("POST", "/messages", { body }), ask("POST", "/messages", keyed)]
      : ask("POST", "/messages", { body });
  });

  const addressed = [
    {
      to: "+12025557710",
      channel: "call",
      contact: { first_name: "Mia", email: "mia@example.com" },
    },
    { to: chatLead.psid, channel: "messenger", content: "Hi", tag: "HUMAN_AGENT" },
    {
      to: chatLead.igsid,
      channel: "instagram",
      elements: [
        {
          title: "Sale",
          subtitle: "Now",
          image_url: "https://example.com/a.jpg",
          buttons: [{ title: "Look", url: "https://example.com" }],
        },
      ],
    },
    { to: chatLead.telegram_chat_id, channel: "telegram", content: "Hi" },
  ].map((fields) =>
    ask("POST", "/messages", { body: { workflow_id: workflows.main, ...fields } as Json }),
  );

  const lead = {
    first_name: "John",
    last_name: "Doe",
    email: "john@example.com",
    phone: "+12025550199",
    company: "Acme",
    title: "CEO",
    source: "fuzz",
    external_id: "crm-1",
    campaign_id: "spring",
    tags: ["a", "b"],
    metadata: { plan: "free", nested: { list: [1, 2] } },
    workflow_id: workflows.main,
  };
  const { workflow_id: _, ...change } = lead;
  const job = "6a3c1a52-7d1c-4f0e-9a53-3f0b6f6f1c11";
  const bulk: Record<string, Json> = {
    id: job,
    name: "Spring",
    workflow_id: workflows.main,
    channel: "email",
    content: "Hi",
    message_type: "MARKETING",
    priority: "LOW",
    lead_ids: [one.id, two.id],
    filter: {
      all: [
        { field: "tags", operator: "contains", value: "a" },
        { any: [{ field: "metadata.plan", operator: "in", value: ["free", 7] }] },
      ],
    },
    search: "john",
    assignees: ["anna"],
  };
  const messages = [world.messages.sent, ...world.messages.scheduled];
  const page = { limit: "5", cursor: `1795230000000.${one.id}` };

  return [
    ...sendExamples,
    ...addressed,
    ask("GET", "/messages"),
    ask("GET", "/messages", {
      query: {
        ...page,
        lead_id: one.id,
        channel: "call",
        direction: "outbound",
        status: "scheduled",
        from: "2026-01-01T00:00:00Z",
        to: world.tomorrow,
      },
    }),
    ...messages.map((id) => ask("GET", `/messages/${id}`, { route: "/messages/:id" })),
    ask("GET", `/messages/${world.gallery.photo}/media`, {
      route: "/messages/:id/media",
      headers: { "x-api-key": world.keys.gallery },
    }),
    ...world.messages.scheduled.map((id) =>
      ask("POST", `/messages/${id}/cancel`, { route: "/messages/:id/cancel" }),
    ),
    ...world.messages.unknown.map((id, i) =>
      ask("POST", `/messages/${id}/resolve`, {
        route: "/messages/:id/resolve",
        body: { action: ["mark_sent", "mark_failed", "resend"][i % 3] ?? "" },
      }),
    ),
    ask("POST", "/leads", { body: lead }),
    ask("POST", "/leads", { body: [lead, { first_name: "Ana", phone: "+12025550198" }] }),
    ask("GET", "/leads"),
    ask("GET", "/leads", { query: { ...page, search: "john", offset: "1" } }),
    ask("GET", `/leads/${one.id}`, { route: "/leads/:id" }),
    ask("GET", `/leads/${foreignLead}`, { route: "/leads/:id", status: 404 }),
    ask("GET", `/leads/${one.id}/history`, {
      route: "/leads/:id/history",
      query: { channel: "whatsapp,call", limit: "5", offset: "1", order_by: "asc" },
    }),
    ask("GET", `/leads/${one.id}/window`, { route: "/leads/:id/window" }),
    ask("GET", `/leads/${one.id}/opt-outs`, { route: "/leads/:id/opt-outs" }),
    ask("PUT", `/leads/${two.id}/opt-outs/sms`, {
      route: "/leads/:id/opt-outs/:channel",
      body: { scope: "marketing", reason: "asked on the phone" },
    }),
    ask("DELETE", `/leads/${two.id}/opt-outs/sms`, { route: "/leads/:id/opt-outs/:channel" }),
    ...["PUT", "PATCH"].map((method) =>
      ask(method, `/leads/${two.id}`, { route: "/leads/:id", body: change }),
    ),
    ask("POST", "/leads", { body: { ...lead, id: passingLead } }),
    ask("DELETE", `/leads/${passingLead}`, { route: "/leads/:id" }),
    ask("POST", "/jobs", { body: { ...bulk, dry_run: true } }),
    ask("POST", "/jobs", { body: bulk }),
    ask("GET", "/jobs"),
    ask("GET", "/jobs", { query: { ...page, status: "finished" } }),
    ask("GET", `/jobs/${job}`, { route: "/jobs/:id" }),
    ask("GET", `/jobs/${job}/results`, {
      route: "/jobs/:id/results",
      query: { outcome: "sent", limit: "5", cursor: "1" },
    }),
    ...["pause", "resume", "stop"].map((verb) =>
      // It is over by then: nobody fits what it asks for.
      ask("POST", `/jobs/${job}/${verb}`, { route: `/jobs/:id/${verb}`, status: 409 }),
    ),
    ask("GET", "/templates", { query: { status: "APPROVED", category: "MARKETING" } }),
    ask("GET", "/workflows"),
    ask("GET", `/workflows/${workflows.main}`, { route: "/workflows/:id" }),
  ];
}
