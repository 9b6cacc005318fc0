import type { Example } from "./corpus.ts";
import {
  absent,
  accounts,
  credentials,
  leads,
  type World,
  wabaId,
  workflows,
  workspaces,
} from "./world.ts";

const base = "/api/admin/workspaces";

export function adminExamples(world: World): Example[] {
  const headers = {
    authorization: `Bearer ${world.adminToken}`,
    "content-type": "application/json",
  };
  const ask = (
    method: string,
    route: string,
    ids: Record<string, string> = {},
    rest: Partial<Pick<Example, "body" | "query" | "status">> = {},
  ): Example => ({
    route: `${method} ${base}${route}`,
    method,
    path: base + route.replaceAll(/:(\w+)/g, (_, name: string) => ids[name] ?? ""),
    headers,
    ...rest,
  });
  const sandbox = { workspace: workspaces.sandbox };
  const account = { ...sandbox, account: accounts.sandboxed };
  const kept = { ...sandbox, account: accounts.kept };
  const workflow = { ...sandbox, workflow: workflows.sandboxed };
  const name = { name: "Acme" };
  const providers = [
    {
      provider: "meta",
      channel: "whatsapp",
      settings: { phone_number_id: "1065", waba_id: wabaId, graph_version: "v25.0" },
      credentials: { access_token: credentials.givenKey, app_secret: credentials.givenKey },
    },
    {
      provider: "email",
      channel: "email",
      settings: { from: "sofia@acme.example", sender_name: "Sofia", reply_to: "a@acme.example" },
      credentials: { api_key: credentials.givenKey },
    },
    {
      provider: "retell",
      channel: "call",
      settings: { from_number: "+12025550101", agent_id: "agent_1" },
      credentials: { api_key: credentials.givenKey },
    },
  ];
  const defaults = { begin_message: "Hi", subject: "Hi", sender_name: "Sofia" };

  return [
    ask("POST", "", {}, { body: { ...name, environment: "test", default_country: "US" } }),
    ask("POST", "", {}, { body: { ...name, environment: "live", retention_days: 90 } }),
    ask("GET", ""),
    ask("GET", "/:workspace", sandbox),
    ask("PATCH", "/:workspace", sandbox, {
      body: { ...name, default_country: "ES", retention_days: 30 },
    }),
    ask("POST", "/:workspace/keys", sandbox, {
      body: {
        ...name,
        scopes: ["messages.send", "leads.read"],
        rate_limit: 60,
        expires_at: world.tomorrow,
      },
    }),
    ask("GET", "/:workspace/keys", sandbox),
    ask("DELETE", "/:workspace/keys/:key", { ...sandbox, key: world.keyId }),
    ...providers.map((body) =>
      ask("POST", "/:workspace/accounts", sandbox, { body: { ...name, ...body } }),
    ),
    ask("GET", "/:workspace/accounts", sandbox),
    ask("GET", "/:workspace/accounts/:account", account),
    ask("PATCH", "/:workspace/accounts/:account", account, {
      body: {
        ...name,
        active: true,
        settings: { graph_version: "v25.0" },
        credentials: { access_token: credentials.givenKey },
      },
    }),
    ask("POST", "/:workspace/accounts/:account/check", kept),
    ask("POST", "/:workspace/accounts/:account/inspect", kept),
    ask("POST", "/:workspace/accounts/:account/templates/sync", kept),
    ask("GET", "/:workspace/accounts/:account/templates", kept),
    ask("POST", "/:workspace/workflows", sandbox, {
      body: { ...name, active: true, defaults, accounts: { whatsapp: accounts.sandboxed } },
    }),
    ask("GET", "/:workspace/workflows", sandbox),
    ask("GET", "/:workspace/workflows/:workflow", workflow),
    ask("PATCH", "/:workspace/workflows/:workflow", workflow, {
      body: { ...name, active: false, defaults, accounts: { whatsapp: accounts.sandboxed } },
    }),
    // Of `main`: only receivers write the journal and the list of suppressed addresses.
    ask(
      "GET",
      "/:workspace/journal",
      { workspace: workspaces.main },
      {
        query: { limit: "2", cursor: `1795230000000.${absent}` },
      },
    ),
    ask("GET", "/:workspace/journal/:entry", {
      workspace: workspaces.main,
      entry: world.journalId,
    }),
    ask("GET", "/:workspace/doctor", sandbox),
    { route: "GET /api/admin/doctor", method: "GET", path: "/api/admin/doctor", headers },
    {
      route: "GET /api/admin/stats",
      method: "GET",
      path: "/api/admin/stats",
      headers,
      query: { hours: "2", workspace: workspaces.main },
    },
    ask("GET", "/:workspace/suppressions", { workspace: workspaces.main }),
    ask(
      "DELETE",
      "/:workspace/suppressions/:email",
      { workspace: workspaces.main, email: leads[0]?.email ?? "" },
      // Later, when a report of the relay has said so.
      { status: 404 },
    ),
    ask("POST", "/:workspace/leads", sandbox, {
      body: [{ first_name: "John", phone: "+12025550123", email: "john@example.com" }],
    }),
  ];
}
