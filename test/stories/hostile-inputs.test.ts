// Input that a careless or hostile client might send. Whatever it is, the answer is the API's own, never a
// 5xx; and what was refused has reached no provider. `acme` gets what must be refused, `globex` the rest.
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newKeyText } from "../../src/model/key.ts";
import {
  type Answer,
  answerOf,
  type Person,
  request,
  type Workspace,
  workspace,
} from "../support/gateway.ts";

type Fields = Record<string, unknown>;
type Client = Workspace & { john: Person; templateId: string };

const messages = "/api/public/messages";
const absent = "3c90c3cc-0d44-4b50-8888-8dd25736052a";
const limit = 1_000_000;

let acme: Client;
let globex: Client;

/** A workspace whose key may ask as often as these tests do. */
async function client(): Promise<Client> {
  const made = await workspace();
  const { secret } = (await made.admin("POST", "/keys", { name: "busy", rate_limit: limit })).body;
  const john = await made.person();
  const templateId = await made.templateId("seguimiento_lead");
  return { ...made, key: secret, john, templateId };
}

beforeAll(async () => {
  [acme, globex] = [await client(), await client()];
});

afterAll(async () => {
  expect(await acme.state()).toMatchObject({ phone: [], mailbox: [], calls: [] });
});

/** A request that the gateway would accept, and reach a person with. */
const valid = ({ john, workflowId }: Client, fields: Fields = {}): Fields => ({
  lead_id: john.id,
  workflow_id: workflowId,
  channel: "call",
  ...fields,
});

const template = (of: Client): Fields => ({
  channel: "whatsapp",
  template_id: of.templateId,
  components: [
    {
      type: "body",
      parameters: ["nombre", "agente", "empresa"].map((parameter_name) => ({
        type: "text",
        parameter_name,
        text: "x",
      })),
    },
  ],
});

/** POST /messages with these very bytes. */
async function post(
  of: Client,
  body: BodyInit | null,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const all = { "content-type": "application/json", "x-api-key": of.key, ...headers };
  return answerOf(await request(messages, { method: "POST", headers: all, body }));
}

const postJson = (of: Client, body: unknown, headers: Record<string, string> = {}) =>
  post(of, JSON.stringify(body), headers);

/** The request as text, so that it can hold what JSON.stringify never writes. */
const withRaw = (of: Client, members: string, fields: Fields = {}) =>
  `${JSON.stringify(valid(of, fields)).slice(0, -1)},${members}}`;

function expectOurs({ headers, body }: Answer): void {
  expect(headers.get("content-type")).toBe("application/json");
  expect(headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  expect(headers.get("cache-control")).toBe("no-store");
  expect(headers.get("ratelimit-policy")).toMatch(/^"(key|anonymous)";q=\d+;w=60$/);
  expect(headers.get("ratelimit")).toMatch(/^"(key|anonymous)";r=\d+;t=\d+$/);
  expect(body).toBeTypeOf("object");
}

function expectRefusal(answer: Answer, status: number, code: string): void {
  expectOurs(answer);
  expect(answer.body).toMatchObject({
    error: expect.stringMatching(/\w/),
    code,
    request_id: answer.headers.get("x-request-id"),
  });
  expect(answer.status).toBe(status);
}

function expectSent(answer: Answer): void {
  expectOurs(answer);
  expect(answer).toMatchObject({ status: 200, body: { success: true } });
}

const nested = (levels: number, core = "1") => "[".repeat(levels) + core + "]".repeat(levels);
const chunked = (text: string, chunkBytes: number) => {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at + chunkBytes));
      at += chunkBytes;
    },
  });
};
const megabyte = 1024 * 1024;

describe("a body that is not a JSON object", () => {
  test.each<[string, BodyInit | null]>([
    ["nothing", null],
    ["an empty text", ""],
    ["blanks", " \r\n\t "],
    ["a list", "[]"],
    ["a list of a request", JSON.stringify([{ channel: "call" }])],
    ["a text", '"call"'],
    ["null", "null"],
    ["true", "true"],
    ["a number", "1e999"],
    ["half an object", '{"lead_id":'],
    ["two objects", "{}{}"],
    ["a trailing comma", '{"channel":"call",}'],
    ["a comment", '{"channel":"call"/**/}'],
    ["single quotes", "{'channel':'call'}"],
    ["a raw line break in a text", '{"channel":"ca\nll"}'],
    ["a NUL byte", "\0"],
    ["a NUL byte after the object", '{"channel":"call"}\0'],
    ["a form", "lead_id=1&channel=call"],
    ["a multipart form", new FormData()],
    ["XML", "<message><channel>call</channel></message>"],
    ["NaN", "NaN"],
    ["a megabyte of text", "x".repeat(megabyte)],
    ["lists nested 30,000 deep", nested(30_000)],
    ["lists nested 30,000 deep and never closed", "[".repeat(30_000)],
    ["UTF-16", new Uint8Array([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00])],
    ["random bytes", crypto.getRandomValues(new Uint8Array(1_000))],
  ])("is refused: %s", async (_, body) => {
    expectRefusal(await post(acme, body), 400, "body_invalid");
  });

  test("is refused when a compressed one is sent as it is", async () => {
    const packed = new Blob([JSON.stringify(valid(acme))])
      .stream()
      .pipeThrough(new CompressionStream("gzip"));
    const body = await new Response(packed).arrayBuffer();
    const answer = await post(acme, body, { "content-encoding": "gzip" });
    expectRefusal(answer, 400, "body_invalid");
  });

  test("is refused when it is not UTF-8, for the person would read something else", async () => {
    const text = JSON.stringify(valid(acme, { begin_message: "Se?or" }));
    const latin1 = Uint8Array.from(text, (char) => (char === "?" ? 0xf1 : char.charCodeAt(0)));
    expectRefusal(await post(acme, latin1), 400, "body_invalid");
  });
});

describe("a body that is too large", () => {
  test.each([
    ["in one piece", (text: string) => text],
    ["in chunks", (text: string) => chunked(text, 65_536)],
  ])("is refused %s", async (_, framed) => {
    const text = JSON.stringify(valid(acme, { content: "x".repeat(2 * megabyte) }));
    expectRefusal(await post(acme, framed(text)), 413, "body_too_large");
  });
});

test.each(["lead_id", "workflow_id", "channel"])(
  "names the required fields without %s",
  async (name) => {
    for (const value of [undefined, null, ""]) {
      const answer = await postJson(acme, valid(acme, { [name]: value }));
      expectRefusal(answer, 400, "fields_missing");
      expect(answer.body.error).toBe("lead_id, workflow_id, and channel are required");
    }
  },
);

describe("a value of the wrong type", () => {
  const values: [string, unknown][] = [
    ["a number", 7],
    ["zero", 0],
    ["true", true],
    ["false", false],
    ["an object", { a: 1 }],
    ["a list", ["a"]],
  ];
  const codes: Record<string, string> = { channel: "channel_invalid" };
  const fits: Record<string, string[]> = { metadata: ["an object"] };
  const fields = [
    "lead_id",
    "workflow_id",
    "channel",
    "content",
    "html",
    "subject",
    "template_id",
    "components",
    "begin_message",
    "metadata",
    "scheduled_at",
  ];
  const cases = fields.flatMap((field) =>
    values
      .filter(([kind]) => !fits[field]?.includes(kind))
      .map(([kind, value]) => [field, kind, value] as const),
  );
  test.each(cases)("is refused: %s is %s", async (field, _, value) => {
    const answer = await postJson(acme, valid(acme, { [field]: value }));
    expectRefusal(answer, 400, codes[field] ?? "field_invalid");
    if (!codes[field]) expect(answer.body.field).toMatch(new RegExp(`^${field}\\b`));
  });

  test.each(["1e999", "-1e999", "9".repeat(400), "1".repeat(100_000)])(
    "is refused however large the number is",
    async (number) => {
      const body = withRaw(acme, `"content":${number}`);
      expectRefusal(await post(acme, body), 400, "field_invalid");
    },
  );
});

describe("an id that cannot be one", () => {
  const ids = [
    "x",
    " ",
    "..",
    "../../etc/passwd",
    "%00",
    "\0",
    "\ud800",
    "__proto__",
    "null",
    `{${absent}}`,
    `${absent}\n`,
    ` ${absent}`,
    absent.replaceAll("-", ""),
    absent.replace("3", "g"),
    absent.replace("3", "３"),
    "' OR 1=1 --",
    "x".repeat(1_000_000),
  ];
  test.each(["lead_id", "workflow_id"])("is refused as %s", async (field) => {
    for (const id of ids) {
      const answer = await postJson(acme, valid(acme, { [field]: id }));
      expectRefusal(answer, 400, "field_invalid");
      expect(answer.body.field).toBe(field);
    }
  });

  test("is a template that nobody has", async () => {
    for (const template_id of ids.filter((id) => id.trim() !== "")) {
      const answer = await postJson(acme, valid(acme, { channel: "whatsapp", template_id }));
      expectRefusal(answer, 400, "template_not_found");
    }
  });

  test("is a message, lead or workflow that nobody has", async () => {
    const headers = { "x-api-key": acme.key };
    const paths = ["messages", "leads", "workflows"].flatMap((noun) =>
      ["x", "%00", "%2e%2e%2f%2e%2e", "%", "%ff", "%ED%A0%80", "__proto__", "a".repeat(15_000)].map(
        (id) => `/api/public/${noun}/${id}`,
      ),
    );
    for (const path of paths) {
      const answer = await answerOf(await request(path, { headers }));
      expectRefusal(answer, 404, answer.body.code);
      expect(answer.body.error).toBe("Not found");
    }
  });
});

describe("a channel that is none", () => {
  test.each(["sms", "WhatsApp", "EMAIL", " call", "call\0", "__proto__", "constructor", "\ud800"])(
    "is refused: %j",
    async (channel) => {
      const answer = await postJson(acme, valid(acme, { channel }));
      expectRefusal(answer, 400, "channel_invalid");
      expect(answer.body.error).toBe("channel must be 'whatsapp', 'email', or 'call'");
    },
  );
});

describe("text that cannot be delivered as it was given", () => {
  const texts: [string, Fields][] = [
    ["content", { channel: "whatsapp" }],
    ["content", { channel: "email" }],
    ["html", { channel: "email" }],
    ["subject", { channel: "email", content: "x" }],
    ["begin_message", {}],
  ];
  test.each(texts)("is refused in %s of %j", async (field, fields) => {
    for (const text of [
      "a\0b",
      "a\u0007b",
      "a\u001bb",
      "\ud800",
      "a\udc00b",
      "x".repeat(300_000),
    ]) {
      const answer = await postJson(acme, valid(acme, { ...fields, [field]: text }));
      expectRefusal(answer, 400, "field_invalid");
      expect(answer.body.field).toBe(field);
    }
  });

  test.each(["Hi\r\nBcc: eve@example.com", "Hi\nBcc: eve@example.com", "Hi\r", "x".repeat(999)])(
    "is refused in a subject: %j",
    async (subject) => {
      const body = valid(acme, { channel: "email", content: "x", subject });
      expectRefusal(await postJson(acme, body), 400, "field_invalid");
    },
  );

  test.each(["", " ", "\n\t ", "\u00a0", "\ufeff"])("counts as none: %j", async (blank) => {
    for (const channel of ["whatsapp", "email"]) {
      const body = valid(acme, { channel, content: blank, html: blank, template_id: blank });
      expectRefusal(await postJson(acme, body), 400, "content_missing");
    }
  });
});

describe("components that are no template's", () => {
  test.each<[string, unknown]>([
    ["a list of null", [null]],
    ["a list of text", ["body"]],
    ["one without type", [{}]],
    ["one with a numeric type", [{ type: 1 }]],
    ["parameters that are no list", [{ type: "body", parameters: {} }]],
    ["a parameter that is null", [{ type: "body", parameters: [null] }]],
    ["a parameter without type", [{ type: "body", parameters: [{}] }]],
    ["a negative index", [{ type: "button", sub_type: "url", index: -1 }]],
    ["a fractional index", [{ type: "button", sub_type: "url", index: 0.5 }]],
    ["21 of them", Array.from({ length: 21 }, () => ({ type: "body" }))],
    ["a long text", [{ type: "body", parameters: [{ type: "text", text: "x".repeat(30_000) }] }]],
    ["lists 25 deep", [{ type: "body", deep: JSON.parse(nested(25)) }]],
  ])("are refused: %s", async (_, components) => {
    const answer = await postJson(acme, valid(acme, { ...template(acme), components }));
    expectRefusal(answer, 400, "field_invalid");
    expect(answer.body.field).toMatch(/^components/);
  });

  test.each<[string, unknown]>([
    ["none", []],
    [
      "of another part",
      [{ type: "button", index: "0", parameters: [{ type: "text", text: "x" }] }],
    ],
    ["of an unknown type", [{ type: "__proto__", parameters: [{ type: "text", text: "x" }] }]],
    ["without text", [{ type: "body", parameters: [{ type: "text" }] }]],
    ["with a NUL", [{ type: "body", parameters: [named("a\0b")] }]],
    ["with half a character", [{ type: "body", parameters: [named("\ud800")] }]],
    ["with text that is a number", [{ type: "body", parameters: [named(7)] }]],
    [
      "with names of Object",
      [{ type: "body", parameters: [{ ...named("x"), parameter_name: "constructor" }] }],
    ],
  ])("are refused with an example: %s", async (_, components) => {
    const answer = await postJson(acme, valid(acme, { ...template(acme), components }));
    expectRefusal(answer, 400, "template_parameters_invalid");
    expect(answer.body.example).toBeInstanceOf(Array);
  });

  test("are refused when they nest 30,000 deep", async () => {
    const body = withRaw(acme, `"components":[{"type":"body","deep":${nested(30_000)}}]`, {
      channel: "whatsapp",
      template_id: absent,
    });
    expectRefusal(await post(acme, body), 400, "field_invalid");
  });
});

const named = (text: unknown) => ({ type: "text", parameter_name: "nombre", text });

describe("metadata that is too much", () => {
  test.each([
    ["nests 30,000 deep", `{"deep":${nested(30_000)}}`],
    ["nests objects 30,000 deep", `${'{"a":'.repeat(30_000)}1${"}".repeat(30_000)}`],
    ["is long", JSON.stringify({ long: "x".repeat(20_000) })],
    [
      "has many names",
      JSON.stringify(Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [i, i]))),
    ],
  ])("is refused when it %s", async (_, metadata) => {
    const answer = await post(acme, withRaw(acme, `"metadata":${metadata}`));
    expectRefusal(answer, 400, "field_invalid");
    expect(answer.body.field).toBe("metadata");
  });
});

describe("a credential", () => {
  const ask = async (headers: [string, string][]) =>
    answerOf(
      await request(messages, { method: "POST", headers, body: JSON.stringify(valid(acme)) }),
    );
  const missing = {
    error: "Missing API key",
    message: "Please provide your API key in the X-API-Key header",
    code: "key_missing",
  };
  const invalid = {
    error: "Invalid API key",
    message: "The provided API key is not valid",
    code: "key_invalid",
  };

  test.each<[string, [string, string][]]>([
    ["no header", []],
    ["an empty X-API-Key", [["x-api-key", ""]]],
    ["blanks", [["x-api-key", "   "]]],
    ["a bare Bearer", [["authorization", "Bearer"]]],
    ["Basic credentials", [["authorization", "Basic dXNlcjpwYXNz"]]],
  ])("is missing: %s", async (_, headers) => {
    const answer = await ask(headers);
    expect(answer.status).toBe(401);
    expectOurs(answer);
    expect(answer.body).toEqual({ ...missing, request_id: answer.headers.get("x-request-id") });
  });

  test.each<[string, (key: string) => [string, string][]]>([
    ["another word", () => [["x-api-key", "secret"]]],
    ["..", () => [["x-api-key", ".."]]],
    ["600 bytes", () => [["x-api-key", "k".repeat(600)]]],
    ["60,000 bytes", () => [["x-api-key", "k".repeat(60_000)]]],
    ["bytes above ASCII", () => [["x-api-key", "nxr_test_ÿ"]]],
    ["a name of Object", () => [["x-api-key", "__proto__"]]],
    ["one that does not exist", () => [["x-api-key", newKeyText("test")]]],
    ["one of live that does not exist", () => [["x-api-key", newKeyText("live")]]],
    ["a prefix of a key", (key) => [["x-api-key", key.slice(0, -1)]]],
    ["a key and more", (key) => [["x-api-key", `${key}x`]]],
    ["a key in other letters", (key) => [["x-api-key", key.toUpperCase()]]],
    ["a key of the other environment", (key) => [["x-api-key", key.replace("test", "live")]]],
    [
      "a key given twice",
      (key) => [
        ["x-api-key", key],
        ["x-api-key", key],
      ],
    ],
    [
      "a bearer given twice",
      (key) => [
        ["authorization", `Bearer ${key}`],
        ["authorization", `Bearer ${key}`],
      ],
    ],
    [
      "two that differ",
      (key) => [
        ["x-api-key", key],
        ["authorization", `Bearer ${newKeyText("test")}`],
      ],
    ],
    [
      "two that differ in one letter",
      (key) => [
        ["x-api-key", key],
        ["authorization", `Bearer ${key}x`],
      ],
    ],
    [
      "a key and two bearers",
      (key) => [
        ["x-api-key", key],
        ["authorization", `Bearer ${key} ${key}`],
      ],
    ],
    [
      "a bearer and a wrong key",
      (key) => [
        ["x-api-key", "wrong"],
        ["authorization", `Bearer ${key}`],
      ],
    ],
  ])("is refused: %s", async (_, headers) => {
    const answer = await ask(headers(acme.key));
    expect(answer.status).toBe(401);
    expectOurs(answer);
    expect(answer.body).toEqual({ ...invalid, request_id: answer.headers.get("x-request-id") });
  });

  test.each<[string, (key: string) => Record<string, string>]>([
    ["as Authorization", (key) => ({ authorization: `Bearer ${key}` })],
    ["in any letter case and spacing", (key) => ({ authorization: `bEARER   ${key}` })],
    ["twice if both agree", (key) => ({ "x-api-key": key, authorization: `Bearer ${key}` })],
    [
      "beside Basic credentials for a proxy",
      (key) => ({ "x-api-key": key, authorization: "Basic eA==" }),
    ],
  ])("may come %s", async (_, headers) => {
    const init = {
      method: "POST",
      headers: headers(globex.key),
      body: JSON.stringify(valid(globex)),
    };
    expectSent(await answerOf(await request(messages, init)));
  });
});

describe("an Idempotency-Key", () => {
  test.each([
    "",
    '""',
    "a b",
    "a, a",
    "a\tb",
    "schlüssel",
    "x".repeat(256),
    `"${"x".repeat(256)}"`,
    '"a b"',
    "x".repeat(60_000),
  ])("is refused: %j", async (key) => {
    const answer = await postJson(acme, valid(acme), { "idempotency-key": key });
    expectRefusal(answer, 400, "idempotency_key_invalid");
  });

  test.each(["x".repeat(255), `"${"x".repeat(254)}"`, '"a\\"b"', '"', "..", "__proto__", "%00"])(
    "is taken as it is: %j",
    async (key) => {
      const repeat = () => postJson(globex, valid(globex), { "idempotency-key": key });
      const [first, second] = [await repeat(), await repeat()];
      expectSent(first);
      expect(second.body).toEqual(first.body);
      expect(second.headers.get("idempotent-replayed")).toBe("true");
    },
  );
});

describe("a scheduled_at", () => {
  test.each([
    "",
    " ",
    "now",
    "2026",
    "2026-04-05",
    "2026-04-05 14:30:00Z",
    "2026-04-05T14:30:00",
    "2026-04-05T25:00:00Z",
    "2026-02-30T10:00:00Z",
    "2026-04-05T14:30:00+99:99",
    "+275760-09-13T00:00:00.001Z",
    "1775399400",
    "2026-04-05T14:30:00Z\0",
    "2026-04-05T14:30:00Z; DROP TABLE messages",
    "x".repeat(100_000),
  ])("is refused as no time: %j", async (scheduled_at) => {
    const answer = await postJson(acme, valid(acme, { scheduled_at }));
    expectRefusal(answer, 400, "field_invalid");
    expect(answer.body.field).toBe("scheduled_at");
  });

  test.each(["0000-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])(
    "is refused as too far away: %s",
    async (scheduled_at) => {
      const answer = await postJson(acme, valid(acme, { scheduled_at }));
      expectRefusal(answer, 400, "schedule_invalid");
    },
  );

  test("may name any offset and fraction of a second", async () => {
    const at = Date.now() + 3_600_000;
    const shifted = new Date(at + 5.5 * 3_600_000).toISOString().replace("Z", "999+05:30");
    const answer = await postJson(acme, valid(acme, { scheduled_at: shifted }));
    expect(answer).toMatchObject({
      status: 202,
      body: { status: "scheduled", scheduled_at: new Date(at).toISOString().replace(".000Z", "Z") },
    });
  });
});

describe("a method or path that there is none for", () => {
  const ask = (method: string, path: string) =>
    request(path, { method, headers: { "x-api-key": acme.key } });

  test.each(["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "REPORT"])(
    "is refused: %s of the send",
    async (method) => {
      const answer = await answerOf(await ask(method, messages));
      expectRefusal(answer, 405, "method_not_allowed");
      expect(answer.headers.get("allow")).toBe("POST");
    },
  );

  test("answers HEAD as GET, without a body", async () => {
    for (const [path, status] of [
      [messages, 405],
      ["/api/public/workflows", 200],
      [`/api/public/leads/${absent}`, 404],
    ] as const) {
      const response = await ask("HEAD", path);
      expect(response.status).toBe(status);
      expect(await response.text()).toBe("");
      expect(response.headers.get("cache-control")).toBe("no-store");
    }
  });

  test.each([
    "/api/public",
    "/api/public/",
    "/api/public//messages",
    "/api/public/messages/",
    "/api/public/messages/x/y/z",
    "/api/public/Messages",
    "/api/public/constructor",
    "/api/public/..%2fadmin%2fworkspaces",
    `/api/public/${"a/".repeat(5_000)}`,
  ])("is refused: POST %s", async (path) => {
    expectRefusal(await answerOf(await ask("POST", path)), 404, "route_not_found");
  });
});

describe("leads", () => {
  const ask = async (method: string, path: string, body?: string) =>
    answerOf(
      await request(`/api/public/leads${path}`, {
        method,
        headers: { "x-api-key": acme.key },
        ...(body === undefined ? {} : { body }),
      }),
    );

  test.each([
    ["nothing", ""],
    ["null", "null"],
    ["a number", "7"],
    ["half an object", "{"],
    ["a list nested 30,000 deep", nested(30_000)],
  ])("refuse %s", async (_, body) => {
    for (const [method, path] of [
      ["POST", ""],
      ["PATCH", `/${acme.john.id}`],
    ] as const) {
      const answer = await ask(method, path, body);
      expectOurs(answer);
      expect(answer.status).toBe(method === "POST" && body.startsWith("[") ? 201 : 400);
    }
  });

  test.each<[string, Fields]>(
    [
      "first_name",
      "last_name",
      "email",
      "phone",
      "company",
      "title",
      "source",
      "external_id",
    ].flatMap((field) =>
      ["a\0b", "\ud800", "a\r\nb", 7, true, {}, [], "x".repeat(50_000)].map(
        (value) => [field, { [field]: value }] as [string, Fields],
      ),
    ),
  )("refuse a %s that cannot be one", async (_, fields) => {
    const body = JSON.stringify({ first_name: "John", phone: "+12025550199", ...fields });
    expectRefusal(await ask("POST", "", body), 400, "field_invalid");
    expectRefusal(
      await ask("PATCH", `/${acme.john.id}`, JSON.stringify(fields)),
      400,
      "field_invalid",
    );
  });

  test("refuse metadata that nests too deep, and text that is too large", async () => {
    const deep = `{"first_name":"John","metadata":{"deep":${nested(30_000)}}}`;
    expectRefusal(await ask("POST", "", deep), 400, "field_invalid");
    const unknownField = `{"first_name":"John","deep":${nested(30_000)}}`;
    expectRefusal(await ask("POST", "", unknownField), 400, "field_invalid");
    const large = JSON.stringify({ first_name: "John", note: "x".repeat(70_000) });
    expectRefusal(await ask("POST", "", large), 413, "body_too_large");
    const huge = JSON.stringify([{ first_name: "x".repeat(3 * megabyte) }]);
    expectRefusal(await ask("POST", "", huge), 413, "body_too_large");
  });

  test.each([
    "limit=0",
    "limit=-1",
    "limit=201",
    "limit=1e999",
    "limit=x",
    "limit=0x10000",
    "offset=-1",
    "offset=1e999",
    "offset=NaN",
    "cursor=x",
    "cursor=1.2",
    "cursor=%00",
    "search=%00",
    `search=${"x".repeat(10_000)}`,
  ])("refuse a list of %s", async (query) => {
    expectRefusal(await ask("GET", `?${query}`), 400, "field_invalid");
  });

  test.each([
    "search=%25",
    "search=_",
    `search=${"x".repeat(200)}`,
    "search='%20OR%201=1%20--",
    "search=%ff",
    "search=%",
    "search=",
    "__proto__=1",
    "limit=1&limit=2",
    "offset=1000000000",
  ])("are listed for %s", async (query) => {
    const answer = await ask("GET", `?${query}`);
    expectOurs(answer);
    expect(answer.status).toBe(200);
  });
});

describe("what is unusual but right", () => {
  const greetings = async () =>
    (await globex.state()).calls.map(({ greeting }: { greeting: string | null }) => greeting);

  test.each([
    ["another content type", { "content-type": "text/plain" }],
    ["a content type that is none", { "content-type": ";;;" }],
    ["a charset", { "content-type": "application/json; charset=utf-8" }],
    ["an Accept of something else", { accept: "text/html" }],
    ["a very long header", { "x-trace": "x".repeat(60_000) }],
  ])("is sent with %s", async (_, headers) => {
    expectSent(await postJson(globex, valid(globex), headers));
  });

  test("is sent without a content type, in chunks, and behind a byte order mark", async () => {
    const body = JSON.stringify(valid(globex));
    const bytes = new TextEncoder().encode(body);
    const init = { method: "POST", headers: { "x-api-key": globex.key } };
    expectSent(await answerOf(await request(messages, { ...init, body: bytes })));
    expectSent(await post(globex, chunked(body, 3)));
    expectSent(await post(globex, `\ufeff${body}`));
  });

  test("is sent for ids in capitals, and answers in small letters", async () => {
    const key = { "idempotency-key": crypto.randomUUID() };
    const capitals = valid(globex, {
      lead_id: globex.john.id.toUpperCase(),
      workflow_id: globex.workflowId.toUpperCase(),
    });
    const sent = await postJson(globex, capitals, key);
    expectSent(sent);
    expect((await postJson(globex, valid(globex), key)).body).toEqual(sent.body);
    const id = sent.headers.get("x-message-id") ?? "";
    const found = await globex.call("GET", `${messages}/${id.toUpperCase()}`);
    expect(found.body.message).toMatchObject({ id, lead_id: globex.john.id });
  });

  test("takes the last of two equal names", async () => {
    const body = withRaw(globex, '"begin_message":"last"', { begin_message: "first" });
    expectSent(await post(globex, body));
    expect((await greetings()).at(-1)).toBe("last");
  });

  test("takes nothing from the names of Object", async () => {
    const polluting = '{"polluted":true,"scheduled_at":"2126-01-01T00:00:00Z","channel":"email"}';
    const members = `"__proto__":${polluting},"constructor":{"prototype":${polluting}},"toString":1`;
    const of = withRaw(globex, `${members},"metadata":{${members},"kept":1}`);
    const sent = await post(globex, of);
    expectSent(sent);
    expect(sent.body.channel).toBe("call");
    const id = sent.headers.get("x-message-id");
    const { metadata } = (await globex.call("GET", `${messages}/${id}`)).body.message;
    expect(metadata).toMatchObject({ kept: 1, toString: 1 });
    expect(metadata.polluted).toBeUndefined();
    expect({}).not.toHaveProperty("polluted");

    const parameter = `"parameter_name":"nombre","type":"text","text":"x","__proto__":${polluting}`;
    const body = `[{"__proto__":${polluting},"type":"body","parameters":[{${parameter}}]}]`;
    const missing = withRaw(acme, `"components":${body}`, {
      ...template(acme),
      components: undefined,
    });
    expectRefusal(await post(acme, missing), 400, "template_parameters_invalid");
  });

  test("keeps metadata as it was given, and ignores what it does not know", async () => {
    const metadata = {
      "": "",
      "..": "dots",
      ["k".repeat(600)]: null,
      nested: JSON.parse(nested(15)),
      emoji: "👋🏽",
      nul: "a\0b",
      half: "\ud800",
      large: Number.MAX_SAFE_INTEGER,
    };
    const unknown = { ["x".repeat(600)]: 1, "..": 2, deep: JSON.parse(nested(5_000)), to: "+1" };
    const sent = await postJson(globex, valid(globex, { ...unknown, metadata }));
    expectSent(sent);
    const id = sent.headers.get("x-message-id");
    const { message } = (await globex.call("GET", `${messages}/${id}`)).body;
    expect(message.metadata).toEqual(metadata);
  });

  test("is sent with null for everything that is optional", async () => {
    const optional = ["content", "html", "subject", "template_id", "components", "begin_message"];
    const nulls = Object.fromEntries(
      [...optional, "metadata", "scheduled_at"].map((n) => [n, null]),
    );
    expectSent(await postJson(globex, valid(globex, nulls)));
  });
});

describe("any mutation of a request that is right", () => {
  const nasty = fc.oneof(
    fc.jsonValue(),
    fc.string({ unit: "binary" }),
    fc.constantFrom<unknown>("", " ", "\0", "\ud800", -0, 1e308, [], {}, [[]], "__proto__", absent),
  );
  const name = fc.oneof(
    fc.constantFrom("lead_id", "workflow_id", "channel", "content", "html", "subject"),
    fc.constantFrom("template_id", "components", "begin_message", "metadata", "scheduled_at"),
    fc.constantFrom("__proto__", "constructor", "", ".."),
    fc.string(),
  );
  type Mutation = (text: string) => string;
  const change = fc.tuple(fc.nat(), nasty).map(
    ([at, value]): Mutation =>
      (text) =>
        replaceAt(text, at, value),
  );
  const addition = fc.tuple(name, nasty).map(
    ([key, value]): Mutation =>
      (text) =>
        `${text.slice(0, -1)},${JSON.stringify(key)}:${JSON.stringify(value)}}`,
  );
  const damage = fc
    .tuple(fc.nat(), fc.constantFrom("", '"', "{", "[", "\\", "\0", "\\ud800", "1e999", "é"))
    .map(
      ([at, text]): Mutation =>
        (given) => {
          const place = at % given.length;
          return given.slice(0, place) + text + given.slice(place + 1);
        },
    );
  const mutations = fc.array(
    fc.oneof(
      { weight: 5, arbitrary: change },
      { weight: 3, arbitrary: addition },
      { weight: 1, arbitrary: damage },
    ),
    { minLength: 1, maxLength: 3 },
  );

  test("is answered, and never with a 5xx", async () => {
    const bases = [
      valid(globex, { begin_message: "Hi", metadata: { a: [1, { b: null }] } }),
      valid(globex, { channel: "email", content: "Hi", subject: "Hi", html: "<p>Hi</p>" }),
      valid(globex, template(globex)),
      valid(globex, { scheduled_at: new Date(Date.now() + 3_600_000).toISOString() }),
    ].map((base) => JSON.stringify(base));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...bases), mutations, async (base, all) => {
        const body = all.reduce((text, mutate) => mutate(text), base);
        const answer = await post(globex, body);
        expectOurs(answer);
        expect(answer.status).toBeLessThan(500);
        if (answer.status < 400) expect(answer.body.success).toBe(true);
        else expectRefusal(answer, answer.status, answer.body.code);
      }),
      { numRuns: 300 },
    );
  });
});

/** The JSON with one of its values, the `at`-th in the order of the text, replaced. */
function replaceAt(json: string, at: number, value: unknown): string {
  const count = (text: string) => {
    let values = 0;
    JSON.parse(text, () => void values++);
    return values;
  };
  try {
    const chosen = at % count(json);
    let seen = 0;
    return JSON.stringify(
      JSON.parse(json, (_, given: unknown) => (seen++ === chosen ? value : given)),
    );
  } catch {
    return json;
  }
}
