// Nobody talks the gateway into fetching an address of theirs. The real Worker runs in a process of its own
// that may reach this machine; a canary listens here, and whoever connects to it is heard.
import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { publicUrl } from "../../src/lib/public-url.ts";
import { type Runtime, startRuntime } from "../chaos/runtime.ts";
import { hostileUrls, insideUrls, otherSchemes } from "../support/hostile-urls.ts";

const token = "EAAaTokenThatOnlyMetaMayHear";
const appSecret = "an-app-secret-for-tests";
const phoneNumberId = "1065403522429221";
const timeout = 120_000;

/** Stands in for Meta: takes messages, lists one template, and says of every photo that it is at `photoUrl`. */
const meta = { photoUrl: "", asked: [] as string[], links: [] as string[] };
let heard: string[] = [];
let canary: Server;
let standIn: Server;
let gateway: Runtime;
let port: number;
let metaUrl: string;
let admin: Client;
let customer: Client;
let hook: string;
let accountPath: string;
let leadId: string;
let send: (link: string) => Promise<Answer>;
let sendFile: (url: string) => Promise<Answer>;

interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies whose shape is what they assert
  body: any;
}
type Client = (method: string, path: string, body?: unknown) => Promise<Answer>;

const client =
  (headers: Record<string, string>): Client =>
  async (method, path, body) => {
    const response = await fetch(gateway.url + path, {
      method,
      headers: { "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type") === "application/json";
    return { status: response.status, body: isJson ? JSON.parse(text) : text };
  };

/** Meta tells something about the number. */
function deliver(value: Record<string, unknown>): Promise<Response> {
  const metadata = { display_phone_number: "12025550100", phone_number_id: phoneNumberId };
  const about = { messaging_product: "whatsapp", metadata, ...value };
  const body = JSON.stringify({
    object: "whatsapp_business_account",
    entry: [{ id: "2002", changes: [{ field: "messages", value: about }] }],
  });
  const signature = createHmac("sha256", appSecret).update(body).digest("hex");
  return fetch(gateway.url + hook, {
    method: "POST",
    headers: { "x-hub-signature-256": `sha256=${signature}` },
    body,
  });
}

async function listen(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Server> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen({ port: 0, host: "::" }, resolve));
  return server;
}
const portOf = (server: Server): number => (server.address() as AddressInfo).port;

const template = {
  id: "1",
  name: "photo",
  language: "en",
  status: "APPROVED",
  category: "UTILITY",
  parameter_format: "POSITIONAL",
  components: [
    { type: "HEADER", format: "IMAGE", example: { header_handle: ["https://example.com/x"] } },
    { type: "BODY", text: "Hello" },
  ],
};

async function playMeta(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? "";
  meta.asked.push(`${request.method} ${path}`);
  const say = (status: number, body: unknown) => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };
  let text = "";
  for await (const chunk of request) text += chunk;
  if (path.startsWith("/hop")) {
    const location = path === "/hop" ? "/hop/2" : `http://127.0.0.1:${port}/from-a-redirect`;
    response.writeHead(302, { location }).end();
  } else if (path.includes("/message_templates")) say(200, { data: [template] });
  else if (path === "/photo") response.writeHead(200, { "content-type": "image/png" }).end("PNG");
  else if (request.method === "GET") say(200, { url: meta.photoUrl, mime_type: "image/png" });
  else {
    const { template, image } = JSON.parse(text);
    const { link } = image ?? template.components[0].parameters[0].image;
    meta.links.push(link);
    // Meta: "HTTP/HTTPS URLs only".
    if (/^https?:/i.test(link)) say(200, { messages: [{ id: `wamid.${crypto.randomUUID()}` }] });
    else say(400, { error: { code: 100, message: "Invalid parameter" } });
  }
}

beforeAll(async () => {
  canary = await listen((request, response) => {
    heard.push(`${request.headers.authorization ?? ""} ${request.url}`);
    response.end("{}");
  });
  canary.on("connection", () => heard.push("connection"));
  standIn = await listen((request, response) => void playMeta(request, response));
  port = portOf(canary);
  metaUrl = `http://127.0.0.1:${portOf(standIn)}`;
  gateway = await startRuntime();
  admin = client({ authorization: `Bearer ${gateway.adminToken}` });

  const { workspace } = (
    await admin("POST", "/api/admin/workspaces", { name: "Acme", environment: "live" })
  ).body;
  const at = `/api/admin/workspaces/${workspace.id}`;
  const { secret } = (await admin("POST", `${at}/keys`, { rate_limit: 1_000_000 })).body;
  customer = client({ "x-api-key": secret });
  const { account } = (
    await admin("POST", `${at}/accounts`, {
      name: "WhatsApp",
      provider: "meta",
      channel: "whatsapp",
      settings: { phone_number_id: phoneNumberId, waba_id: "2002", base_url: metaUrl },
      credentials: { access_token: token, app_secret: appSecret },
    })
  ).body;
  hook = account.hook_path;
  accountPath = `${at}/accounts/${account.id}`;
  await admin("POST", `${accountPath}/templates/sync`, {});
  const { workflow } = (
    await admin("POST", `${at}/workflows`, { name: "W", accounts: { whatsapp: account.id } })
  ).body;
  const lead = await customer("POST", "/api/public/leads", {
    first_name: "John",
    phone: "+12025550123",
  });
  leadId = lead.body.lead.id;
  const templates = await customer("GET", "/api/public/templates");
  const [{ id: templateId }] = templates.body.templates;
  send = (link) =>
    customer("POST", "/api/public/messages", {
      lead_id: leadId,
      workflow_id: workflow.id,
      channel: "whatsapp",
      template_id: templateId,
      components: [{ type: "header", parameters: [{ type: "image", image: { link } }] }],
    });
  sendFile = (url) =>
    customer("POST", "/api/public/messages", {
      lead_id: leadId,
      workflow_id: workflow.id,
      channel: "whatsapp",
      media: { type: "image", url },
    });
}, timeout);

afterAll(async () => {
  await gateway?.stop();
  for (const server of [canary, standIn]) {
    server?.closeAllConnections();
    server?.close();
  }
});

test("the canary hears the gateway when an operator sends it there", { timeout }, async () => {
  await admin("PATCH", accountPath, { settings: { base_url: `http://127.0.0.1:${port}` } });
  await admin("POST", `${accountPath}/check`, {});
  await admin("PATCH", accountPath, { settings: { base_url: metaUrl } });
  expect(heard).toContain("connection");
  expect(heard.join()).toContain(`Bearer ${token}`);
  heard = [];
});

test("there are more than 100 addresses", () => {
  expect(new Set(hostileUrls(port)).size).toBeGreaterThanOrEqual(100);
});

test("a template's media are the provider's to fetch, never ours", { timeout }, async () => {
  const given = [...hostileUrls(port), `${gateway.url}/api/admin/workspaces`];
  for (const link of given) {
    const { status, body } = await send(link);
    const isOfTheWeb = !otherSchemes.includes(link) && /^https?:/i.test(link);
    expect(status, link).toBe(isOfTheWeb ? 200 : 400);
    if (status === 200) expect(meta.links.at(-1)).toBe(link);
    else expect(body).toMatchObject({ code: expect.stringMatching(/_(refused|invalid)$/) });
  }
  expect(heard).toEqual([]);
});

describe("an address that Meta names for a person's photo", () => {
  let mediaPath: string;

  beforeAll(async () => {
    const answer = await deliver(photoMessage());
    expect(answer.status).toBe(200);
    const { history } = (await customer("GET", `/api/public/leads/${leadId}/history?limit=200`))
      .body;
    const photo = history.find((item: { media_url?: string }) => item.media_url);
    mediaPath = new URL(photo.media_url).pathname;
  }, timeout);

  const photoMessage = () => ({
    contacts: [{ wa_id: "12025550123", profile: { name: "John" } }],
    messages: [
      {
        id: `wamid.${crypto.randomUUID()}`,
        from: "12025550123",
        timestamp: String(Math.floor(Date.now() / 1000)),
        type: "image",
        image: { id: "77", mime_type: "image/png" },
      },
    ],
  });

  /** Asks for the photo: what the customer gets, and what the stand-in was asked for. */
  const open = async (photoUrl: string) => {
    meta.photoUrl = photoUrl;
    meta.asked = [];
    const answer = await customer("GET", mediaPath);
    return { ...answer, asked: meta.asked };
  };
  const question = `GET /v25.0/77?phone_number_id=${phoneNumberId}`;

  test("is fetched when it is the account's own", { timeout }, async () => {
    expect(await open(`${metaUrl}/photo`)).toEqual({
      status: 200,
      body: "PNG",
      asked: [question, "GET /photo"],
    });
  });

  test("is not fetched, and hears no token, when it is any other", { timeout }, async () => {
    for (const url of [...hostileUrls(port), `${gateway.url}/healthz`]) {
      const { status, body, asked } = await open(url);
      expect({ url, status, code: body.code, asked }).toEqual({
        url,
        status: 503,
        code: "unavailable",
        asked: [question],
      });
    }
    expect(heard).toEqual([]);
  });

  test("is not followed from one to the next", { timeout }, async () => {
    for (const hop of ["/hop", "/hop/2"]) {
      const { status, asked } = await open(metaUrl + hop);
      expect(status).toBe(503);
      expect(asked).toEqual([question, `GET ${hop}`]);
    }
    expect(heard).toEqual([]);
  });
});

describe("an address that a customer gives for a file", () => {
  const settings = (media: string) => admin("PATCH", accountPath, { settings: { media } });
  const isOfTheWeb = (url: string) =>
    /^https?:$/.test(URL.parse(url)?.protocol ?? "") && !/\s/.test(url);

  beforeAll(async () => {
    const answer = await deliver({
      messages: [
        {
          id: `wamid.${crypto.randomUUID()}`,
          from: "12025550123",
          timestamp: String(Math.floor(Date.now() / 1000)),
          type: "text",
          text: { body: "Hello" },
        },
      ],
    });
    expect(answer.status).toBe(200);
  }, timeout);

  test("is the provider's to fetch, where the account sends links", { timeout }, async () => {
    for (const url of hostileUrls(port)) {
      const { status, body } = await sendFile(url);
      expect(status, url).toBe(isOfTheWeb(url) ? 200 : 400);
      if (status === 200) expect(meta.links.at(-1)).toBe(url);
      else expect(body).toMatchObject({ code: "field_invalid", field: "media.url" });
    }
    expect(heard).toEqual([]);
  });

  test("is not fetched when it leads inside, where the account uploads", { timeout }, async () => {
    await settings("upload");
    meta.asked = [];
    // What is left are names of the open web, which nobody has to ask here.
    const given = hostileUrls(port).filter((url) => publicUrl(url) === null);
    expect(given.length).toBeGreaterThan(100);
    for (const url of [...given, ...given.map((one) => one.replace(/^http:/, "https:"))]) {
      if (publicUrl(url)) continue;
      const { status, body } = await sendFile(url);
      expect({ url, status, code: body.code }).toEqual(
        isOfTheWeb(url)
          ? { url, status: 422, code: "media_invalid" }
          : { url, status: 400, code: "field_invalid" },
      );
    }
    expect(heard).toEqual([]);
    expect(meta.asked).toEqual([]);
    await settings("link");
  });
});

describe("an account's base_url", () => {
  const save = (base_url: string) => admin("PATCH", accountPath, { settings: { base_url } });

  test("is not saved when it could not be a provider's", { timeout }, async () => {
    for (const url of [...insideUrls, ...otherSchemes]) {
      const { status, body } = await save(url);
      expect({ url, status, field: body.field }).toEqual({
        url,
        status: 400,
        field: "settings.base_url",
      });
    }
    const { account } = (await admin("GET", accountPath)).body;
    expect(account.settings.base_url).toBe(metaUrl);
  });

  test("is not asked when it is saved", { timeout }, async () => {
    for (const url of [`http://127.0.0.1:${port}`, `http://localhost:${port}`, metaUrl]) {
      expect(await save(url)).toMatchObject({ status: 200 });
    }
    expect(heard).toEqual([]);
  });
});
