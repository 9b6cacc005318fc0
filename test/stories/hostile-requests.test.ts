// Requests that are odd around their body: credentials, keys, methods, paths, queries; and what is said to
// leads that cannot be. Each is refused in the API's own words, and reaches no provider.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newKeyText } from "../../src/model/key.ts";
import { answerOf, request } from "../support/gateway.ts";
import {
  absent,
  type Client,
  client,
  expectInvalid,
  expectOurs,
  expectRefusal,
  expectSilence,
  type Fields,
  megabyte,
  messages,
  nested,
} from "../support/hostile.ts";

let acme: Client;
beforeAll(async () => {
  acme = await client();
});
afterAll(() => expectSilence(acme));

describe("a credential", () => {
  const ask = async (headers: [string, string][]) => {
    const body = JSON.stringify(acme.valid());
    return answerOf(await request(messages, { method: "POST", headers, body }));
  };

  test.each<[string, [string, string][]]>([
    ["no header", []],
    ["an empty X-API-Key", [["x-api-key", ""]]],
    ["blanks", [["x-api-key", "   "]]],
    ["a bare Bearer", [["authorization", "Bearer"]]],
    ["Basic credentials", [["authorization", "Basic dXNlcjpwYXNz"]]],
  ])("is missing: %s", async (_, headers) => {
    const answer = await ask(headers);
    expectOurs(answer);
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({
      error: "Missing API key",
      message: "Please provide your API key in the X-API-Key header",
      code: "key_missing",
      request_id: answer.headers.get("x-request-id"),
    });
  });

  const apiKey = (text: string): [string, string] => ["x-api-key", text];
  const bearer = (text: string): [string, string] => ["authorization", `Bearer ${text}`];
  const stranger = newKeyText("test");
  test.each<[string, (key: string) => [string, string][]]>([
    ["another word", () => [apiKey("secret")]],
    ["..", () => [apiKey("..")]],
    ["600 bytes", () => [apiKey("k".repeat(600))]],
    ["60,000 bytes", () => [apiKey("k".repeat(60_000))]],
    ["bytes above ASCII", () => [apiKey("nxr_test_\xff")]],
    ["a name of Object", () => [apiKey("__proto__")]],
    ["a test key that nobody made", () => [apiKey(stranger)]],
    ["a live key that nobody made", () => [apiKey(newKeyText("live"))]],
    ["a bearer that nobody made", () => [bearer(stranger)]],
    ["a key that was cut", (key) => [apiKey(key.slice(0, -1))]],
    ["a key and more", (key) => [apiKey(`${key}x`)]],
    ["a key in capitals", (key) => [apiKey(key.toUpperCase())]],
    ["a key of the other environment", (key) => [apiKey(key.replace("test", "live"))]],
    ["a key twice", (key) => [apiKey(key), apiKey(key)]],
    ["a bearer twice", (key) => [bearer(key), bearer(key)]],
    ["two that differ", (key) => [apiKey(key), bearer(stranger)]],
    ["two that differ in one letter", (key) => [apiKey(key), bearer(`${key}x`)]],
    ["a key and two bearers", (key) => [apiKey(key), bearer(`${key} ${key}`)]],
    ["a bearer and a wrong key", (key) => [apiKey("wrong"), bearer(key)]],
  ])("is refused: %s", async (_, headers) => {
    const answer = await ask(headers(acme.key));
    expectOurs(answer);
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({
      error: "Invalid API key",
      message: "The provided API key is not valid",
      code: "key_invalid",
      request_id: answer.headers.get("x-request-id"),
    });
  });
});

test.each([
  ["an empty one", ""],
  ["empty quotes", '""'],
  ["a blank", "a b"],
  ["a quoted blank", '"a b"'],
  ["a tab", "a\tb"],
  ["two of them", "a, a"],
  ["bytes above ASCII", "schl\xfcssel"],
  ["256 characters", "x".repeat(256)],
  ["256 characters in quotes", `"${"x".repeat(256)}"`],
  ["60,000 characters", "x".repeat(60_000)],
])("refuses an Idempotency-Key of %s", async (_, key) => {
  const answer = await acme.send({}, { "idempotency-key": key });
  expectRefusal(answer, 400, "idempotency_key_invalid");
});

describe("a method or path that there is none for", () => {
  test.each(["PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "REPORT"])(
    "is refused: %s of a send",
    async (method) => {
      const answer = await acme.ask(method, messages);
      expectRefusal(answer, 405, "method_not_allowed");
      expect(answer.headers.get("allow")).toBe("GET, POST");
    },
  );

  test.each([
    [messages, 200],
    ["/api/public/workflows", 200],
    [`/api/public/leads/${absent}`, 404],
  ])("answers HEAD %s as GET, without a body", async (path, status) => {
    const response = await request(path, { method: "HEAD", headers: { "x-api-key": acme.key } });
    expect(response.status).toBe(status);
    expect(await response.text()).toBe("");
    expect(response.headers.get("x-request-id")).toBeTruthy();
    expect(response.headers.get("ratelimit")).toBeTruthy();
  });

  test.each([
    "",
    "/",
    "//messages",
    "/messages/",
    "/messages/x/y/z",
    "/Messages",
    "/constructor",
    "/..%2fadmin%2fworkspaces",
    `/${"a/".repeat(5_000)}`,
  ])("is refused: POST %s", async (path) => {
    expectRefusal(await acme.ask("POST", `/api/public${path}`), 404, "route_not_found");
  });

  test.each(["message", "lead", "workflow"])("is a %s that nobody has", async (noun) => {
    const odd = ["x", "%00", "%2e%2e%2f%2e%2e", "%", "%ff", "%ED%A0%80", "__proto__", " "];
    for (const id of [...odd, absent, absent.toUpperCase(), "a".repeat(15_000)]) {
      const answer = await acme.ask("GET", `/api/public/${noun}s/${id}`);
      expectRefusal(answer, 404, id === " " ? "route_not_found" : `${noun}_not_found`);
    }
  });
});

describe("leads", () => {
  const leads = "/api/public/leads";

  test.each([
    ["nothing", ""],
    ["null", "null"],
    ["a number", "7"],
    ["half an object", "{"],
    ["bytes that are not UTF-8", new Uint8Array([0x7b, 0x22, 0xf1, 0x22, 0x3a, 0x31, 0x7d])],
  ])("are refused as %s", async (_, body) => {
    expectRefusal(await acme.ask("POST", leads, body), 400, "body_invalid");
    const path = `${leads}/${acme.john.id}`;
    expectRefusal(await acme.ask("PATCH", path, body), 400, "body_invalid");
  });

  const values = ["a\0b", "\ud800", "a\r\nb", 7, true, {}, [], "x".repeat(50_000)];
  const names = ["first_name", "last_name", "email", "phone", "company", "title", "source"];
  test.each([...names, "external_id", "campaign_id"])("have no such %s", async (field) => {
    for (const value of values) {
      const row: Fields = { first_name: "John", phone: "+12025550199", [field]: value };
      expectInvalid(await acme.ask("POST", leads, JSON.stringify(row)), field);
      const change = JSON.stringify({ [field]: value });
      expectInvalid(await acme.ask("PATCH", `${leads}/${acme.john.id}`, change), field);
    }
  });

  test("are refused where they nest too deep or are too large", async () => {
    const post = (body: string) => acme.ask("POST", leads, body);
    const deep = nested(30_000);
    expectInvalid(await post(`{"first_name":"J","metadata":{"deep":${deep}}}`), "metadata");
    expectInvalid(await post(`{"first_name":"J","deep":${deep}}`), "metadata");
    const large = JSON.stringify({ first_name: "J", note: "x".repeat(70_000) });
    expectRefusal(await post(large), 413, "body_too_large");
    const huge = JSON.stringify([{ first_name: "x".repeat(3 * megabyte) }]);
    expectRefusal(await post(huge), 413, "body_too_large");
  });

  test("are refused one by one in a list", async () => {
    const rows = [null, 7, [], { first_name: 7 }, ...Array.from({ length: 900 }, unknownWorkflow)];
    const answer = await acme.ask("POST", leads, JSON.stringify(rows));
    expectOurs(answer);
    expect(answer).toMatchObject({ status: 201, body: { created: 0, failed: rows.length } });
    const deep = await acme.ask("POST", leads, nested(30_000));
    expect(deep).toMatchObject({ status: 201, body: { created: 0, failed: 1 } });
  });
  const unknownWorkflow = () => ({ first_name: "J", workflow_id: crypto.randomUUID() });

  test.each([
    ["limit", "0"],
    ["limit", "-1"],
    ["limit", "201"],
    ["limit", "1e999"],
    ["limit", "x"],
    ["offset", "-1"],
    ["offset", "1e999"],
    ["offset", "NaN"],
    ["cursor", "x"],
    ["cursor", "1.2"],
    ["cursor", "%00"],
    ["search", "%00"],
    ["search", "x".repeat(10_000)],
  ])("are not listed for a %s of %s", async (name, value) => {
    expectInvalid(await acme.ask("GET", `${leads}?${name}=${value}`), name);
  });

  test.each([
    "search=%25",
    "search=_",
    `search=${"x".repeat(200)}`,
    "search='%20OR%201=1%20--",
    "search=%ff",
    "search=%",
    "__proto__=1",
    "offset=1000000000",
  ])("are listed for %s", async (query) => {
    const answer = await acme.ask("GET", `${leads}?${query}`);
    expectOurs(answer);
    expect(answer).toMatchObject({ status: 200, body: { success: true } });
  });
});

test.each([
  ["status", "approved"],
  ["status", "%00"],
  ["category", "OTHER"],
])("lists no templates for a %s of %s", async (name, value) => {
  expectInvalid(await acme.ask("GET", `/api/public/templates?${name}=${value}`), name);
});
