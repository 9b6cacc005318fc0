import { Hono } from "hono";
import { expect, test } from "vitest";
import type { EdgeEnv } from "../../src/dialects/context.ts";
import { encodeError } from "../../src/dialects/public/encode.ts";
import { type LeadDeps, leadRoutes } from "../../src/dialects/public/leads.ts";
import { type MessageDeps, messageRoutes } from "../../src/dialects/public/messages.ts";
import type { HistoryQuery, LeadPort } from "../../src/lead/port.ts";
import type { Key, Scope } from "../../src/model/key.ts";
import type { MessageView } from "../../src/model/message.ts";
import type { Fact } from "../../src/model/update.ts";
import { windowMs } from "../../src/model/window.ts";
import type { Media } from "../../src/providers/provider.ts";
import { createAccount } from "../../src/store/accounts.ts";
import { failureOf } from "../../src/store/db.ts";
import { upsertLeads } from "../../src/store/leads.ts";
import { projectMessages } from "../../src/store/messages.ts";
import type { Workspace } from "../../src/store/workspaces.ts";
import { db, newWorkspace, sealKey, silentLog } from "../store/support.ts";

const at = Date.parse("2026-04-05T14:30:00.400Z");
const messageId = "01234567-89ab-8cde-8fab-0123456789ab";

// biome-ignore lint/suspicious/noExplicitAny: answers are looked at as a client in JavaScript does
type Body = any;

const view = (change: Partial<MessageView> = {}): MessageView => ({
  id: messageId,
  leadId: "lead",
  direction: "outbound",
  channel: "whatsapp",
  kind: "text",
  status: "sent",
  workflowId: "workflow",
  accountId: "account",
  facts: [],
  details: null,
  callStatus: null,
  preview: "Hello",
  metadata: { order: 1 },
  providerMessageId: "wamid.1",
  failure: null,
  attempts: 1,
  createdAt: at,
  scheduledAt: null,
  sentAt: at + 100,
  deliveredAt: null,
  readAt: null,
  failedAt: null,
  ...change,
});

const fact = (name: Fact["name"], time: number, rest: Partial<Fact> = {}): Fact => ({
  name,
  at: time,
  failure: null,
  details: {},
  ...rest,
});

const inboundImage = (details: MessageView["details"] = {}) =>
  view({
    direction: "inbound",
    kind: "image",
    status: "received",
    sentAt: null,
    details: {
      media: {
        id: "1001",
        mime_type: "image/png",
        sha256: "abc",
        url: "https://secret",
        ...details,
      },
    },
  });

interface Stand {
  messages?: MessageView[];
  windows?: Awaited<ReturnType<LeadPort["windows"]>>;
  resolve?: LeadPort["resolve"];
  media?: Media;
  bucket?: MessageDeps["bucket"];
  scopes?: Scope[];
}

function client(workspace: Workspace, stand: Stand = {}) {
  const { messages = [], scopes = ["messages.read", "admin"] } = stand;
  const asked: { history: HistoryQuery[]; media: unknown[]; resolved: unknown[] } = {
    history: [],
    media: [],
    resolved: [],
  };
  const port = {
    message: async (workspaceId: string, id: string) =>
      workspaceId === workspace.id ? (messages.find((one) => one.id === id) ?? null) : null,
    history: async (_: unknown, query: HistoryQuery) => {
      asked.history.push(query);
      return { messages, total: messages.length + query.offset + (stand.messages ? 1 : 0) };
    },
    windows: async () => stand.windows ?? [],
    resolve: async (...args: Parameters<LeadPort["resolve"]>) => {
      asked.resolved.push(args);
      return stand.resolve?.(...args) ?? { ok: true, messageId: args[1] };
    },
  } as unknown as LeadPort;
  const deps: LeadDeps & MessageDeps = {
    db,
    clock: () => at,
    log: silentLog,
    profileChanged: async () => {},
    eraseLead: async () => {},
    leadAt: async () => port,
    leadOf: (id) => (id.startsWith("01234567") ? port : null),
    openMedia: async (...args) => {
      asked.media.push(args);
      return stand.media ?? { kind: "gone" };
    },
    bucket: stand.bucket ?? null,
  };
  const key: Key = {
    id: "key",
    workspaceId: workspace.id,
    dialect: "public",
    slug: null,
    environment: workspace.environment,
    scopes,
    rateLimit: 600,
    expiresAt: null,
  };
  const app = new Hono<EdgeEnv>();
  app.use(async (c, next) => {
    c.set("requestId", "request");
    c.set("key", key);
    await next();
  });
  app.route("/messages", messageRoutes(deps));
  app.route("/leads", leadRoutes(deps));
  app.onError((error, c) => {
    const wire = encodeError(failureOf(error), { requestId: c.get("requestId"), messageId: null });
    return Response.json(wire.body, { status: wire.status });
  });
  const fetch = (path: string, init?: RequestInit) =>
    app.request(`https://gateway.example${path}`, init);
  return {
    asked,
    fetch,
    async call(method: string, path: string, body?: unknown) {
      const response = await fetch(path, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: (await response.json()) as Body };
    },
  };
}

async function show(message: MessageView): Promise<Body> {
  const { call } = client(await newWorkspace(), { messages: [message] });
  const { status, body } = await call("GET", `/messages/${message.id}`);
  expect(status).toBe(200);
  return body.message;
}

test("shows a message with all that happened to it, in order", async () => {
  const second = Math.floor(at / 1000) * 1000;
  const pricing = { billable: true, category: "utility" };
  const shown = await show(
    view({
      status: "read",
      scheduledAt: at + 50,
      facts: [
        // In the order of the object: whole seconds, so all of them before the message was created.
        fact("delivered", second, { details: { pricing } }),
        fact("read", second + 2000),
        fact("sent", second, { details: { pricing: { ...pricing, billable: false } } }),
      ].toSorted((a, b) => a.at - b.at),
    }),
  );
  expect(shown.timeline).toEqual([
    { event: "created", at: "2026-04-05T14:30:00.400Z" },
    {
      event: "scheduled",
      at: "2026-04-05T14:30:00.400Z",
      scheduled_at: "2026-04-05T14:30:00.450Z",
    },
    { event: "accepted", at: "2026-04-05T14:30:00.500Z" },
    {
      event: "sent",
      at: "2026-04-05T14:30:00Z",
      details: { pricing: { ...pricing, billable: false } },
    },
    { event: "delivered", at: "2026-04-05T14:30:00Z", details: { pricing } },
    { event: "read", at: "2026-04-05T14:30:02Z" },
  ]);
  expect(shown).toMatchObject({
    account_id: "account",
    provider_message_id: "wamid.1",
    metadata: { order: 1 },
    media: null,
    details: null,
    error: null,
  });
});

test("shows what a message cost, and nothing when nobody said", async () => {
  const call_cost = { total: 0.12 };
  const facts = [fact("started", at), fact("ended", at, { details: { call_cost } })];
  expect((await show(view({ channel: "call", facts }))).cost).toEqual({ pricing: null, call_cost });
  expect((await show(view())).cost).toBeNull();
});

test("shows the provider's whole error, and a plain remedy", async () => {
  const errors = [{ code: 131026, title: "Message undeliverable", error_data: { details: "x" } }];
  const failure = {
    code: "recipient_unreachable" as const,
    message: "The number is not on WhatsApp.",
    provider: { name: "meta", httpStatus: 400, code: 131026, message: "Message undeliverable" },
  };
  const facts = [fact("failed", at + 2000, { failure, details: { errors } })];
  const shown = await show(view({ status: "failed", failure, facts, failedAt: at + 2000 }));
  expect(shown.error).toMatchObject({
    error: "The number is not on WhatsApp.",
    code: "recipient_unreachable",
    provider: { code: 131026 },
  });
  expect(shown.timeline.at(-1)).toEqual({
    event: "failed",
    at: "2026-04-05T14:30:02.400Z",
    error: {
      code: "recipient_unreachable",
      message: "The number is not on WhatsApp.",
      provider: { name: "meta", http_status: 400, code: 131026, message: "Message undeliverable" },
    },
    details: { errors },
  });
});

test("shows a person's media without the provider's own address, and the rest apart", async () => {
  const image = inboundImage();
  const shown = await show({
    ...image,
    details: { ...image.details, context: { message_id: "wamid.0" } },
  });
  expect(shown.media).toEqual({
    mime_type: "image/png",
    sha256: "abc",
    path: `/api/public/messages/${messageId}/media`,
  });
  expect(shown.details).toEqual({ context: { message_id: "wamid.0" } });
  expect(shown.timeline).toEqual([{ event: "received", at: "2026-04-05T14:30:00.400Z" }]);
});

async function populated() {
  const workspace = await newWorkspace();
  const leadId = crypto.randomUUID();
  await upsertLeads(
    db,
    workspace,
    [{ id: leadId, firstName: "Ana", phone: "+12025550101", email: "ana@example.com" }],
    at,
  );
  return { workspace, leadId };
}

test("lists messages page by page", async () => {
  const { workspace, leadId } = await populated();
  const rows = [0, 1, 2].map((i) => ({
    id: crypto.randomUUID(),
    workspaceId: workspace.id,
    leadId,
    direction: "outbound" as const,
    channel: "whatsapp" as const,
    kind: "text",
    status: i === 0 ? ("failed" as const) : ("sent" as const),
    providerMessageId: `wamid.${i}`,
    failureCode: i === 0 ? "recipient_unreachable" : null,
    createdAt: at + i,
    updatedAt: at + i,
    version: 1,
    checkAt: null,
    lagMs: null,
  }));
  await projectMessages(db, rows);
  const { call } = client(workspace);
  const first = await call("GET", "/messages?limit=2");
  expect(first.body).toMatchObject({
    success: true,
    messages: [{ id: rows[2]?.id }, { id: rows[1]?.id }],
    pagination: { limit: 2, has_more: true },
  });
  const rest = await call("GET", `/messages?limit=2&cursor=${first.body.next_cursor}`);
  expect(rest.body).toEqual({
    success: true,
    messages: [
      {
        id: rows[0]?.id,
        lead_id: leadId,
        channel: "whatsapp",
        direction: "outbound",
        type: "text",
        status: "failed",
        provider_message_id: "wamid.0",
        error_code: "recipient_unreachable",
        created_at: "2026-04-05T14:30:00.400Z",
        updated_at: "2026-04-05T14:30:00.400Z",
      },
    ],
    pagination: { limit: 2, has_more: false },
    next_cursor: null,
  });
  const filters = `lead_id=${leadId.toUpperCase()}&channel=whatsapp&direction=outbound&status=failed`;
  const times = "from=2026-04-05T16:30:00.400%2B02:00&to=2026-04-05T14:30:00.401Z";
  const found = await call("GET", `/messages?${filters}&${times}`);
  expect(found.body.messages).toHaveLength(1);
  const foreign = await client(await newWorkspace()).call("GET", `/messages?lead_id=${leadId}`);
  expect(foreign.body).toMatchObject({ messages: [], next_cursor: null });
});

test.each([
  "lead_id=1",
  "lead_id=",
  "channel=fax",
  "channel=whatsapp,email",
  "direction=both",
  "status=SENT",
  "from=yesterday",
  "from=2026-04-05",
  "to=1775399400",
  "to=99999-01-01T00:00:00Z",
  "limit=0",
  "limit=201",
  "limit=1.5",
  "limit=NaN",
  "limit=1e9",
  "cursor=",
  "cursor=x",
  "cursor=1.' OR 1=1 --",
  "cursor=9999999999999999.3c90c3cc-0d44-4b50-8888-8dd25736052a",
])("refuses a list with %s and names the field", async (query) => {
  const { call } = client(await newWorkspace());
  const { status, body } = await call("GET", `/messages?${query}`);
  expect([status, body.code, body.field]).toEqual([400, "field_invalid", query.split("=")[0]]);
});

test("tells a lead's history in the contract's words", async () => {
  const { workspace, leadId } = await populated();
  const image = { ...inboundImage({ filename: "a.png" }), id: "in", providerMessageId: "wamid.2" };
  const reaction = view({
    id: "reaction",
    direction: "inbound",
    kind: "reaction",
    status: "received",
    createdAt: at + 5000,
    sentAt: null,
    details: { reaction: { message_id: "wamid.1", emoji: "👍" } },
  });
  const details = { disconnection_reason: "dial_no_answer", call_status: "not_connected" };
  const missed = view({
    id: "missed",
    channel: "call",
    kind: "call",
    status: "failed",
    providerMessageId: "call_1",
    facts: [fact("missed", at, { details })],
  });
  const call = view({
    id: "call",
    channel: "call",
    kind: "call",
    callStatus: "registered",
    facts: [
      fact("ended", at, {
        details: {
          duration_seconds: 185,
          call_status: "ended",
          recording_url: "https://r",
          transcript: "Hi",
          disconnection_reason: "user_hangup",
        },
      }),
      fact("analyzed", at, { details: { summary: "Fine.", call_successful: true } }),
    ],
  });
  const email = view({
    id: "email",
    channel: "email",
    kind: "email",
    status: "failed",
    facts: [fact("delivered", at), fact("bounced", at + 1000)],
    failure: { code: "recipient_unreachable", message: "The mailbox does not exist." },
  });
  const stand = { messages: [view(), image, reaction, missed, call, email] };
  const { call: ask, asked } = client(workspace, stand);
  const { status, body } = await ask("GET", `/leads/${leadId}/history`);
  expect(status).toBe(200);
  expect(asked.history).toEqual([{ channels: null, limit: 50, offset: 0, order: "asc" }]);
  expect(body.lead).toEqual({
    id: leadId,
    first_name: "Ana",
    last_name: null,
    phone: "+12025550101",
    email: "ana@example.com",
    source: "api",
    created_at: "2026-04-05T14:30:00.400Z",
  });
  expect(body.pagination).toEqual({ total: 7, limit: 50, offset: 0, has_more: true });
  const url = "https://gateway.example/api/public/messages/in/media";
  expect(body.history).toMatchObject([
    { type: "message", id: messageId, message_type: "text", content: "Hello", reaction: "👍" },
    {
      type: "message",
      id: "in",
      media_url: url,
      attachments: [{ url, mime_type: "image/png", filename: "a.png" }],
      reaction: null,
    },
    { type: "message", id: "reaction", message_type: "reaction" },
    {
      type: "call_missed",
      id: "missed",
      call_status: "not_connected",
      disconnection_reason: "dial_no_answer",
      content: "Missed call — No answer",
      provider_call_id: "call_1",
    },
    {
      type: "call",
      id: "call",
      duration_seconds: 185,
      call_status: "ended",
      call_successful: true,
      summary: "Fine.",
      transcript: "Hi",
      recording_url: "https://r",
    },
    {
      type: "email",
      id: "email",
      body: "Hello",
      delivery: {
        status: "failed",
        delivered_at: "2026-04-05T14:30:00.400Z",
        bounced_at: "2026-04-05T14:30:01.400Z",
        opened_at: null,
        error: "The mailbox does not exist.",
      },
    },
  ]);
  expect(Object.keys(body.history[0])).toEqual(
    expect.arrayContaining([
      ..."type id channel direction content message_type media_url attachments status".split(" "),
      ..."provider_message_id sent_at delivered_at read_at reaction buttons timestamp".split(" "),
    ]),
  );
});

test("asks the lead's object for the page that the query names", async () => {
  const { workspace, leadId } = await populated();
  const { call, asked } = client(workspace, { messages: [] });
  const query = "channel=call,%20email&limit=200&offset=40&order_by=desc";
  await call("GET", `/leads/${leadId}/history?${query}`);
  expect(asked.history).toEqual([
    { channels: ["email", "call"], limit: 200, offset: 40, order: "desc" },
  ]);
});

test.each(["channel=fax", "channel=", "limit=0", "limit=201", "offset=-1", "order_by=up"])(
  "refuses a history with %s and names the field",
  async (query) => {
    const { workspace, leadId } = await populated();
    const { status, body } = await client(workspace).call(
      "GET",
      `/leads/${leadId}/history?${query}`,
    );
    expect([status, body.code]).toEqual([400, "field_invalid"]);
    expect(body.field).toContain(query.split("=")[0]);
  },
);

test.each(["history", "window"])("a foreign or absent lead has no %s", async (noun) => {
  const { leadId } = await populated();
  const { call } = client(await newWorkspace());
  for (const id of [leadId, crypto.randomUUID(), "x"]) {
    const { status, body } = await call("GET", `/leads/${id}/${noun}`);
    expect([status, body.code]).toEqual([404, "lead_not_found"]);
  }
});

test("tells of every WhatsApp number whether its window is open for the lead's address", async () => {
  const { workspace, leadId } = await populated();
  const account = (name: string, channel: "whatsapp" | "email", number?: string) =>
    createAccount(
      { db, sealKey },
      workspace,
      {
        name,
        provider: "meta",
        channel,
        settings: number === undefined ? {} : { phone_number_id: number },
        credentials: {},
      },
      at + Number(number ?? 0),
    );
  const [sales, support] = [
    await account("Sales", "whatsapp", "1"),
    await account("Support", "whatsapp", "2"),
  ];
  await account("Mail", "email");
  const windows = [
    { accountId: sales.id, address: "+12025550199", lastInboundAt: at + 5, open: true },
    { accountId: sales.id, address: "+12025550101", lastInboundAt: at, open: true },
    { accountId: support.id, address: "US.1", lastInboundAt: at, open: true },
  ];
  const { body } = await client(workspace, { windows }).call("GET", `/leads/${leadId}/window`);
  expect(body).toEqual({
    success: true,
    windows: [
      {
        account_id: sales.id,
        account_name: "Sales",
        channel: "whatsapp",
        phone_number_id: "1",
        address: "+12025550101",
        open: true,
        last_inbound_at: new Date(at).toISOString(),
        expires_at: new Date(at + windowMs).toISOString(),
      },
      {
        account_id: support.id,
        account_name: "Support",
        channel: "whatsapp",
        phone_number_id: "2",
        address: "+12025550101",
        open: false,
        last_inbound_at: null,
        expires_at: null,
      },
    ],
  });
});

const bytes = (text: string): ReadableStream<Uint8Array> =>
  new Response(text).body as ReadableStream<Uint8Array>;

const textOf = async (response: Response): Promise<string> =>
  new TextDecoder().decode(await response.arrayBuffer());

test("hands on media as an attachment that no browser opens", async () => {
  const workspace = await newWorkspace();
  const media: Media = { kind: "open", body: bytes("<svg>"), type: "image/svg+xml", size: 5 };
  const messages = [inboundImage({ filename: "fo\"to'\r\n\ud800(1).svg" })];
  const { fetch, asked } = client(workspace, { messages, media });
  const response = await fetch(`/messages/${messageId}/media`);
  expect(await textOf(response)).toBe("<svg>");
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "image/svg+xml",
    "content-length": "5",
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
    "content-disposition": "attachment; filename*=UTF-8''fo%22to%27%0D%0A%EF%BF%BD%281%29.svg",
  });
  expect(asked.media).toEqual([[workspace.id, "account", "1001"]]);
});

test.each([null, "text/html\r\nx: y", "nonsense", "a/b; é"])(
  "says octet-stream where the provider's type is %j",
  async (type) => {
    const media: Media = { kind: "open", body: bytes("x"), type, size: null };
    const { fetch } = client(await newWorkspace(), { messages: [inboundImage()], media });
    const response = await fetch(`/messages/${messageId}/media`);
    expect(response.headers.get("content-type")).toBe("application/octet-stream");
    expect(await textOf(response)).toBe("x");
  },
);

test("fetches media once where a bucket keeps them", async () => {
  const kept = new Map<string, { text: string; contentType: string | undefined }>();
  const bucket = {
    put: async (name: string, body: ReadableStream, options: R2PutOptions) => {
      const { contentType } = options.httpMetadata as R2HTTPMetadata;
      kept.set(name, { text: await new Response(body).text(), contentType });
    },
    get: async (name: string) => {
      const found = kept.get(name);
      if (!found) return null;
      const { text, contentType } = found;
      return { body: bytes(text), size: text.length, httpMetadata: { contentType } };
    },
  } as unknown as R2Bucket;
  const workspace = await newWorkspace();
  const media: Media = { kind: "open", body: bytes("PNG"), type: "image/png", size: 3 };
  const { fetch, asked } = client(workspace, { messages: [inboundImage()], media, bucket });
  for (let i = 0; i < 2; i++) {
    const response = await fetch(`/messages/${messageId}/media`);
    expect(await textOf(response)).toBe("PNG");
    expect(response.headers.get("content-type")).toBe("image/png");
  }
  expect(asked.media).toHaveLength(1);
  expect([...kept.keys()]).toEqual([`${workspace.id}/lead/${messageId}`]);
});

test.each([
  ["gone", 404, "resource_not_found"],
  ["too_large", 404, "resource_not_found"],
  ["unavailable", 503, "unavailable"],
] as const)("says so when media are %s", async (kind, status, code) => {
  const { call } = client(await newWorkspace(), { messages: [inboundImage()], media: { kind } });
  const answer = await call("GET", `/messages/${messageId}/media`);
  expect([answer.status, answer.body.code]).toEqual([status, code]);
});

test("a message without media has none", async () => {
  for (const details of [null, {}, { media: null }, { media: [] }, { media: { id: 7 } }]) {
    const { call } = client(await newWorkspace(), { messages: [view({ details })] });
    const { status, body } = await call("GET", `/messages/${messageId}/media`);
    expect([status, body.code]).toEqual([404, "resource_not_found"]);
  }
});

test.each([
  ["GET", "", undefined],
  ["GET", "/media", undefined],
  ["POST", "/resolve", { action: "mark_sent" }],
] as const)(
  "%s /messages/{id}%s knows no foreign, absent or impossible message",
  async (...row) => {
    const [method, path, body] = row;
    const notOurs = async () => ({
      ok: false as const,
      failure: { code: "message_not_found" as const },
    });
    const { call } = client(await newWorkspace(), { resolve: notOurs });
    for (const id of [messageId, crypto.randomUUID(), "x"]) {
      const answer = await call(method, `/messages/${id}${path}`, body);
      expect([answer.status, answer.body.code]).toEqual([404, "message_not_found"]);
    }
  },
);

test("settles an open message as the operator decides", async () => {
  const workspace = await newWorkspace();
  const { call, asked } = client(workspace, { messages: [view({ status: "sent" })] });
  const { status, body } = await call("POST", `/messages/${messageId}/resolve`, {
    action: "mark_sent",
  });
  expect([status, body]).toEqual([200, { success: true, message_id: messageId, status: "sent" }]);
  expect(asked.resolved).toEqual([[workspace.id, messageId, "mark_sent"]]);
});

test("refuses to settle what is settled, an action it does not know, and a body that is none", async () => {
  const settled = async () => ({
    ok: false as const,
    failure: { code: "not_resolvable" as const, details: { status: "delivered" } },
  });
  const { call, asked } = client(await newWorkspace(), { messages: [view()], resolve: settled });
  const path = `/messages/${messageId}/resolve`;
  const refused = await call("POST", path, { action: "resend" });
  expect([refused.status, refused.body.code]).toEqual([409, "not_resolvable"]);
  for (const body of [{ action: "delete" }, {}, [], undefined]) {
    expect((await call("POST", path, body)).status).toBe(400);
  }
  expect(asked.resolved).toHaveLength(1);
});

test.each([
  ["GET", "/messages", "messages.read"],
  ["GET", `/messages/${messageId}`, "messages.read"],
  ["GET", `/messages/${messageId}/media`, "messages.read"],
  ["POST", `/messages/${messageId}/resolve`, "admin"],
  ["GET", `/leads/${messageId}/history`, "messages.read"],
  ["GET", `/leads/${messageId}/window`, "messages.read"],
])("%s %s needs the scope %s", async (method, path, scope) => {
  const all: Scope[] = ["messages.send", "messages.read", "leads.read", "leads.write"];
  const scopes = all.filter((one) => one !== scope);
  const { status, body } = await client(await newWorkspace(), { scopes }).call(method, path);
  expect([status, body.scope]).toEqual([403, scope]);
});
