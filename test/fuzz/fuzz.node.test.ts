// The fuzzer itself, without a gateway: what it makes is what was meant, and what it judges it judges.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { corpus } from "./corpus.ts";
import { openJudge } from "./judge.ts";
import { makeRequest } from "./make-request.ts";
import { finish } from "./mutate-json.ts";
import { nastyInputs } from "./nasty-inputs.ts";
import { verbatim } from "./nasty-values.ts";
import { nowhere } from "./nowhere.ts";
import { type Request, requestOf } from "./request.ts";
import { type Answer, openClient } from "./wire.ts";
import { credentials } from "./world.ts";

const examples = corpus(nowhere);
const now = Date.parse("2026-11-21T00:00:00Z");
const many = (seed: number, count = 3_000): Request[] =>
  Array.from({ length: count }, (_, number) =>
    makeRequest({ seed, number }, examples, nowhere, now),
  );

describe("requests by chance", () => {
  test("are the same for the same seed, and others for another", () => {
    expect(many(7, 300)).toEqual(many(7, 300));
    expect(many(7, 300)).not.toEqual(many(8, 300));
  });

  test("reach every route, and change every part of a request", () => {
    const requests = many(1);
    expect(new Set(requests.map(({ route }) => route))).toEqual(
      new Set(examples.map(({ route }) => route)),
    );
    expect(new Set(requests.flatMap(({ changes }) => changes))).toEqual(
      new Set(["body", "bytes", "path", "query", "headers", "method", "framing"]),
    );
    const framings = new Set(requests.map(({ framing }) => framing));
    expect([...framings].sort()).toEqual(
      ["broken-off", "chunked", "length", "no-chunk", "too-short"].sort(),
    );
  });

  test("leave some as they are, so that the gateway has something to lose", () => {
    const untouched = many(1).filter(({ changes }) => changes.length === 0);
    expect(untouched.length).toBeGreaterThan(50);
  });
});

test("the list holds at least 150 different nasty inputs", () => {
  const seen = nastyInputs(nowhere, examples).map(
    ({ method, path, headers, body, framing }) =>
      `${method} ${path} ${headers} ${framing} ${body?.toString("base64")}`,
  );
  expect(new Set(seen).size).toBeGreaterThan(150);
});

test("writes what JSON.stringify never would", () => {
  expect(finish({ a: verbatim("1e999"), b: [verbatim("[[["), "\ud800"] })).toBe(
    '{"a":1e999,"b":[[[[,"\\ud800"]}',
  );
  expect(finish({ "a\ue002": 1, a: 2 })).toBe('{"a":1,"a":2}');
});

describe("the judge", () => {
  const judge = openJudge(nowhere, "the-master-secret");
  const id = "3c90c3cc-0d44-4b50-8888-8dd25736052a";
  const ask = (path = "/api/public/leads", method = "POST"): Request => ({
    ...requestOf({ route: `${method} ${path}`, method, path, headers: {} }),
  });
  const answer = (status: number, body: unknown, headers: Record<string, string> = {}): Answer => {
    const all = {
      "x-request-id": id,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "content-type": "application/json",
      ...headers,
    };
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return {
      status,
      headers: all,
      rawHeaders: Object.entries(all).flat(),
      body: Buffer.from(text),
      ms: 1,
    };
  };
  const refusal = { error: "Validation error", code: "field_invalid", request_id: id };

  test("finds nothing wrong with a good answer", () => {
    expect(judge(ask(), answer(201, { success: true }))).toEqual([]);
    expect(judge(ask(), answer(400, refusal))).toEqual([]);
  });

  test.each<[string, string]>([
    ["a stack trace", "Error\n    at send (worker.mjs:1:1)"],
    ["a message of the engine", "Maximum call stack size exceeded"],
    ["a message of the engine", "Cannot read properties of undefined"],
    ["a class of ours", "DrizzleQueryError"],
    ["a fragment of SQL", "UNIQUE constraint failed: leads.id"],
    ["a fragment of SQL", 'Failed query: select "id" from "leads"'],
    ["a path of the machine", "/home/somebody/leadwire"],
    ["a value that was never text", "no variable [object Object]"],
    ["a key", `nxr_test_${"a".repeat(38)}`],
    ["a secret", credentials.appSecret],
    ["a secret", "the-master-secret"],
    ["a secret", nowhere.keys.main],
  ])("finds %s in a body and in a header: %s", (name, text) => {
    expect(judge(ask(), answer(200, { message: text }))).toContain(`shows ${name}`);
    expect(judge(ask(), answer(200, {}, { "x-message": text }))).toContain(`shows ${name}`);
  });

  test("lets the answer that makes a key show it, and no other", () => {
    const made = answer(201, { secret: `nxr_live_${"a".repeat(38)}` });
    expect(judge(ask("/api/admin/workspaces/1/keys"), made)).toEqual([]);
    expect(judge(ask("/api/admin/workspaces/1/keys", "GET"), made)).toContain("shows a key");
    expect(judge(ask("/api/admin/workspaces"), made)).toContain("shows a key");
  });

  test.each<[string, Answer]>([
    ["answers 500", answer(500, { ...refusal, code: "internal" })],
    ["answers 503", answer(503, { ...refusal, code: "unavailable" })],
    ["field_invalid as 404", answer(404, refusal)],
    ["refuses without `code`", answer(400, { ...refusal, code: "other" })],
    ["refuses without `error`", answer(400, { ...refusal, error: "" })],
    ["refuses without `request_id`", answer(400, { ...refusal, request_id: "other" })],
    ["answers broken JSON", answer(200, "{")],
    ["answers no object", answer(200, "[]")],
    ["answers text/html", answer(200, "<html>", { "content-type": "text/html" })],
    ["may be cached", answer(200, {}, { "cache-control": "public" })],
    ["may be sniffed", answer(200, {}, { "x-content-type-options": "" })],
  ])("finds what %s", (problem, given) => {
    expect(judge(ask(), given)).toEqual([problem]);
  });

  test("knows the runtime's own refusals, and what is no refusal", () => {
    const own = (status: number) => {
      const { "x-request-id": _, ...headers } = answer(status, "").headers;
      return { ...answer(status, ""), headers };
    };
    expect(judge(ask(), own(501))).toEqual([]);
    expect(judge(ask(), own(500))).toEqual(["500 that is not the gateway's own"]);
    expect(judge(ask(), own(200))).toEqual(["200 that is not the gateway's own"]);
  });
});

test("sends what fetch would not: any method, headers twice, lengths that lie", async () => {
  const seen: { method?: string | undefined; keys: string[]; length?: string | undefined }[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method, rawHeaders, headers } = incoming;
    const keys = rawHeaders.filter((_, i) => rawHeaders[i - 1] === "x-api-key");
    seen.push({ method, keys, length: headers["content-length"] });
    outgoing.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const client = openClient(`http://127.0.0.1:${port}`, 2);
  onTestFinished(() => {
    client.close();
    server.closeAllConnections();
    server.close();
  });
  const base = requestOf({ route: "TRACE /", method: "TRACE", path: "/", headers: {} });
  const twice: Request["headers"] = [
    ["x-api-key", "a"],
    ["x-api-key", "b"],
  ];
  await client.send({ ...base, headers: twice });
  await client.send({ ...base, method: "POST", body: Buffer.from("{}"), framing: "broken-off" });
  expect(seen).toEqual([
    { method: "TRACE", keys: ["a", "b"], length: "0" },
    { method: "POST", keys: [], length: "9" },
  ]);
});
