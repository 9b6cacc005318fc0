import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { person, world } from "./world.ts";

const fixture = (name: string) =>
  JSON.parse(readFileSync(`test/fixtures/retell/${name}`, "utf8")) as Record<string, unknown>;

const create = "/v2/create-phone-call";
const call = { from_number: "+12025550100", to_number: person };

test("registers a call in the shape of Retell's answer", async () => {
  const { retell, view } = world();
  const request = {
    ...call,
    override_agent_id: "agent_x",
    metadata: { message_id: "m1" },
    retell_llm_dynamic_variables: { begin_message: "Hi Carlos" },
  };
  const response = await retell(create, request);
  expect(response.status).toBe(201);
  const answer = (await response.json()) as Record<string, unknown>;
  const example = fixture("derived__create-phone-call-201.json");
  expect(Object.keys(answer).sort()).toEqual(Object.keys(example).sort());
  const { override_agent_id: agent_id, ...echoed } = request;
  expect(answer).toMatchObject({ ...echoed, agent_id });
  expect(answer).toMatchObject({ call_status: "registered", direction: "outbound" });
  expect(view().calls).toEqual([
    {
      call_id: answer["call_id"],
      at: "2026-04-05T14:30:00Z",
      from_number: "+12025550100",
      to_number: person,
      agent_id: "agent_x",
      greeting: "Hi Carlos",
      call_status: "registered",
      disconnection_reason: null,
      request,
    },
  ]);
});

test("leaves out what was not given", async () => {
  const answer = await (await world().retell(create, call)).json();
  expect(answer).not.toHaveProperty("metadata");
  expect(answer).not.toHaveProperty("retell_llm_dynamic_variables");
});

test("shows the greeting of an override before that of a variable", async () => {
  const { retell, view } = world();
  await retell(create, {
    ...call,
    agent_override: { retell_llm: { begin_message: "Override" } },
    retell_llm_dynamic_variables: { begin_message: "Variable" },
  });
  expect(view().calls).toMatchObject([{ greeting: "Override" }]);
});

test.each<[string, object]>([
  ["no number to call", { to_number: undefined }],
  ["a national number", { to_number: "2025550123" }],
  ["a number with spaces", { to_number: "+1 202 555 0123" }],
  ["a number as variable", { retell_llm_dynamic_variables: { age: 3 } }],
  ["metadata that is no object", { metadata: "x" }],
  ["an unknown field", { agent_id: "agent_x" }],
])("refuses %s", async (_name, change) => {
  const { retell, view } = world();
  const response = await retell(create, { ...call, ...change });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ status: "error" });
  expect(view().calls).toEqual([]);
});

test("answers in Retell's words", async () => {
  const { retell, getRetell } = world();
  const errors = fixture("openapi-errors.json");
  const answers: [number, Response][] = [
    [401, await retell(create, call, { token: "EAAx" })],
    [402, await retell(create, { ...call, to_number: "+12025000402" })],
    [404, await getRetell("/nope")],
    [422, await retell(create, { ...call, to_number: "+12025000422" })],
    [422, await retell(create, { ...call, override_agent_id: "agent_unknown" })],
    [422, await getRetell("/v2/get-call/nope")],
    [429, await retell(create, { ...call, to_number: "+12025000429" })],
    [500, await retell(create, { ...call, to_number: "+12025000500" })],
  ];
  for (const [status, response] of answers) {
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual(errors[String(status)]);
  }
});

test("registers the call whose answer says that it failed", async () => {
  const { retell, view } = world();
  await retell(create, { ...call, to_number: "+12025000500" });
  expect(view().calls).toHaveLength(1);
});

test("finds a call again by its id, its metadata and its number", async () => {
  const { retell, getRetell } = world();
  const made: Record<string, unknown>[] = [];
  for (const message_id of ["m1", "m2", "m3"]) {
    const response = await retell(create, { ...call, metadata: { message_id } });
    made.push((await response.json()) as Record<string, unknown>);
  }
  expect(await (await getRetell(`/v2/get-call/${made[1]?.["call_id"]}`)).json()).toEqual(made[1]);

  const list = async (body: object) =>
    (await (await retell("/v3/list-calls", body)).json()) as {
      items: unknown[];
      has_more: boolean;
      pagination_key?: string;
    };
  const equal = (value: string) => ({ type: "string", op: "eq", value });
  expect(
    await list({
      filter_criteria: {
        metadata: [{ key: "message_id", ...equal("m2") }],
        to_number: equal(person),
      },
    }),
  ).toEqual({ items: [made[1]], has_more: false });
  expect((await list({ filter_criteria: { to_number: equal("+12025550199") } })).items).toEqual([]);

  const first = await list({ limit: 2 });
  expect(first.items).toEqual([made[2], made[1]]);
  expect(first.has_more).toBe(true);
  const second = await list({ limit: 2, pagination_key: first.pagination_key });
  expect(second).toEqual({ items: [made[0]], has_more: false });
  expect((await list({ sort_order: "ascending" })).items).toEqual(made);
});

test("refuses criteria that it does not play rather than ignoring them", async () => {
  const { retell } = world();
  const filter_criteria = { call_successful: { type: "boolean", op: "eq", value: true } };
  expect((await retell("/v3/list-calls", { filter_criteria })).status).toBe(400);
});

test("knows every agent but the unknown ones", async () => {
  const { getRetell } = world();
  expect(await (await getRetell("/get-agent/agent_x")).json()).toMatchObject({
    agent_id: "agent_x",
  });
  expect((await getRetell("/get-agent/agent_unknown")).status).toBe(422);
  expect(await (await getRetell("/get-concurrency")).json()).toMatchObject({
    current_concurrency: 0,
    concurrency_limit: 20,
  });
});
