// The life of a pretend call, as get-call and the webhooks tell it. A call carries its steps with their
// times from the start, so what it looks like depends on the clock only, not on what was delivered.
import { hmacHex, hmacKey } from "../lib/hmac.ts";
import type { JsonObject } from "../lib/json.ts";
import type { Callback } from "./callback.ts";
import type { Entry } from "./state.ts";

export type CallEvent = "call_started" | "call_ended" | "call_analyzed";

/** What the call's facts become, and when (epoch milliseconds). */
export type Step = { event: CallEvent; at: number; facts: JsonObject };

/** How a call goes. */
export type Course = "answer" | "voicemail" | "miss" | "busy" | "ring";

const afterMs: Record<CallEvent, number> = {
  call_started: 50,
  call_ended: 200,
  call_analyzed: 400,
};

export function stepsOf(call: JsonObject, course: Course, now: number): Step[] {
  if (course === "ring") return [];
  const [start, end, analyzed] = Object.values(afterMs).map((ms) => now + ms) as [
    number,
    number,
    number,
  ];
  if (course === "miss" || course === "busy") {
    return missed(course === "busy" ? "dial_busy" : "dial_no_answer", end, analyzed);
  }
  const reason = course === "voicemail" ? "voicemail_reached" : "agent_hangup";
  return [started(start), ...ended(call, reason, start, end, analyzed)];
}

/**
 * Somebody picks up, at this moment or before, and hangs up.
 *
 * @returns all steps of the call from now on; null when it is over
 */
export function hangUp(call: JsonObject, now: number): Step[] | null {
  const current = callAt(call, now);
  const startedAt = current["start_timestamp"];
  if (current["call_status"] === "ongoing" && typeof startedAt === "number") {
    return [...pastSteps(call, now), ...ended(call, "user_hangup", startedAt, now, now)];
  }
  if (current["call_status"] !== "registered") return null;
  return [started(now), ...ended(call, "user_hangup", now, now, now)];
}

/** Nobody picks up. Null when somebody did, or the call is over. */
export function miss(call: JsonObject, now: number): Step[] | null {
  return callAt(call, now)["call_status"] === "registered"
    ? missed("dial_no_answer", now, now)
    : null;
}

/** The call as Retell shows it at `now`. */
export function callAt(facts: JsonObject, now: number): JsonObject {
  const { steps: _, ...call } = facts;
  return Object.assign(call, ...pastSteps(facts, now).map((step) => step.facts));
}

/** The callbacks of a call's steps, but for the first `told` ones. */
export function callCallbacks(
  { id, facts }: Pick<Entry, "id" | "facts">,
  now: number,
  told = 0,
): Callback[] {
  const { steps: _, ...call } = facts;
  let current: JsonObject = call;
  return stepsIn(facts).flatMap(({ event, at, facts: step }, i) => {
    current = { ...current, ...step };
    if (i < told) return [];
    return [
      {
        provider: "retell" as const,
        sender: String(call["from_number"]),
        subject: id,
        event,
        afterMs: at - now,
        body: { event, call: current },
      },
    ];
  });
}

export const pastSteps = (facts: JsonObject, now: number): Step[] =>
  stepsIn(facts).filter(({ at }) => at <= now);

const stepsIn = (facts: JsonObject): Step[] => (facts["steps"] ?? []) as Step[];

const started = (at: number): Step => ({
  event: "call_started",
  at,
  facts: { call_status: "ongoing", start_timestamp: at },
});

function ended(
  call: JsonObject,
  reason: string,
  startedAt: number,
  at: number,
  analyzedAt: number,
): Step[] {
  const isVoicemail = reason === "voicemail_reached";
  const answer = isVoicemail
    ? "Please leave a message after the tone."
    : "Yes, thank you. Goodbye.";
  const facts = {
    call_status: "ended",
    end_timestamp: at,
    duration_ms: at - startedAt,
    disconnection_reason: reason,
    transcript: `Agent: Hello, do you have a minute?\nUser: ${answer}\n`,
    recording_url: `https://recordings.simulator.invalid/${call["call_id"]}.wav`,
    call_cost: { combined_cost: 7, total_duration_seconds: Math.ceil((at - startedAt) / 1_000) },
  };
  const analysis = {
    call_summary: isVoicemail
      ? "The agent reached a voicemail."
      : "The agent and the person spoke briefly and friendly.",
    in_voicemail: isVoicemail,
    user_sentiment: isVoicemail ? "Unknown" : "Positive",
    call_successful: !isVoicemail,
    custom_analysis_data: {},
  };
  return [{ event: "call_ended", at, facts }, analyzed(analyzedAt, analysis)];
}

/** Retell: a call that never connected does not start, but it ends and is analyzed. */
function missed(reason: string, at: number, analyzedAt: number): Step[] {
  const facts = { call_status: "not_connected", disconnection_reason: reason, end_timestamp: at };
  const analysis = {
    call_summary: "The call was not answered.",
    in_voicemail: false,
    user_sentiment: "Unknown",
    call_successful: false,
    custom_analysis_data: {},
  };
  return [{ event: "call_ended", at, facts }, analyzed(analyzedAt, analysis)];
}

const analyzed = (at: number, analysis: JsonObject): Step => ({
  event: "call_analyzed",
  at,
  facts: { call_analysis: analysis },
});

/** Retell: HMAC-SHA-256 with the API key over the body and the time in milliseconds. */
export async function retellRequest(parcel: {
  url: string;
  body: string;
  secret: string;
  signedAt: number;
}): Promise<Request> {
  const { url, body, secret, signedAt } = parcel;
  const mac = await hmacHex(await hmacKey(secret), `${body}${signedAt}`);
  return new Request(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-retell-signature": `v=${signedAt},d=${mac}`,
    },
    body,
  });
}
