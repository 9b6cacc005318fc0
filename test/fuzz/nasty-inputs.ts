// The inputs that broke gateways before, ours or others': every one in every run.
import type { Json, JsonObject } from "../../src/lib/json.ts";
import type { Example } from "./corpus.ts";
import { finish } from "./mutate-json.ts";
import { methods, nastyHeaderValues, nastyQueryValues, nastySegments } from "./nasty-parts.ts";
import {
  nastyIds,
  nastyNumbers,
  nastyTexts,
  nastyValues,
  nested,
  verbatim,
} from "./nasty-values.ts";
import { type Framing, type Request, requestOf, signature } from "./request.ts";
import type { World } from "./world.ts";

/** The examples of a route, in turn: messages to one person leave one after another. */
function inTurn(examples: readonly Example[], route: string, member = ""): () => Example {
  const found = examples.filter(
    ({ route: own, body }) => own === route && JSON.stringify(body ?? null).includes(member),
  );
  let turn = 0;
  return () => {
    const example = found[turn++ % found.length];
    if (!example) throw new Error(`no example of ${route} with ${member}`);
    return example;
  };
}

/** The example with these members instead of its own. */
const withMembers = (example: Example, members: JsonObject): Request =>
  requestOf({ ...example, body: { ...(example.body as JsonObject), ...members } });

/** One request for each of the members: a refusal names the first that is wrong, and looks no further. */
const each = (example: () => Example, members: readonly string[], value: Json): Request[] =>
  members.map((member) => withMembers(example(), { [member]: value }));

export function nastyInputs(world: World, examples: readonly Example[]): Request[] {
  const send = (member: string) => inTurn(examples, "POST /api/public/messages", member);
  const [text, email, call] = [send('"content"'), send('"subject"'), send('"begin_message"')];
  const template = send('"template_id"');
  const lead = inTurn(examples, "POST /api/public/leads", '"first_name"');
  const workflow = inTurn(examples, "PATCH /api/admin/workspaces/:workspace/workflows/:workflow");
  const get = (path: string) => inTurn(examples, `GET ${path}`)();
  const health = get("/healthz");
  const byId = [
    ...["messages/:id", "leads/:id", "leads/:id/history", "workflows/:id"].map((path) =>
      get(`/api/public/${path}`),
    ),
    get("/api/admin/workspaces/:workspace"),
    get("/api/admin/workspaces/:workspace/journal/:entry"),
    inTurn(examples, "DELETE /api/admin/workspaces/:workspace/suppressions/:email")(),
    get("/hooks/:provider/:hookId"),
  ];
  const lists = ["messages", "leads", "leads/:id/history"].map((path) =>
    get(`/api/public/${path}`),
  );
  const queries = ["limit", "cursor", "search", "channel", "from"];

  return [
    ...nastyTexts.flatMap((nasty) => [
      withMembers(text(), { content: nasty }),
      ...each(email, ["subject", "content", "html"], nasty),
      withMembers(call(), { begin_message: nasty, metadata: { [nasty]: nasty } }),
      withMembers(template(), { template_id: nasty }),
      withMembers(call(), { scheduled_at: nasty }),
      ...each(lead, ["first_name", "phone", "email", "source", "external_id"], nasty),
      withMembers(lead(), { tags: [nasty] }),
      withMembers(workflow(), { name: nasty, defaults: { subject: nasty } }),
    ]),
    ...nastyIds.flatMap((id) => [
      ...each(call, ["lead_id", "workflow_id"], id),
      ...each(lead, ["id", "workflow_id"], id),
    ]),
    ...nastyNumbers
      .map(verbatim)
      .flatMap((number) => [
        withMembers(call(), { metadata: { a: number } }),
        ...each(lead, ["metadata", "phone", "whatever"], number),
      ]),
    ...nastyValues.flatMap((value) => [
      withMembers(call(), { metadata: value }),
      withMembers(template(), { components: value }),
      ...each(lead, ["metadata", "tags", "workflow_id", "whatever"], value),
      withMembers(workflow(), { defaults: value }),
    ]),
    ...bodies.flatMap((body) => [withBytes(text(), body), withBytes(lead(), body)]),
    ...nastySegments.flatMap((segment) => [
      { ...requestOf(health), path: `/${segment}` },
      ...byId.map((example) => ({
        ...requestOf(example),
        path: example.path.replace(/[^/]+(?=(\/\w+)?$)/, () => segment),
      })),
    ]),
    ...nastyQueryValues.flatMap((value) =>
      lists.flatMap((example) =>
        queries.map((name) => ({
          ...requestOf(example),
          path: `${example.path}?${name}=${value}&${name}=${value}`,
        })),
      ),
    ),
    ...nastyHeaderValues.flatMap((value) => headers.map((name) => withHeader(call(), name, value))),
    ...methods.flatMap((method) =>
      [text(), health, ...byId].map((example) => ({ ...requestOf(example), method })),
    ),
    ...receiverInputs(world),
    ...firstOfEach(examples.filter(({ body }) => body !== undefined)).flatMap((example) =>
      framings.map((framing) => ({ ...requestOf(example), framing })),
    ),
  ].map((request) => ({ ...request, changes: ["listed"] }));
}

const firstOfEach = (examples: readonly Example[]): Example[] =>
  [...Map.groupBy(examples, ({ route }) => route).values()].flatMap(([first]) => first ?? []);

const framings: readonly Framing[] = ["chunked", "too-short", "broken-off", "no-chunk"];
const headers: readonly string[] = [
  ...["idempotency-key", "x-api-key", "authorization", "content-type", "range", "content-encoding"],
];

const withBytes = (example: Example, body: string | Buffer): Request => ({
  ...requestOf(example),
  body: Buffer.from(body as string),
});

function withHeader(example: Example, name: string, value: string): Request {
  const request = requestOf(example);
  return {
    ...request,
    headers: [...request.headers.filter(([own]) => own !== name), [name, value]],
  };
}

/** Bodies of every JSON route. */
const bodies: readonly (string | Buffer)[] = [
  ...["", " ", "null", "true", "7", '"x"', "[]", "{}", "[[]]", "[null]", "{", "[", '"'],
  ...["{}{}", "NaN"],
  ...["\ufeff{}", "{}\0", "\0", '{"a":1,}', "{'a':1}", '{"a":/**/1}', '{"a":"\n"}'],
  ...['{"a":"\ud800"}'],
  ...['{"lead_id":1,"lead_id":2}', '{"__proto__":{"channel":"call"}}', '{"constructor":{}}', "a=b"],
  ...[nested(30_000), "[".repeat(30_000), `{"metadata":${nested(30_000)}}`],
  ...[`[${"{},".repeat(101)}{}]`],
  ...[`[${"1,".repeat(10_000)}1]`, `{${'"a":1,'.repeat(10_000)}"a":1}`, "x".repeat(70_000)],
  ...["x".repeat(1_048_577), " ".repeat(2_097_153), `"${"😀".repeat(20_000)}"`],
  Buffer.from("{}", "utf16le"),
  Buffer.from([0xff, 0xfe, 0x7b, 0x00]),
  Buffer.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d]),
  Buffer.from([0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d]),
];

/** What a receiver gets from a provider that signs well and writes badly. */
function receiverInputs({ hooks, reports }: World): Request[] {
  const wholes: (Json | Buffer)[] = [
    ...nastyValues,
    { object: "whatsapp_business_account", entry: verbatim(`[${"{},".repeat(10_000)}{}]`) },
    { entry: [{ id: "1", changes: [{ field: "messages", value: null }] }] },
    { entry: [{ id: "1", changes: verbatim(nested(5_000)) }] },
    { type: "email.bounced", data: null },
    { type: "email.sent", data: { email_id: "x".repeat(100_000), to: ["a\0@b.c"], tags: [] } },
    { event: "call_ended", call: null },
    {
      event: "call_ended",
      call: { call_id: "\ud800", to_number: "+0", metadata: verbatim(nested(5_000)) },
    },
    Buffer.from("not JSON"),
    Buffer.alloc(3 * 1024 * 1024 + 1, " "),
  ];
  const signers = ["meta", "email", "retell"] as const;
  return signers.flatMap((signer) => {
    const example = { route: "POST /hooks/:provider/:hookId", method: "POST", path: hooks[signer] };
    const request = (whole: Json | Buffer): Request => {
      const body = Buffer.isBuffer(whole) ? whole : Buffer.from(finish(whole));
      return {
        ...requestOf({ ...example, headers: { "content-type": "application/json" } }),
        body,
        headers: signature(signer, body, Date.now()),
      };
    };
    const [genuine = {}] = reports[signer];
    const forged = nastyHeaderValues.map((value) => ({
      ...request(genuine),
      headers: signature(signer, Buffer.from(""), Date.now()).map(([name]): [string, string] => [
        name,
        value,
      ]),
    }));
    return [...wholes.map(request), ...forged];
  });
}
