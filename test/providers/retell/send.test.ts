import { describe, expect, test } from "vitest";
import type { Draft } from "../../../src/providers/provider.ts";
import { retell } from "../../../src/providers/retell/index.ts";
import { answerOf, providerContract, replying } from "../../contract/provider.ts";
import accepted from "../../fixtures/retell/derived__create-phone-call-201.json";
import errors from "../../fixtures/retell/openapi-errors.json";
import captures from "../../fixtures/retell/sdk-request-captures.json";

const numberOnly = { from_number: "+14157774444" };
const account = {
  settings: { ...numberOnly, agent_id: "agent_x" },
  credentials: { api_key: "key_abc123" },
};

const draft = (greeting: string | null): Draft => ({
  tag: null,
  hookPath: "/hooks/provider/hook",
  messageId: "11111111-2222-8333-8444-555555555555",
  workspaceId: "99999999-2222-4333-8444-555555555555",
  correlationId: "11111111-2222-8333-8444-555555555555.0123456789abcdef",
  to: "+12137774445",
  outgoing: { kind: "call", greeting },
});

const bodyOf = (greeting: string | null, settings: Record<string, unknown> = {}) =>
  JSON.parse(retell.prepare(draft(greeting), { ...account.settings, ...settings }));

const reply = (status: keyof typeof errors) => ({ status: Number(status), body: errors[status] });

const verdictOf = (answer: Parameters<typeof answerOf>[0]) =>
  retell.deliver({ messageId: "m", body: "{}", account }, replying(answerOf(answer)).transport);

providerContract({
  provider: retell,
  account,
  drafts: [draft(null), draft("Hi Carlos, I am calling to follow up.")],
  answers: {
    accepted: { status: 201, body: accepted },
    acceptedId: "Jabr9TXYYJHfvl6Syypi88rdAHYHmcq6",
    refused: { ...reply("422"), code: "account_refused" },
    unauthorized: reply("401"),
    throttled: reply("429"),
    broken: reply("500"),
  },
});

describe("prepare", () => {
  test("leaves the opening to the agent when there is no greeting", () => {
    expect(bodyOf(null)).toEqual({
      from_number: "+14157774444",
      to_number: "+12137774445",
      override_agent_id: "agent_x",
      metadata: {
        message_id: "11111111-2222-8333-8444-555555555555",
        workspace_id: "99999999-2222-4333-8444-555555555555",
        correlation_id: "11111111-2222-8333-8444-555555555555.0123456789abcdef",
      },
    });
  });

  test("leaves the agent to the number when the account names none", () => {
    const body = JSON.parse(retell.prepare(draft(null), numberOnly));
    expect(body).not.toHaveProperty("override_agent_id");
    expect(bodyOf(null, { agent_version: 3 }).override_agent_version).toBe(3);
  });

  test("gives the greeting as a dynamic variable", () => {
    const body = bodyOf("Hi Carlos");
    expect(body.retell_llm_dynamic_variables).toEqual({ begin_message: "Hi Carlos" });
    expect(body).not.toHaveProperty("agent_override");
    expect(bodyOf("Hi", { greeting_variable: "opening" }).retell_llm_dynamic_variables).toEqual({
      opening: "Hi",
    });
  });

  test("overrides the agent's opening where the account says so", () => {
    const body = bodyOf("Hi Carlos", { greeting_mode: "override" });
    expect(body.agent_override).toEqual({ retell_llm: { begin_message: "Hi Carlos" } });
    expect(body).not.toHaveProperty("retell_llm_dynamic_variables");
  });

  test("has the members that Retell's own client sends", () => {
    const theirs = JSON.parse(captures[0]?.body ?? "{}");
    for (const mode of ["variable", "override"]) {
      const ours = bodyOf("Hi", { greeting_mode: mode });
      for (const key of Object.keys(ours)) expect(theirs).toHaveProperty(key);
    }
  });

  test("does not carry a text", () => {
    const text = { ...draft(null), outgoing: { kind: "text" as const, text: "Hi" } };
    expect(() => retell.prepare(text, account.settings)).toThrow(TypeError);
  });
});

test("waits twenty seconds and reports the call's first status", async () => {
  const { transport, requests } = replying(answerOf({ status: 201, body: accepted }));
  const verdict = await retell.deliver({ messageId: "m", body: "{}", account }, transport);
  expect(requests[0]).toMatchObject({
    url: "https://api.retellai.com/v2/create-phone-call",
    timeoutMs: 20_000,
    headers: { authorization: "Bearer key_abc123" },
  });
  expect(verdict).toEqual({
    kind: "accepted",
    providerMessageId: accepted.call_id,
    callStatus: "registered",
  });
});

test("accepts a call whose status cannot be read", async () => {
  const body = { call_id: "call_1", call_status: 5 };
  expect(await verdictOf({ status: 201, body })).toEqual({
    kind: "accepted",
    providerMessageId: "call_1",
  });
});

test.each([
  ["400", "provider_refused"],
  ["402", "account_refused"],
  ["403", "account_refused"],
  ["404", "provider_refused"],
  ["422", "account_refused"],
] as const)("rejects %s as %s", async (status, code) => {
  expect(await verdictOf(reply(status))).toMatchObject({
    kind: "reject",
    code,
    provider: { name: "retell", message: errors[status].message },
  });
});

describe("check", () => {
  const check = async (body: unknown, settings: Record<string, unknown> = account.settings) => {
    const { transport, requests } = replying(answerOf({ status: 200, body }));
    const result = await retell.check({ ...account, settings }, transport);
    return { result, url: requests[0]?.url };
  };
  const override = { ...account.settings, greeting_mode: "override" };
  const agent = {
    agent_id: "agent_x",
    agent_name: "Sofia",
    version: 2,
    response_engine: { type: "retell-llm", llm_id: "llm_1" },
  };

  test("shows the agent", async () => {
    const { result, url } = await check(agent);
    expect(url).toBe("https://api.retellai.com/get-agent/agent_x");
    expect(result).toEqual({
      ok: true,
      facts: {
        agent_id: "agent_x",
        agent_name: "Sofia",
        version: 2,
        response_engine: "retell-llm",
      },
    });
  });

  test("warns of a greeting that this agent would not say", async () => {
    const flow = { ...agent, response_engine: { type: "conversation-flow" } };
    const { result } = await check(flow, override);
    expect(result.ok).toBe(false);
    expect(result.problem).toContain("greeting_mode");
    expect((await check(agent, override)).result.ok).toBe(true);
    expect((await check(flow)).result.ok).toBe(true);
  });

  test("asks for the concurrency when there is no agent", async () => {
    const { result, url } = await check(
      { current_concurrency: 1, concurrency_limit: 20 },
      numberOnly,
    );
    expect(url).toBe("https://api.retellai.com/get-concurrency");
    expect(result).toEqual({ ok: true, facts: { current_concurrency: 1, concurrency_limit: 20 } });
  });

  test("keeps an agent's id inside its path", async () => {
    const { url } = await check(agent, { ...numberOnly, agent_id: "../x?y#z" });
    expect(url).toBe("https://api.retellai.com/get-agent/..%2Fx%3Fy%23z");
  });
});

test.each([
  { from_number: "4157774444" },
  { from_number: "+1 415 777 4444" },
  { from_number: "+14157774444", greeting_mode: "sing" },
  { from_number: "+14157774444", greeting_variable: "two words" },
  { from_number: "+14157774444", agent_version: 1.5 },
])("refuses the settings %j", (settings) => {
  expect(retell.settingsSchema.safeParse(settings).success).toBe(false);
});
