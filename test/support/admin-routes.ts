// Every route of the operator's API, and what it answers about a thing of this workspace, of another, of
// nobody. A new route needs a row: the tenant matrix counts.

export type AdminNoun = "workspace" | "key" | "account" | "workflow" | "entry" | "address";
/** The id of a workspace, and of one thing of each kind in it. */
export type AdminThings = Record<AdminNoun, string>;

export interface AdminRow {
  /** Method and path, as the app has them. */
  route: string;
  /** Path (under `/api/admin`) and body that name `id`, and else nothing but what is this workspace's. */
  ask(id: string, own: AdminThings): [path: string, body?: unknown];
  /** What the id is of; null where the route takes none. */
  noun: AdminNoun | null;
  /** What is answered about this workspace's own; about any other's, as if there were none; about what is no id. */
  answers: [own: string, stranger?: string, malformed?: string];
}

const under = (id: string, rest = "") => `/workspaces/${id}${rest}`;
const missing = "404 resource_not_found";
const refused = "400 field_invalid";

/** One row: `/api/admin/workspaces/:workspace` and `rest`, where a `:word` in it is the id. */
function row(
  method: string,
  rest: string,
  noun: AdminNoun,
  { body, own = "200" }: { body?: unknown; own?: string } = {},
): AdminRow {
  const ask: AdminRow["ask"] =
    noun === "workspace"
      ? (id) => [under(id, rest), body]
      : (id, things) => [under(things.workspace, rest.replace(/:\w+/, id)), body];
  const route = `${method} /api/admin/workspaces/:workspace${rest}`;
  return { route, ask, noun, answers: [own, missing, missing] };
}

const unknownWorkflow = "404 workflow_not_found";
const named = { name: "Mine" };
const created = { own: "201" };
const mail = {
  ...named,
  provider: "email",
  channel: "email",
  settings: { from: "mine@acme.example" },
  credentials: { api_key: "re_mine" },
};

/** Every route of the operator's API, once for each id that it takes. */
export const adminRows: AdminRow[] = [
  {
    route: "GET /api/admin/workspaces",
    ask: () => ["/workspaces"],
    noun: null,
    answers: ["200"],
  },
  {
    route: "POST /api/admin/workspaces",
    ask: () => ["/workspaces", { ...named, environment: "test" }],
    noun: null,
    answers: ["201"],
  },
  { route: "GET /api/admin/doctor", ask: () => ["/doctor"], noun: null, answers: ["200"] },
  {
    route: "GET /api/admin/stats",
    ask: (id) => [`/stats?workspace=${id}`],
    noun: "workspace",
    answers: ["200", missing, refused],
  },
  row("GET", "/doctor", "workspace"),
  row("GET", "", "workspace"),
  row("PATCH", "", "workspace", { body: named }),
  row("GET", "/keys", "workspace"),
  row("POST", "/keys", "workspace", { body: named, ...created }),
  row("DELETE", "/keys/:key", "key"),
  row("GET", "/accounts", "workspace"),
  row("POST", "/accounts", "workspace", { body: mail, ...created }),
  row("GET", "/accounts/:account", "account"),
  row("PATCH", "/accounts/:account", "account", { body: named }),
  row("POST", "/accounts/:account/check", "account"),
  row("POST", "/accounts/:account/inspect", "account"),
  row("POST", "/accounts/:account/templates/sync", "account"),
  row("GET", "/accounts/:account/templates", "account"),
  row("GET", "/workflows", "workspace"),
  row("POST", "/workflows", "workspace", { body: named, ...created }),
  {
    route: "POST /api/admin/workspaces/:workspace/workflows",
    ask: (id, own) => [
      under(own.workspace, "/workflows"),
      { ...named, accounts: { whatsapp: id } },
    ],
    noun: "account",
    answers: ["201", refused, refused],
  },
  row("GET", "/workflows/:workflow", "workflow"),
  row("PATCH", "/workflows/:workflow", "workflow", { body: named }),
  {
    route: "PATCH /api/admin/workspaces/:workspace/workflows/:workflow",
    ask: (id, own) => [
      under(own.workspace, `/workflows/${own.workflow}`),
      { accounts: { whatsapp: id } },
    ],
    noun: "account",
    answers: ["200", refused, refused],
  },
  row("GET", "/journal", "workspace"),
  row("GET", "/journal/:entry", "entry"),
  row("GET", "/suppressions", "workspace"),
  row("DELETE", "/suppressions/:email", "address"),
  row("POST", "/leads", "workspace", { body: { first_name: "Eve" }, ...created }),
  {
    route: "POST /api/admin/workspaces/:workspace/leads",
    ask: (id, own) => [under(own.workspace, "/leads"), { first_name: "Eve", workflow_id: id }],
    noun: "workflow",
    answers: ["201", unknownWorkflow, unknownWorkflow],
  },
];
