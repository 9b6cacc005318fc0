// What is unusual but right is sent as it was given; and whatever is done to a request that is right, there
// is an answer to it that is no 5xx.
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { answerOf, request } from "../support/gateway.ts";
import {
  absent,
  type Client,
  chunked,
  client,
  expectOurs,
  expectRefusal,
  expectSent,
  messages,
  nested,
} from "../support/hostile.ts";

let acme: Client;
beforeAll(async () => {
  acme = await client();
});

const stored = async (messageId: string | null) =>
  (await acme.call("GET", `${messages}/${messageId}`)).body.message;
const lastGreeting = async () => (await acme.state()).calls.at(-1).greeting;

describe("is sent", () => {
  test.each<[string, (key: string) => Record<string, string>]>([
    ["Authorization", (key) => ({ authorization: `Bearer ${key}` })],
    ["Authorization in any letter case", (key) => ({ authorization: `bEARER   ${key}` })],
    ["two that agree", (key) => ({ "x-api-key": key, authorization: `Bearer ${key}` })],
    ["Basic for a proxy", (key) => ({ "x-api-key": key, authorization: "Basic eA==" })],
  ])("with a credential in %s", async (_, headers) => {
    const init = { method: "POST", headers: headers(acme.key), body: JSON.stringify(acme.valid()) };
    expectSent(await answerOf(await request(messages, init)));
  });

  test.each([
    ["another content type", { "content-type": "text/plain" }],
    ["a content type that is none", { "content-type": ";;;" }],
    ["a charset", { "content-type": "application/json; charset=utf-8" }],
    ["an Accept of something else", { accept: "text/html" }],
    ["a long header of no interest", { "x-trace": "x".repeat(60_000) }],
  ])("with %s", async (_, headers) => {
    expectSent(await acme.send({}, headers));
  });

  test("without a content type, in chunks, and behind a byte order mark", async () => {
    const body = JSON.stringify(acme.valid({ begin_message: "¿Señor?" }));
    for (const framed of [new TextEncoder().encode(body), chunked(body, 3), `\ufeff${body}`]) {
      expectSent(await acme.post(framed));
      expect(await lastGreeting()).toBe("¿Señor?");
    }
  });

  test("for ids in capitals, as the same request", async () => {
    const key = { "idempotency-key": crypto.randomUUID() };
    const lead_id = acme.john.id.toUpperCase();
    const workflow_id = acme.workflowId.toUpperCase();
    const sent = await acme.send({ lead_id, workflow_id }, key);
    expectSent(sent);
    expect((await acme.send({}, key)).body).toEqual(sent.body);
    const id = sent.headers.get("x-message-id") ?? "";
    expect(await stored(id.toUpperCase())).toMatchObject({ id, lead_id: acme.john.id });
    const template_id = acme.template.template_id.toUpperCase();
    expectSent(await acme.send({ ...acme.template, template_id }));
  });

  test("with null for everything that is optional", async () => {
    const text = { content: null, html: null, subject: null, begin_message: null };
    const rest = { template_id: null, components: null, metadata: null, scheduled_at: null };
    expectSent(await acme.send({ ...text, ...rest }));
  });

  test.each([
    ["255 characters", "x".repeat(255)],
    ["254 characters in quotes", `"${"x".repeat(254)}"`],
    ["a quoted quote", '"a\\"b"'],
    ["one quote", '"'],
    ["two dots", ".."],
    ["a name of Object", "__proto__"],
    ["an escape", "%00"],
  ])("once under an Idempotency-Key of %s", async (_, key) => {
    const [first, second] = [
      await acme.send({}, { "idempotency-key": key }),
      await acme.send({}, { "idempotency-key": key }),
    ];
    expectSent(first);
    expect(first.headers.get("idempotent-replayed")).toBeNull();
    expect(second.headers.get("idempotent-replayed")).toBe("true");
    expect(second.body).toEqual(first.body);
  });

  test("with the last of two equal names", async () => {
    expectSent(await acme.post(acme.withMembers('"begin_message":"2"', { begin_message: "1" })));
    expect(await lastGreeting()).toBe("2");
  });

  test("with nothing from the names of Object", async () => {
    const evil = '{"polluted":true,"scheduled_at":"2126-01-01T00:00:00Z","channel":"email"}';
    const members = `"__proto__":${evil},"constructor":{"prototype":${evil}},"toString":1`;
    const body = acme.withMembers(`${members},"metadata":{${members},"kept":1}`);
    const sent = await acme.post(body);
    expectSent(sent);
    expect(sent.body.channel).toBe("call");
    const { metadata } = await stored(sent.headers.get("x-message-id"));
    expect(metadata).toMatchObject({ kept: 1, toString: 1 });
    expect(metadata.polluted).toBeUndefined();
    expect({}).not.toHaveProperty("polluted");
  });

  test("with metadata exactly as it was given, and without what is not known", async () => {
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
    const unknown = { ["x".repeat(600)]: 1, "..": 2, deep: JSON.parse(nested(5_000)), cc: "+1" };
    const sent = await acme.send({ ...unknown, metadata });
    expectSent(sent);
    const message = await stored(sent.headers.get("x-message-id"));
    expect(message.metadata).toEqual(metadata);
  });
});

describe("any mutation of a request that is right", () => {
  const nasty = fc.oneof(
    fc.jsonValue(),
    fc.string({ unit: "binary" }),
    fc.constantFrom<unknown>("", " ", "\0", "\ud800", -0, 1e308, [], {}, [[]], "__proto__", absent),
  );
  const known = fc.constantFrom(
    ...["lead_id", "workflow_id", "channel", "content", "html", "subject", "template_id"],
    ...["components", "begin_message", "metadata", "scheduled_at", "to", "contact", "media"],
    ...["media_urls", "interactive", "elements", "message_type", "priority", "tag"],
  );
  const name = fc.oneof(known, fc.constantFrom("__proto__", "constructor", "", ".."), fc.string());

  type Mutation = (json: string) => string;
  const change = fc.tuple(fc.nat(), nasty).map(
    ([at, value]): Mutation =>
      (json) =>
        replaceAt(json, at, value),
  );
  const addition = fc.tuple(name, nasty).map(([key, value]): Mutation => {
    const member = `${JSON.stringify(key)}:${JSON.stringify(value)}`;
    return (json) => `${json.slice(0, -1)},${member}}`;
  });
  const damage = fc
    .tuple(fc.nat(), fc.constantFrom("", '"', "{", "[", "\\", "\0", "\\ud800", "1e999", "é"))
    .map(
      ([at, text]): Mutation =>
        (json) => {
          const place = at % json.length;
          return json.slice(0, place) + text + json.slice(place + 1);
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

  test("has an answer, and none is a 5xx", async () => {
    const bases = [
      { begin_message: "Hi", metadata: { a: [1, { b: null }] } },
      { channel: "email", content: "Hi", subject: "Hi", html: "<p>Hi</p>" },
      acme.template,
      { scheduled_at: new Date(Date.now() + 3_600_000).toISOString() },
    ].map((fields) => JSON.stringify(acme.valid(fields)));
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...bases), mutations, async (base, all) => {
        const answer = await acme.post(all.reduce((json, mutate) => mutate(json), base));
        expect(answer.status).toBeLessThan(500);
        if (answer.status >= 400) expectRefusal(answer, answer.status, answer.body.code);
        else expectOurs(answer);
        seen.add(answer.body.code ?? "sent");
      }),
      { numRuns: 300 },
    );
    // The mutations are neither all harmless nor all stopped at the door.
    expect([...seen]).toEqual(expect.arrayContaining(["sent", "body_invalid", "field_invalid"]));
  });
});

/** The JSON with one of its values, the `at`-th in the order of the text, replaced. */
function replaceAt(json: string, at: number, value: unknown): string {
  let values = 0;
  try {
    JSON.parse(json, () => void values++);
  } catch {
    return json;
  }
  let seen = 0;
  const replace = (_: string, given: unknown) => (seen++ === at % values ? value : given);
  return JSON.stringify(JSON.parse(json, replace));
}
