import type Retell from "retell-sdk";
import { describe, expect, test } from "vitest";
import type { Answer, OutboundRequest, Transport } from "../../../src/lib/transport.ts";
import type { OpenAccount } from "../../../src/model/account.ts";
import { retell } from "../../../src/providers/retell/index.ts";
import { answerOf } from "../../contract/provider.ts";
import analyzed from "../../fixtures/retell/derived__webhook-call_analyzed.json";
import noAnswer from "../../fixtures/retell/derived__webhook-call_ended-no-answer.json";
import errors from "../../fixtures/retell/openapi-errors.json";

const account: OpenAccount = {
  settings: { from_number: "+12137771234" },
  credentials: { api_key: "key_abc123" },
};
const sentAt = 1_703_302_400_000;
const messageId = "11111111-2222-8333-8444-555555555555";
const { call_id: callId } = analyzed.call;
const call = { ...analyzed.call, metadata: { message_id: messageId } };

/** A Retell that answers by path; what it was not told about, it does not answer. */
const playing = (answers: Record<string, Answer>) => {
  const requests: OutboundRequest[] = [];
  const transport: Transport = (request) => {
    requests.push(request);
    const path = new URL(request.url).pathname;
    return Promise.resolve(answers[path] ?? { kind: "no_answer", reason: "network" });
  };
  return { transport, requests };
};
const said = (status: number, body: unknown) => answerOf({ status, body });

async function lookUp(
  answers: Record<string, Answer>,
  providerMessageId: string | null = null,
  of: OpenAccount = account,
) {
  if (!retell.lookUp) throw new Error("Retell looks calls up");
  const { transport, requests } = playing(answers);
  const query = { messageId, to: "+12137771235", providerMessageId, sentAt };
  return { result: await retell.lookUp(query, of, transport), requests };
}

const getPath = `/v2/get-call/${callId}`;
const listPath = "/v3/list-calls";

describe("by Retell's id", () => {
  const factsOf = async (state: object) => {
    const { result } = await lookUp({ [getPath]: said(200, { ...call, ...state }) }, callId);
    if (result.kind !== "found") throw new Error(result.kind);
    return result.facts;
  };
  const namesOf = async (state: object) => (await factsOf(state)).map(({ name }) => name);

  test("asks once, with the key in the header", async () => {
    const { requests } = await lookUp({ [getPath]: said(200, call) }, callId);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      method: "GET",
      url: `https://api.retellai.com${getPath}`,
      headers: { authorization: "Bearer key_abc123" },
    });
    expect(requests[0]).not.toHaveProperty("body");
  });

  test("finds everything that the webhooks would have said, in the same words", async () => {
    const fromWebhooks = ["call_started", "call_analyzed"].flatMap((event) =>
      retell.receiver.parse({ event, call }, 0),
    );
    expect(await factsOf({})).toStrictEqual(
      fromWebhooks.map((update) => (update.kind === "report" ? update.fact : null)),
    );
    const [missed] = retell.receiver.parse(noAnswer, 0);
    const { result } = await lookUp({ [getPath]: said(200, noAnswer.call) }, callId);
    expect(result).toStrictEqual({
      kind: "found",
      providerMessageId: callId,
      facts: [missed?.kind === "report" ? missed.fact : null],
    });
  });

  test("says no more than the call's state says", async () => {
    const fresh = {
      call_status: "registered",
      call_analysis: undefined,
      start_timestamp: undefined,
      end_timestamp: undefined,
    };
    expect(await namesOf(fresh)).toEqual([]);
    expect(await namesOf({ ...fresh, call_status: "a_status_of_tomorrow" })).toEqual([]);
    expect(await namesOf({ ...call, end_timestamp: undefined, call_status: "ongoing" })).toEqual([
      "started",
    ]);
    expect(await namesOf({ call_analysis: undefined })).toEqual(["started", "ended"]);
    expect(await namesOf({ ...fresh, call_status: "error" })).toEqual(["missed"]);
  });

  test("gives a fact without a time the same one whenever it is asked", async () => {
    const timeless = { start_timestamp: undefined, end_timestamp: undefined };
    expect((await factsOf(timeless)).map(({ at }) => at)).toEqual([sentAt, sentAt]);
  });

  test.each(["404", "422"] as const)("takes %s for absent", async (status) => {
    const answers = { [getPath]: said(Number(status), errors[status]) };
    expect((await lookUp(answers, callId)).result).toEqual({ kind: "absent" });
  });

  test("keeps an id inside its path", async () => {
    const { requests } = await lookUp({}, "../x?y#z");
    expect(requests[0]?.url).toBe("https://api.retellai.com/v2/get-call/..%2Fx%3Fy%23z");
  });

  test("reads a call of several megabytes", async () => {
    const { requests } = await lookUp({}, callId);
    expect(requests[0]?.maxAnswerBytes).toBeGreaterThan(4_000_000);
  });
});

describe("by our id", () => {
  const listed = (...items: unknown[]) => said(200, { items, has_more: false });

  test("lists by metadata as Retell's SDK describes it, then reads the whole call", async () => {
    const { transcript: _none, ...brief } = call;
    const answers = { [listPath]: listed(brief), [getPath]: said(200, call) };
    const { result, requests } = await lookUp(answers);
    const body: Retell.CallListParams = {
      filter_criteria: {
        metadata: [{ type: "string", op: "eq", key: "message_id", value: messageId }],
      },
      limit: 10,
    };
    expect(requests.map(({ method, url }) => `${method} ${new URL(url).pathname}`)).toEqual([
      `POST ${listPath}`,
      `GET ${getPath}`,
    ]);
    expect(JSON.parse(String(requests[0]?.body))).toStrictEqual(body);
    expect(result).toMatchObject({
      kind: "found",
      providerMessageId: callId,
      facts: [
        { name: "started" },
        { name: "ended", details: { transcript: call.transcript } },
        { name: "analyzed" },
      ],
    });
  });

  test("has found the call even if it cannot be read now", async () => {
    const { result } = await lookUp({ [listPath]: listed(call) });
    expect(result).toEqual({ kind: "found", providerMessageId: callId, facts: [] });
  });

  test("takes an empty list for absent", async () => {
    expect((await lookUp({ [listPath]: listed() })).result).toEqual({ kind: "absent" });
  });

  test("never takes another call for ours", async () => {
    const others = [{ ...call, metadata: {} }, { ...call, metadata: { message_id: "x" } }, null];
    const { result, requests } = await lookUp({ [listPath]: listed(...others) });
    expect(result).toEqual({ kind: "unavailable" });
    expect(requests).toHaveLength(1);
  });
});

test.each<[string, Answer]>([
  ["no answer", { kind: "no_answer", reason: "timeout" }],
  ["an answer that is too long", { kind: "no_answer", reason: "too_large" }],
  ["an unwritable request", { kind: "not_sent", reason: "invalid_request" }],
  ["refused credentials", said(401, errors[401])],
  ["too many requests", said(429, errors[429])],
  ["a server error", said(500, errors[500])],
  ["HTML", said(200, "<html></html>")],
  ["null", said(200, null)],
  ["somebody else's call", said(200, { ...call, call_id: "other", items: null })],
])("cannot say after %s", async (_what, answer) => {
  const answers = { [getPath]: answer, [listPath]: answer };
  expect((await lookUp(answers)).result).toEqual({ kind: "unavailable" });
  expect((await lookUp(answers, callId)).result).toEqual({ kind: "unavailable" });
});

test("cannot say for an account that is not set up, and asks nobody", async () => {
  const { result, requests } = await lookUp({}, callId, { ...account, credentials: {} });
  expect(result).toEqual({ kind: "unavailable" });
  expect(requests).toHaveLength(0);
});
