import { describe, expect, test } from "vitest";
import { utf8 } from "../../../src/lib/bytes.ts";
import { hmacHex, hmacKey } from "../../../src/lib/hmac.ts";
import { retell } from "../../../src/providers/retell/index.ts";
import { receiverContract } from "../../contract/receiver.ts";
import analyzed from "../../fixtures/retell/derived__webhook-call_analyzed.json";
import noAnswer from "../../fixtures/retell/derived__webhook-call_ended-no-answer.json";
import example from "../../fixtures/retell/openapi-example__phone-call-response.json";
import vector from "../../fixtures/retell/vector__x-retell-signature.json";

const { receiver } = retell;
const credentials = { api_key: "key_abc123" };
const now = 1_700_000_000_000;
const correlationId = "11111111-2222-8333-8444-555555555555.0123456789abcdef";

const signature = async (key: string, raw: Uint8Array, at: number) => {
  const text = new TextDecoder().decode(raw) + at;
  return `v=${at},d=${await hmacHex(await hmacKey(key), text)}`;
};

const call = {
  call_id: "call_1",
  call_type: "phone_call",
  direction: "outbound",
  call_status: "ended",
  from_number: "+12137771234",
  to_number: "+12137771235",
  metadata: { message_id: "m", workspace_id: "w", correlation_id: correlationId },
  start_timestamp: 1_703_302_407_333,
  end_timestamp: 1_703_302_428_855,
  disconnection_reason: "user_hangup",
};
const event = (name: string, rest: object = {}) => ({ event: name, call: { ...call, ...rest } });
const ended = event("call_ended", { transcript: "Agent: hi\n" });

const factsOf = (body: unknown) =>
  receiver.parse(body, now).map((update) => {
    if (update.kind !== "report") throw new Error(`${update.kind}, not a report`);
    return update.fact;
  });

receiverContract({
  provider: retell,
  credentials,
  otherCredentials: { api_key: "key_other" },
  sign: async (raw, at) => ({
    "x-retell-signature": await signature(credentials.api_key, raw, at),
  }),
  samples: { started: event("call_started"), ended, analyzed, noAnswer },
});

describe("verify", () => {
  const verify = (
    header: string,
    { of = { api_key: vector.api_key } as Record<string, unknown>, at = vector.timestamp_ms } = {},
  ) => {
    const headers = new Headers({ [vector.header_name]: header });
    return receiver.verify({ raw: utf8(vector.body), headers, now: at, url: "" }, of);
  };

  test("believes the published vector, and none of its malformed variants", async () => {
    expect(await verify(vector.header_value)).toBe(true);
    expect(vector.must_reject.length).toBeGreaterThan(5);
    for (const header of vector.must_reject) expect(await verify(header)).toBe(false);
  });

  test("believes nothing older or newer than five minutes", async () => {
    for (const offset of [-vector.tolerance_ms, vector.tolerance_ms]) {
      const at = vector.timestamp_ms + offset;
      expect(await verify(vector.header_value, { at })).toBe(true);
      expect(await verify(vector.header_value, { at: at + Math.sign(offset) })).toBe(false);
    }
  });

  test("wants the key with the webhook badge where the account names it", async () => {
    const of = { api_key: "key_other", webhook_key: vector.api_key };
    expect(await verify(vector.header_value, { of })).toBe(true);
    const swapped = { api_key: vector.api_key, webhook_key: "key_other" };
    expect(await verify(vector.header_value, { of: swapped })).toBe(false);
  });
});

describe("parse", () => {
  test("reads the start of a call", () => {
    expect(receiver.parse(event("call_started", { call_status: "ongoing" }), now)).toStrictEqual([
      {
        kind: "report",
        sender: "+12137771234",
        correlationId,
        providerMessageId: "call_1",
        person: { phone: "+12137771235", userId: null, email: null },
        fact: { name: "started", at: call.start_timestamp, failure: null, details: {} },
      },
    ]);
  });

  test("reads the end of a call, with what was said", () => {
    expect(factsOf(ended)).toStrictEqual([
      {
        name: "ended",
        at: call.end_timestamp,
        failure: null,
        details: {
          call_status: "ended",
          disconnection_reason: "user_hangup",
          duration_seconds: 21.522,
          transcript: "Agent: hi\n",
        },
      },
    ]);
  });

  test("reads the analysis, and from it how the call ended", () => {
    const [end, analysis, ...others] = factsOf(analyzed);
    expect(others).toEqual([]);
    expect(end).toMatchObject({
      name: "ended",
      at: analyzed.call.end_timestamp,
      details: {
        transcript: analyzed.call.transcript,
        recording_url: analyzed.call.recording_url,
        duration_seconds: 21.522,
        call_cost: analyzed.call.call_cost,
      },
    });
    expect(analysis).toMatchObject({
      name: "analyzed",
      at: analyzed.call.end_timestamp,
      details: {
        summary: analyzed.call.call_analysis.call_summary,
        call_successful: true,
        user_sentiment: "Positive",
        in_voicemail: false,
        custom_analysis: {},
        recording_url: analyzed.call.recording_url,
      },
    });
    expect(analysis?.details).not.toHaveProperty("transcript");
    expect(JSON.stringify([end, analysis])).not.toContain("words");
  });

  test("tells a call that nobody answered from one that ended", () => {
    expect(factsOf(noAnswer)).toStrictEqual([
      {
        name: "missed",
        at: noAnswer.call.end_timestamp,
        failure: {
          code: "recipient_unreachable",
          message: "Nobody answered. Call again at another time.",
          provider: { name: "retell", code: "dial_no_answer" },
        },
        details: { call_status: "not_connected", disconnection_reason: "dial_no_answer" },
      },
    ]);
  });

  test.each([
    ["ended", "user_hangup", "ended", undefined],
    ["ended", "voicemail_reached", "ended", undefined],
    ["error", "error_llm_websocket_runtime", "ended", undefined],
    ["ended", "dial_busy", "missed", "recipient_unreachable"],
    ["not_connected", "dial_failed", "missed", "recipient_unreachable"],
    ["not_connected", "invalid_destination", "missed", "recipient_unreachable"],
    ["not_connected", "user_declined", "missed", "recipient_refused"],
    ["not_connected", "marked_as_spam", "missed", "recipient_refused"],
    ["not_connected", "sip_routing_error", "missed", "account_refused"],
    ["not_connected", "telephony_provider_unavailable", "missed", "provider_busy"],
    ["not_connected", "a_reason_of_tomorrow", "missed", "recipient_unreachable"],
    ["not_connected", "__proto__", "missed", "recipient_unreachable"],
    ["not_connected", undefined, "missed", "recipient_unreachable"],
  ])("calls %s for %s %s", (call_status, disconnection_reason, name, code) => {
    const [fact] = factsOf(event("call_ended", { call_status, disconnection_reason }));
    expect(fact?.name).toBe(name);
    expect(fact?.failure?.code).toBe(code);
    if (fact?.failure) expect(fact.failure.message).toMatch(/\w{3,}.*\.$/);
  });

  test("calls a call missed that broke before it began", () => {
    const rest = { call_status: "error", disconnection_reason: "concurrency_limit_reached" };
    const [fact] = factsOf(event("call_ended", { ...rest, start_timestamp: undefined }));
    expect(fact).toMatchObject({ name: "missed", failure: { code: "provider_quota_exceeded" } });
  });

  test("cuts a transcript of any length and says so", () => {
    const transcript = `x${"\ud83d\ude00".repeat(700_000)}`;
    const [fact] = factsOf(event("call_ended", { transcript, transcript_object: [{ a: 1 }] }));
    expect(fact?.details["transcript"]).toHaveLength(200_000);
    expect(String(fact?.details["transcript"]).isWellFormed()).toBe(true);
    expect(fact?.details["transcript_truncated"]).toBe(true);
    expect(fact?.details).not.toHaveProperty("transcript_object");
  });

  test("drops a custom analysis that is too deep or too long, and keeps the rest", () => {
    const deep = JSON.parse(`${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`);
    for (const custom_analysis_data of [deep, { a: "x".repeat(60_000) }, 5, null]) {
      const call_analysis = { call_summary: "Short", custom_analysis_data };
      const details = factsOf(event("call_analyzed", { call_analysis }))[1]?.details;
      expect(details).toMatchObject({ summary: "Short" });
      expect(details).not.toHaveProperty("custom_analysis");
    }
  });

  test("prefers Retell's own duration, and never reports a negative one", () => {
    const durationOf = (rest: object) =>
      factsOf(event("call_ended", rest))[0]?.details["duration_seconds"];
    expect(durationOf({ duration_ms: 10_500 })).toBe(10.5);
    expect(durationOf({ duration_ms: "long" })).toBe(21.522);
    expect(durationOf({ end_timestamp: call.start_timestamp - 5 })).toBe(0);
    expect(durationOf({ start_timestamp: undefined })).toBeUndefined();
  });

  test("does not show a recording that is not there yet", () => {
    const [fact] = factsOf(event("call_ended", { recording_url: "" }));
    expect(fact?.details).not.toHaveProperty("recording_url");
  });

  test("takes the time of arrival for times that are not there", () => {
    const none = { start_timestamp: undefined, end_timestamp: -1 };
    expect(factsOf(event("call_started", none))[0]?.at).toBe(now);
    expect(factsOf(event("call_ended", none))[0]?.at).toBe(now);
  });

  test("reads a call without metadata by its own id", () => {
    const [update] = receiver.parse(event("call_ended", { metadata: undefined }), now);
    expect(update).toMatchObject({ correlationId: null, providerMessageId: "call_1" });
  });

  test.each([
    ["an event of tomorrow", event("transcript_updated")],
    ["a call that a person made", { event: "call_ended", call: example }],
    ["a call without an id", event("call_ended", { call_id: null })],
    ["an event without a call", { event: "call_ended" }],
  ])("keeps %s as unknown", (_what, body) => {
    expect(receiver.parse(body, now)).toEqual([
      { kind: "unknown", reason: expect.stringContaining(body.event) },
    ]);
  });
});

test("concerns the account whose number called", () => {
  const [update] = receiver.parse(ended, now);
  const [nameless] = receiver.parse(event("call_ended", { from_number: undefined }), now);
  if (!update || !nameless) throw new Error("unreachable");
  expect(receiver.concerns(update, { from_number: "+12137771234" })).toBe(true);
  expect(receiver.concerns(update, { from_number: "+12137779999" })).toBe(false);
  expect(receiver.concerns(nameless, { from_number: "+12137779999" })).toBe(true);
  expect(receiver.concerns({ kind: "unknown", reason: "x" }, {})).toBe(true);
});
