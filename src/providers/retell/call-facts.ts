// What a call's state says about our message. Webhooks and look-ups show the same object and go
// through here, so that a fact that comes both ways has one name and one time.
import type { Json, JsonObject } from "../../lib/json.ts";
import type { Fact } from "../../model/update.ts";
import { missedFor } from "./disconnection.ts";
import type { Call } from "./webhook-schema.ts";

/** `fallbackAt` (epoch ms) stands for the times that Retell left out. */
export const started = (call: Call, fallbackAt: number): Fact => ({
  name: "started",
  at: call.start_timestamp ?? fallbackAt,
  failure: null,
  details: {},
});

/** How the call was over: `ended` when there was one, `missed` when it reached nobody. */
export function over(call: Call, fallbackAt: number): Fact {
  const missed = isMissed(call);
  return {
    name: missed ? "missed" : "ended",
    at: endOf(call, fallbackAt),
    failure: missed ? missedFor(call.disconnection_reason) : null,
    details: { ...outcomeOf(call), ...call.transcript },
  };
}

export function analyzed(call: Call, fallbackAt: number): Fact {
  const analysis = call.call_analysis;
  return {
    name: "analyzed",
    at: endOf(call, fallbackAt),
    failure: null,
    details: {
      ...outcomeOf(call),
      ...present({
        summary: analysis?.call_summary,
        call_successful: analysis?.call_successful,
        user_sentiment: analysis?.user_sentiment,
        in_voicemail: analysis?.in_voicemail,
        custom_analysis: analysis?.custom_analysis_data,
      }),
    },
  };
}

/** Everything that a call's present state says, as its webhooks would have. */
export function factsOf(call: Call, fallbackAt: number): Fact[] {
  const { call_status = "", call_analysis, start_timestamp } = call;
  const isOver = ["ended", "not_connected", "error"].includes(call_status);
  const wasStarted = call_status === "ongoing" || (isOver && start_timestamp && !isMissed(call));
  return [
    ...(wasStarted ? [started(call, fallbackAt)] : []),
    ...(isOver ? [over(call, fallbackAt)] : []),
    ...(isOver && call_analysis ? [analyzed(call, fallbackAt)] : []),
  ];
}

/** Retell: `not_connected` for what the network refused, `error` for the rest, before or during a call. */
const isMissed = ({ call_status, disconnection_reason, start_timestamp }: Call): boolean =>
  call_status === "not_connected" ||
  disconnection_reason?.startsWith("dial_") === true ||
  (call_status === "error" && start_timestamp === undefined);

const endOf = ({ start_timestamp, end_timestamp }: Call, fallbackAt: number): number =>
  end_timestamp ?? start_timestamp ?? fallbackAt;

function outcomeOf(call: Call): JsonObject {
  const { start_timestamp: start, end_timestamp: end } = call;
  const ms = call.duration_ms ?? (start && end ? end - start : undefined);
  return present({
    call_status: call.call_status,
    disconnection_reason: call.disconnection_reason,
    duration_seconds: ms === undefined ? undefined : Math.max(0, ms) / 1000,
    recording_url: call.recording_url || undefined,
    call_cost: call.call_cost,
  });
}

function present(members: Record<string, Json | undefined>): JsonObject {
  const object: JsonObject = {};
  for (const [key, value] of Object.entries(members)) if (value !== undefined) object[key] = value;
  return object;
}
