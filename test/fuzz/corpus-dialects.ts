// Requests of the other products' clients, one or more for every route of theirs.
import type { Json } from "../../src/lib/json.ts";
import type { Example } from "./corpus.ts";
import { accounts, chatLead, leads, passingLead, slug, type World, workspaces } from "./world.ts";

interface Rest {
  route?: string;
  body?: Json;
  query?: Record<string, string>;
  status?: number;
}

/** Asks below `base`; `pattern` is the base as the app registers it. */
const asker =
  (base: string, credential: Record<string, string>, pattern = base) =>
  (method: string, path: string, { route = path, ...rest }: Rest = {}): Example => ({
    route: `${method} ${pattern}${route}`,
    method,
    path: base + path,
    headers: { ...credential, "content-type": "application/json" },
    ...rest,
  });

const [one, two, three] = leads;

export function dialectExamples(world: World): Example[] {
  if (!one || !two || !three) throw new Error("nobody lives here");
  return [
    ...whautoExamples(world, one.id, two.phone),
    ...votelExamples(world, three),
    ...xobitoExamples(world, one.phone),
  ];
}

function whautoExamples({ keys, tagId, templateId }: World, id: string, phone: string): Example[] {
  const ask = asker("/v1", { "x-api-key": keys.whauto });
  const workspace = { id: workspaces.main };
  const contact = { id };
  const friend = { id: chatLead.id };
  const media = { mediaUrl: "https://example.com/a.jpg", mimeType: "image/jpeg" };
  const elements = [
    { title: "Sale", subtitle: "Now", buttons: [{ title: "Look", url: "https://example.com" }] },
  ];
  const send = (path: string, body: Record<string, Json>) =>
    ask("POST", `/messages/${path}`, { body: { workspace, ...body } });
  const definition = {
    name: "fuzzed",
    language: "en",
    category: "UTILITY",
    components: [{ type: "BODY", text: "Hi" }],
  };
  return [
    send("whatsapp/sendtext", { contact, textMessage: "Hi John" }),
    send("whatsapp/sendtext", {
      recepient: { phoneNumber: phone },
      textMessage: "Hi",
      scheduleDateTime: "2027-01-01T10:00:00Z",
    }),
    send("whatsapp/sendmedia", { contact, ...media }),
    send("whatsapp/sendtemplate", { contact, template: "hello_world" }),
    send("messenger/sendtext", { contact: friend, textMessage: "Hi" }),
    send("messenger/sendmedia", { contact: friend, ...media }),
    send("messenger/sendtemplate", { contact: friend, elements }),
    send("instagram/sendtext", { contact: friend, textMessage: "Hi" }),
    send("instagram/sendtemplate", { contact: friend, elements }),
    send("telegram/sendtemplate", {
      contact: friend,
      textMessage: "Hi",
      buttons: [{ title: "Yes", payload: "yes" }],
    }),
    ask("GET", "/contacts", {
      query: { tags: "vip", searchText: "John", page: "1", limit: "5", channel: "whatsapp" },
    }),
    ask("POST", "/contacts", {
      body: {
        name: "John Doe",
        phoneNumber: "12025557700",
        workspace,
        stage: "Lead",
        notes: "met at the fair",
        customFields: { plan: "free" },
        tags: ["vip"],
      },
    }),
    ask("GET", `/contacts/${id}`, { route: "/contacts/:id" }),
    ask("PUT", `/contacts/${id}`, { route: "/contacts/:id", body: { name: "John Doe" } }),
    ask("POST", `/contacts/${id}/tags/add`, {
      route: "/contacts/:id/tags/add",
      body: { tags: ["vip"] },
    }),
    ask("POST", `/contacts/${id}/tags/remove`, {
      route: "/contacts/:id/tags/remove",
      body: { tags: ["vip"] },
    }),
    ask("DELETE", `/contacts/${passingLead}`, { route: "/contacts/:id", status: 404 }),
    ask("GET", "/contactTags", { query: { searchText: "v" } }),
    ask("POST", "/contactTags", { body: { name: "new" } }),
    ask("GET", `/contactTags/${tagId}`, { route: "/contactTags/:id" }),
    ask("GET", "/workspaces"),
    ask("GET", `/workspaces/${workspaces.main}`, { route: "/workspaces/:id" }),
    ask("GET", "/whatsapp-templates", { query: { page: "1", limit: "5" } }),
    ask("GET", `/whatsapp-templates/${templateId}`, { route: "/whatsapp-templates/:id" }),
    ask("POST", "/whatsapp-template", { body: { workspace, template: definition } }),
  ];
}

function votelExamples(
  { keys }: World,
  lead: { id: string; email: string; phone: string },
): Example[] {
  const ask = asker("/api", { "x-api-key": keys.votel });
  const send = (body: Json, query?: Record<string, string>) =>
    ask("POST", "/messaging/send", { body, ...(query ? { query } : {}) });
  const subject = "Hello";
  const filters = {
    conditions: [
      {
        id: "group-1",
        conditions: [
          { id: "cond-1", field: "first_name", operator: "contains", value: "oh" },
          { id: "cond-2", field: "email", operator: "equals", value: lead.email },
        ],
      },
    ],
  };
  return [
    send({
      message_data: {
        recipient: lead.email,
        subject,
        content: "Hi",
        html_content: "<p>Hi</p>",
        sender_name: "Sofia",
      },
      message_type: "TRANSACTIONAL",
      priority: "HIGH",
    }),
    send(
      {
        sender_type: "sms",
        message_data: { recipient: lead.phone, content: "Hi", metadata: { a: 1 } },
      },
      { send_identifier: accounts.sms },
    ),
    send({
      sender_type: "instagram_dm",
      sender_identifier: accounts.instagram,
      message_data: { recipient: chatLead.igsid, content: "Hi", contact_id: chatLead.id },
    }),
    send({
      bulk_settings: { lead_ids: [lead.id], filters, search_keyword: "john" },
      message_data: { recipient: "placeholder@example.com", subject, content: "Hi" },
      message_type: "MARKETING",
      priority: "3",
    }),
    ask("GET", "/channels", {
      query: { page: "1", page_size: "20", channel_type: "email", search: "sofia" },
    }),
    ask("POST", "/channels", {
      body: {
        name: "Second sender",
        channel_type: "email",
        integration_id: accounts.email,
        send_from_email: "second@acme.example",
        email_domain_id: "domain",
      },
    }),
    ask("POST", "/channels/auto-create-for-email", { body: { email: "third@acme.example" } }),
    ask("POST", "/leads", {
      body: { first_name: "John", email: "votel@example.com", phone: "+12025557701", tags: ["a"] },
    }),
    ask("GET", "/agents"),
  ];
}

function xobitoExamples(
  { keys, sentWamid, contactNumber }: World,
  phone_number: string,
): Example[] {
  const credential = { authorization: `Bearer ${keys.xobito}` };
  const ask = asker(`/api/v1/${slug}`, credential, "/api/v1/:subdomain");
  const send = (path: string, body: Record<string, Json>) =>
    ask("POST", `/messages/${path}`, { body: { phone_number, ...body } });
  const contact = { firstname: "John", lastname: "Doe", groups: ["vip"], country: "US" };
  const person = { firstname: "John", lastname: "Doe", type: "lead", source_id: 1, status_id: 1 };
  return [
    send("send", { message_body: "Hi John", contact }),
    send("send", {
      message_body: "Shall we?",
      message_type: "interactive",
      header: "Appointment",
      footer: "Acme",
      buttons: [
        { id: "yes", title: "Yes" },
        { id: "no", title: "No" },
      ],
    }),
    send("send", {
      message_body: "Look",
      message_type: "cta_url",
      button_text: "Look",
      button_url: "https://example.com",
    }),
    send("template", { template_name: "hello_world", template_language: "en_US" }),
    send("media", {
      media_type: "document",
      media_url: "https://example.com/a.pdf",
      caption: "The offer",
      filename: "offer.pdf",
    }),
    ask("GET", `/messages/${sentWamid}/status`, { route: "/messages/:id/status" }),
    ask("POST", "/phone/validate", { body: { phone_number } }),
    ask("GET", "/contacts", { query: { page: "1", per_page: "5" } }),
    ask("POST", "/contacts", { body: { ...person, phone: "+12025557702" } }),
    ask("PUT", `/contacts/${contactNumber}`, {
      route: "/contacts/:id",
      body: { ...person, phone: "+12025557703" },
    }),
    ask("DELETE", "/contacts/999999", { route: "/contacts/:id", status: 404 }),
    ask("GET", "/templates", { query: { page: "1", per_page: "5" } }),
  ];
}
