// Every public route, and what it answers to whom. A new route needs a row: the tenant matrix counts.
import type { Scope } from "../../src/model/key.ts";

export type Noun = "lead" | "workflow" | "template" | "message" | "job";
/** The id of one thing of each kind. */
export type Things = Record<Noun, string>;

export interface Row {
  /** Method and path, as the app has them. */
  route: string;
  scope: Scope;
  /** Path and body that name `id`, and else nothing but what is the caller's own. */
  ask(id: string, own: Things): [path: string, body?: unknown];
  /** What the id is of; null where the route takes none. */
  noun: Noun | null;
  /** Shows the list of messages, which follows what happens. */
  follows?: true;
  /** Status and error code: to the owner; to anyone else, as if there were no such thing; to what is no id. */
  answers: [own: string, stranger?: string, malformed?: string];
}

const missing = (noun: Noun) => `404 ${noun === "job" ? "resource" : noun}_not_found`;
const bulk = (own: Things, change: object): [string, unknown] => [
  "/jobs",
  { workflow_id: own.workflow, channel: "call", lead_ids: [], ...change },
];
const call = (own: Things, change: object): [string, unknown] => [
  "/messages",
  { lead_id: own.lead, workflow_id: own.workflow, channel: "call", ...change },
];
const template = (template_id: string) => ({ channel: "whatsapp", template_id });

/** What needs no key at all. */
export const openRoutes = [
  "GET /healthz",
  "GET /readyz",
  "GET /openapi.json",
  "GET /openapi/:file",
  "GET /docs",
  "GET /docs/style.css",
  "GET /docs/:dialect",
];

/** Every route of the public API, once for each id that it takes. */
export const rows: Row[] = [
  {
    route: "POST /api/public/messages",
    scope: "messages.send",
    ask: (id, own) => call(own, { lead_id: id }),
    noun: "lead",
    answers: ["200", missing("lead"), "400 field_invalid"],
  },
  {
    route: "POST /api/public/messages",
    scope: "messages.send",
    ask: (id, own) => call(own, { workflow_id: id }),
    noun: "workflow",
    answers: ["200", missing("workflow"), "400 field_invalid"],
  },
  {
    route: "POST /api/public/messages",
    scope: "messages.send",
    ask: (id, own) => call(own, template(id)),
    noun: "template",
    answers: ["200", "400 template_not_found", "400 template_not_found"],
  },
  {
    route: "GET /api/public/messages",
    scope: "messages.read",
    ask: (id) => [`/messages?lead_id=${id}`],
    noun: "lead",
    follows: true,
    // A filter finds nothing where there is nothing.
    answers: ["200", "200", "400 field_invalid"],
  },
  {
    route: "GET /api/public/messages/:id",
    scope: "messages.read",
    ask: (id) => [`/messages/${id}`],
    noun: "message",
    answers: ["200", missing("message"), missing("message")],
  },
  {
    route: "POST /api/public/messages/:id/cancel",
    scope: "messages.send",
    ask: (id) => [`/messages/${id}/cancel`],
    noun: "message",
    answers: ["200", missing("message"), missing("message")],
  },
  {
    route: "GET /api/public/messages/:id/media",
    scope: "messages.read",
    ask: (id) => [`/messages/${id}/media`],
    noun: "message",
    // The message is the caller's, and carries none.
    answers: ["404 resource_not_found", missing("message"), missing("message")],
  },
  {
    route: "POST /api/public/messages/:id/resolve",
    scope: "admin",
    ask: (id) => [`/messages/${id}/resolve`, { action: "mark_failed" }],
    noun: "message",
    // Nothing about a message that waits is open.
    answers: ["409 not_resolvable", missing("message"), missing("message")],
  },
  ...["history", "window"].map(
    (part): Row => ({
      route: `GET /api/public/leads/:id/${part}`,
      scope: "messages.read",
      ask: (id) => [`/leads/${id}/${part}`],
      noun: "lead",
      answers: ["200", missing("lead"), missing("lead")],
    }),
  ),
  {
    // A lead's id may be the caller's own, so it is free whoever else uses it.
    route: "POST /api/public/leads",
    scope: "leads.write",
    ask: (id) => ["/leads", { id, first_name: "Eve" }],
    noun: "lead",
    answers: ["201", "201", "400 field_invalid"],
  },
  {
    route: "POST /api/public/leads",
    scope: "leads.write",
    ask: (id) => ["/leads", { first_name: "Eve", workflow_id: id }],
    noun: "workflow",
    answers: ["201", missing("workflow"), missing("workflow")],
  },
  ...["GET", "PUT", "PATCH", "DELETE"].map(
    (method): Row => ({
      route: `${method} /api/public/leads/:id`,
      scope: method === "GET" ? "leads.read" : "leads.write",
      ask: (id) => [`/leads/${id}`, method.startsWith("P") ? { first_name: "Eve" } : undefined],
      noun: "lead",
      answers: ["200", missing("lead"), missing("lead")],
    }),
  ),
  {
    route: "GET /api/public/leads/:id/opt-outs",
    scope: "leads.read",
    ask: (id) => [`/leads/${id}/opt-outs`],
    noun: "lead",
    answers: ["200", missing("lead"), missing("lead")],
  },
  ...["PUT", "DELETE"].map(
    (method): Row => ({
      route: `${method} /api/public/leads/:id/opt-outs/:channel`,
      scope: "leads.write",
      ask: (id) => [`/leads/${id}/opt-outs/email`, method === "PUT" ? {} : undefined],
      noun: "lead",
      answers: ["200", missing("lead"), missing("lead")],
    }),
  ),
  {
    route: "GET /api/public/workflows/:id",
    scope: "templates.read",
    ask: (id) => [`/workflows/${id}`],
    noun: "workflow",
    answers: ["200", missing("workflow"), missing("workflow")],
  },
  {
    route: "POST /api/public/jobs",
    scope: "messages.send",
    ask: (id, own) => bulk(own, { workflow_id: id }),
    noun: "workflow",
    answers: ["202", missing("workflow"), "400 field_invalid"],
  },
  {
    route: "POST /api/public/jobs",
    scope: "messages.send",
    ask: (id, own) => bulk(own, template(id)),
    noun: "template",
    answers: ["202", "400 template_not_found", "400 template_not_found"],
  },
  {
    route: "POST /api/public/jobs",
    scope: "messages.send",
    ask: (id, own) => bulk(own, { lead_ids: [id], dry_run: true }),
    noun: "lead",
    // Nobody is counted where there is nobody.
    answers: ["200", "200", "400 field_invalid"],
  },
  ...["", "/results"].map(
    (part): Row => ({
      route: `GET /api/public/jobs/:id${part}`,
      scope: "messages.read",
      ask: (id) => [`/jobs/${id}${part}`],
      noun: "job",
      answers: ["200", missing("job"), missing("job")],
    }),
  ),
  ...["pause", "resume", "stop"].map(
    (verb): Row => ({
      route: `POST /api/public/jobs/:id/${verb}`,
      scope: "messages.send",
      ask: (id) => [`/jobs/${id}/${verb}`],
      noun: "job",
      // It is finished.
      answers: ["409 job_not_changeable", missing("job"), missing("job")],
    }),
  ),
  ...[
    {
      route: "GET /api/public/messages",
      scope: "messages.read" as const,
      path: "/messages",
      follows: true as const,
    },
    {
      route: "GET /api/public/jobs",
      scope: "messages.read" as const,
      path: "/jobs",
      follows: true as const,
    },
    { route: "GET /api/public/leads", scope: "leads.read" as const, path: "/leads" },
    { route: "GET /api/public/workflows", scope: "templates.read" as const, path: "/workflows" },
    { route: "GET /api/public/templates", scope: "templates.read" as const, path: "/templates" },
  ].map(({ path, ...rest }): Row => ({ ...rest, ask: () => [path], noun: null, answers: ["200"] })),
];
