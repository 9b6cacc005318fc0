// Answers wrangler in the place of Cloudflare's API, as far as a deployment asks: one account with Workers, one D1
// database in real SQLite, and KV. Shapes: https://developers.cloudflare.com/api/
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DatabaseSync } from "node:sqlite";

export interface CloudflareAccount {
  /** What wrangler is told about the account. */
  env: Record<string, string>;
  /** Method and path of each request, without the account's part. */
  requests: string[];
  /** What was said about each version that was uploaded. */
  deployed: Uploaded[];
  /** The Workers that there are, and what each is bound to. */
  workers: Map<string, Binding[]>;
  /** The databases, by name. */
  databases: Map<string, DatabaseSync>;
  stop(): Promise<void>;
}

export interface Binding {
  type: string;
  name: string;
  [more: string]: unknown;
}

export interface Uploaded {
  bindings: Binding[];
  migrations?: unknown;
  annotations: Record<string, string>;
}

const accountId = "0123456789abcdef0123456789abcdef";

interface Answer {
  status?: number;
  result?: unknown;
  error?: { code: number; message: string };
}

const notFound = (code: number): Answer => ({ status: 404, error: { code, message: "not found" } });

/** Starts an account with no Worker in it, and the named databases. */
export async function cloudflareStandIn(...databaseNames: string[]): Promise<CloudflareAccount> {
  const workers: CloudflareAccount["workers"] = new Map();
  const databases = new Map(databaseNames.map((name) => [name, new DatabaseSync(":memory:")]));
  const requests: string[] = [];
  const deployed: Uploaded[] = [];

  const described = (name: string) => ({ uuid: `d1-${name}`, name, version: "production" });
  const secretsOf = (worker: string) =>
    (workers.get(worker) ?? []).filter(({ type }) => type === "secret_text");

  function upload(worker: string, form: FormData): Answer {
    const version = JSON.parse(String(form.get("metadata"))) as Uploaded;
    deployed.push(version);
    const before = workers.get(worker) ?? [];
    const inherited = (name: string) => before.find((binding) => binding.name === name);
    const bindings = version.bindings.map((one) =>
      one.type === "inherit" ? (inherited(one.name) ?? one) : one,
    );
    workers.set(worker, bindings);
    return { result: { id: worker, deployment_id: "1".repeat(32), startup_time_ms: 5 } };
  }

  function query(database: DatabaseSync, sql: string): Answer {
    try {
      if (!/^\s*select/i.test(sql)) database.exec(sql);
      const results = /^\s*select/i.test(sql) ? database.prepare(sql).all() : [];
      return { result: [{ success: true, results, meta: {} }] };
    } catch (error) {
      return { status: 400, error: { code: 7500, message: String(error) } };
    }
  }

  async function answer(request: Request, path: string): Promise<Answer> {
    const [, worker = ""] = /^\/workers\/(?:scripts|services|workers)\/([^/?]+)/.exec(path) ?? [];
    const [, database = ""] = /^\/d1\/database\/(?:d1-)?([^/?]+)/.exec(path) ?? [];
    const exists = workers.has(worker);
    if (database !== "") {
      const opened = databases.get(database);
      if (!opened) return notFound(7404);
      if (request.method === "GET") return { result: described(database) };
      return query(opened, ((await request.json()) as { sql: string }).sql);
    }
    if (path.startsWith("/storage/kv/namespaces")) {
      return { result: request.method === "POST" ? { id: "b".repeat(32) } : [] };
    }
    if (path === "/workers/subdomain") return { result: { subdomain: "acme" } };
    if (worker === "") return { result: null };
    if (request.method === "PUT" && path.startsWith(`/workers/scripts/${worker}?`)) {
      return upload(worker, await request.formData());
    }
    if (!exists) return notFound(path.startsWith("/workers/services") ? 10090 : 10007);
    if (path.endsWith("/secrets")) return { result: secretsOf(worker) };
    if (path.endsWith("/settings")) return { result: { bindings: workers.get(worker) } };
    if (path.endsWith("/deployments")) return { result: { deployments: [] } };
    if (path.endsWith("/subdomain")) return { result: { enabled: true, previews_enabled: false } };
    if (path.startsWith("/workers/services")) {
      const script = { last_deployed_from: "wrangler", tag: "tag", tags: [] };
      return { result: { default_environment: { environment: "production", script } } };
    }
    return { result: { id: worker, name: worker, subdomain: { enabled: true } } };
  }

  const server = createServer(async (incoming, outgoing) => {
    const path = (incoming.url ?? "").replace(`/client/v4/accounts/${accountId}`, "");
    const { method = "GET" } = incoming;
    requests.push(`${method} ${path}`);
    const body = Buffer.concat(await incoming.toArray());
    const request = new Request("http://cloudflare.test", {
      method,
      headers: { "content-type": incoming.headers["content-type"] ?? "text/plain" },
      ...(method === "GET" ? {} : { body }),
    });
    const { status = 200, result = null, error } = await answer(request, path);
    outgoing.writeHead(status, { "content-type": "application/json" });
    const errors = error ? [error] : [];
    outgoing.end(JSON.stringify({ success: !error, errors, messages: [], result }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    env: {
      CLOUDFLARE_API_BASE_URL: `http://127.0.0.1:${port}/client/v4`,
      CLOUDFLARE_API_TOKEN: "a token of the stand-in",
      CLOUDFLARE_ACCOUNT_ID: accountId,
      WRANGLER_SEND_METRICS: "false",
    },
    requests,
    deployed,
    workers,
    databases,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
