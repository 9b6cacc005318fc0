import { expect, test } from "vitest";
import type { Answer, OutboundRequest } from "../../../src/lib/transport.ts";
import { listTemplates } from "../../../src/providers/meta/templates.ts";
import { answerOf, replying } from "../../contract/provider.ts";
import example from "../../fixtures/whatsapp/meta-templates-200__example-response.json";

const account = {
  settings: { phone_number_id: "1", waba_id: "102290129340398" },
  credentials: { access_token: "EAAtoken" },
};
const template = (name: string, rest: object = {}) => ({
  id: name,
  name,
  language: "es",
  status: "APPROVED",
  category: "UTILITY",
  components: [{ type: "BODY", text: "Hola" }],
  ...rest,
});

function pages(...answers: Answer[]) {
  const requests: OutboundRequest[] = [];
  const transport = (request: OutboundRequest) => {
    requests.push(request);
    return Promise.resolve(answers[requests.length - 1] ?? answerOf({ status: 500, body: "" }));
  };
  return { transport, requests };
}
const page = (data: unknown[], after?: string, next?: string) =>
  answerOf({
    status: 200,
    body: { data, paging: { cursors: { before: "B", after }, ...(next ? { next } : {}) } },
  });

test("lists Meta's example and ends although there is a cursor", async () => {
  const { transport, requests } = replying(answerOf({ status: 200, body: example }));
  const listed = await listTemplates(account, transport);
  expect(requests).toHaveLength(1);
  expect(requests[0]?.url).toMatch(
    /^https:\/\/graph\.facebook\.com\/v25\.0\/102290129340398\/message_templates\?/,
  );
  if (!listed.ok) throw new Error("not listed");
  expect(listed.value.map(({ name }) => name)).toEqual(["hello_world", "2023_april_promo"]);
  expect(listed.value[0]).toMatchObject({
    providerTemplateId: "1192339204654487",
    parameterFormat: "POSITIONAL",
    language: "en_US",
    status: "APPROVED",
    category: "MARKETING",
  });
  expect(listed.value[1]?.components).toEqual(example.data[1]?.components);
});

test("follows the cursor to the last page, at its own address only", async () => {
  const { transport, requests } = pages(
    page([template("a")], "ONE", "https://evil.example/steal"),
    page([template("b", { parameter_format: "named", id: 77 })], "TWO", "https://evil.example/"),
    page([template("c")], "THREE"),
  );
  const listed = await listTemplates(account, transport);
  expect(listed).toMatchObject({
    ok: true,
    value: [
      { name: "a" },
      { name: "b", parameterFormat: "NAMED", providerTemplateId: "77" },
      { name: "c" },
    ],
  });
  expect(requests.map(({ url }) => new URL(url).searchParams.get("after"))).toEqual([
    null,
    "ONE",
    "TWO",
  ]);
  expect(new Set(requests.map(({ url }) => new URL(url).host))).toEqual(
    new Set(["graph.facebook.com"]),
  );
});

test("passes over a template that cannot be read", async () => {
  const { transport } = pages(page([null, { name: 5 }, template("a"), template("b", { name: 1 })]));
  expect(await listTemplates(account, transport)).toMatchObject({
    ok: true,
    value: [{ name: "a" }],
  });
});

test("is an error when a later page fails", async () => {
  const refused = { error: { code: 190, message: "Token EAAtoken has expired" } };
  const { transport } = pages(
    page([template("a")], "ONE", "x"),
    answerOf({ status: 401, body: refused }),
  );
  expect(await listTemplates(account, transport)).toEqual({
    ok: false,
    error: { name: "meta", httpStatus: 401, code: 190, message: "Token [secret] has expired" },
  });
});

test.each([
  ["HTML", answerOf({ status: 200, body: "<html>" })],
  ["no data", answerOf({ status: 200, body: {} })],
  ["no answer", { kind: "no_answer", reason: "timeout" } as const],
])("is an error on %s", async (_what, answer) => {
  expect(await listTemplates(account, pages(answer).transport)).toMatchObject({ ok: false });
});

test("is an error when the paging goes in circles or never ends", async () => {
  const circle = pages(page([template("a")], "ONE", "x"), page([template("a")], "ONE", "x"));
  expect(await listTemplates(account, circle.transport)).toMatchObject({ ok: false });
  expect(circle.requests).toHaveLength(2);
  const endless = pages(...Array.from({ length: 200 }, (_, i) => page([], String(i), "x")));
  expect(await listTemplates(account, endless.transport)).toMatchObject({ ok: false });
  expect(endless.requests.length).toBeLessThanOrEqual(100);
});
