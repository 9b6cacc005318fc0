// Plays Retell: create a phone call, look calls up, read an agent. Every number and agent exists, but an
// agent whose id contains "unknown"; the numbers of the `retellMagic` table misbehave.
import { z } from "zod";
import type { JsonObject } from "../lib/json.ts";
import { parseJson } from "../lib/json.ts";
import { randomBase62 } from "../lib/token.ts";
import type { Call, Magic, Player, Reply } from "./player.ts";
import { firstProblem } from "./problem.ts";
import { type Course, callAt, callCallbacks, stepsOf } from "./retell-events.ts";
import type { Entry, State } from "./state.ts";

export const retellHost = "api.retellai.com";

/** What Retell answers to calls to numbers that end in these six digits. */
const magicNumbers: Record<string, { status: number; effect: string }> = {
  "000402": { status: 402, effect: "the trial has ended" },
  "000422": { status: 422, effect: "the number is not known under this key" },
  "000429": { status: 429, effect: "too many requests" },
  "000500": { status: 500, effect: "the call is registered, and the answer says it failed" },
};

/** How calls to numbers that end in these six digits go, whatever is switched. */
const courses: Record<string, Course> = { "000480": "miss", "000486": "busy" };

export const retellMagic: Magic[] = [
  ...Object.entries(magicNumbers).map(([ending, { status, effect }]) => ({
    provider: "Calls",
    given: `a number ending in ${ending}`,
    effect: `${status}: ${effect}`,
  })),
  ...Object.entries(courses).map(([ending, course]) => ({
    provider: "Calls",
    given: `a number ending in ${ending}`,
    effect: `201, and then nobody answers (${course})`,
  })),
  { provider: "Calls", given: "an agent id containing unknown", effect: "422" },
];

const messages: Record<number, string> = {
  400: "Invalid request format, please check API reference.",
  401: "API key is missing or invalid.",
  402: "Trial has ended, please add payment method.",
  404: "The requested resource was not found.",
  422: "Cannot find requested asset under given api key.",
  429: "Account rate limited, please throttle your requests.",
  500: "An unexpected server error occurred.",
};

const e164 = z.string().regex(/^\+[1-9]\d{6,14}$/, "must be a number in E.164");
const strings = z.record(z.string(), z.string());
const callSchema = z.strictObject({
  from_number: e164,
  to_number: e164,
  override_agent_id: z.string().min(1).exactOptional(),
  override_agent_version: z.union([z.int(), z.string()]).exactOptional(),
  agent_override: z
    .strictObject({
      agent: z.looseObject({}).exactOptional(),
      retell_llm: z
        .looseObject({ begin_message: z.string().nullable().exactOptional() })
        .exactOptional(),
      conversation_flow: z.looseObject({}).exactOptional(),
    })
    .exactOptional(),
  metadata: z.record(z.string(), z.json()).exactOptional(),
  /** Retell: values must be strings. */
  retell_llm_dynamic_variables: strings.exactOptional(),
  custom_sip_headers: strings.exactOptional(),
  ignore_e164_validation: z.boolean().exactOptional(),
});

const equals = { type: z.literal("string"), op: z.literal("eq"), value: z.string() };
const listSchema = z.strictObject({
  /** Retell knows many more criteria; these are the ones that find a call again. */
  filter_criteria: z
    .strictObject({
      metadata: z.array(z.strictObject({ ...equals, key: z.string() })).exactOptional(),
      to_number: z.strictObject(equals).exactOptional(),
      from_number: z.strictObject(equals).exactOptional(),
    })
    .exactOptional(),
  limit: z.int().min(1).max(1_000).default(50),
  sort_order: z.enum(["ascending", "descending"]).default("descending"),
  pagination_key: z.string().exactOptional(),
});

export const playRetell: Player = (call, state, now) => {
  if (!/^Bearer key_\w+$/.test(call.headers.get("authorization") ?? "")) return refuse(401);
  const route = `${call.method} ${call.url.pathname}`;
  if (route === "POST /v2/create-phone-call") return createCall(call, state, now);
  if (route === "POST /v3/list-calls") return listCalls(call, state, now);
  if (route === "GET /get-concurrency") return readConcurrency(state, now);
  const [, callId] = /^GET \/v2\/get-call\/([\w-]+)$/.exec(route) ?? [];
  if (callId) {
    const entry = state.entry("calls", callId);
    return entry ? { status: 200, body: callAt(entry.facts, now) } : refuse(422);
  }
  const [, agentId] = /^GET \/get-agent\/([\w-]+)$/.exec(route) ?? [];
  if (agentId) return readAgent(agentId);
  return refuse(404);
};

function createCall(call: Call, state: State, now: number): Reply {
  const body = parseJson(call.body);
  const parsed = callSchema.safeParse(body);
  if (!parsed.success) return malformed(parsed.error, body);
  const asked = parsed.data;
  const agentId = asked.override_agent_id ?? "agent_simulated";
  if (agentId.includes("unknown")) return refuse(422);
  const magic = magicNumbers[asked.to_number.slice(-6)];
  if (magic && magic.status !== 500) return refuse(magic.status);

  const id = randomBase62(32);
  const facts: JsonObject = {
    call_type: "phone_call",
    from_number: asked.from_number,
    to_number: asked.to_number,
    call_id: id,
    agent_id: agentId,
    agent_name: "Simulated agent",
    agent_version: asked.override_agent_version ?? 0,
    // Retell: absent, not empty, when they were not given.
    ...("metadata" in asked ? { metadata: asked.metadata } : {}),
    ...("retell_llm_dynamic_variables" in asked
      ? { retell_llm_dynamic_variables: asked.retell_llm_dynamic_variables }
      : {}),
    direction: "outbound",
    call_status: "registered",
  };
  const course = courses[asked.to_number.slice(-6)] ?? state.switches().answer_call;
  const entry = {
    id,
    at: now,
    facts: { ...facts, steps: stepsOf(facts, course, now) },
    request: call.body,
  };
  state.record("calls", entry);
  const answer = magic ? refuse(magic.status) : { status: 201, body: facts };
  return { ...answer, callbacks: callCallbacks(entry, now) };
}

function listCalls(call: Call, state: State, now: number): Reply {
  const body = parseJson(call.body);
  const parsed = listSchema.safeParse(body);
  if (!parsed.success) return malformed(parsed.error, body);
  const { filter_criteria: wanted = {}, limit, sort_order, pagination_key } = parsed.data;
  const calls = state
    .entries("calls")
    .map(({ facts }) => callAt(facts, now))
    .filter(
      (facts) =>
        (!wanted.to_number || wanted.to_number.value === facts["to_number"]) &&
        (!wanted.from_number || wanted.from_number.value === facts["from_number"]) &&
        (wanted.metadata ?? []).every(({ key, value }) => metadataOf(facts)[key] === value),
    );
  if (sort_order === "descending") calls.reverse();
  const start = calls.findIndex((facts) => facts["call_id"] === pagination_key) + 1;
  const items = calls.slice(start, start + limit);
  const last = items.at(-1)?.["call_id"];
  const hasMore = start + limit < calls.length;
  return {
    status: 200,
    body: {
      items,
      has_more: hasMore,
      ...(hasMore && last !== undefined ? { pagination_key: last } : {}),
    },
  };
}

function metadataOf(facts: JsonObject): JsonObject {
  const metadata = facts["metadata"];
  return metadata && typeof metadata === "object" && !Array.isArray(metadata) ? metadata : {};
}

function readConcurrency(state: State, now: number): Reply {
  const limit = 20;
  const isOn = ({ facts }: Entry) =>
    ["registered", "ongoing"].includes(String(callAt(facts, now)["call_status"]));
  return {
    status: 200,
    body: {
      current_concurrency: Math.min(limit, state.entries("calls").filter(isOn).length),
      concurrency_limit: limit,
      base_concurrency: limit,
      purchased_concurrency: 0,
      concurrency_purchase_limit: 100,
      remaining_purchase_limit: 100,
      concurrency_burst_enabled: false,
      concurrency_burst_limit: 0,
    },
  };
}

function readAgent(agentId: string): Reply {
  if (agentId.includes("unknown")) return refuse(422);
  return {
    status: 200,
    body: {
      agent_id: agentId,
      agent_name: "Simulated agent",
      version: 0,
      is_published: true,
      response_engine: { type: "retell-llm", llm_id: "llm_simulated", version: 0 },
      voice_id: "11labs-Adrian",
      language: "en-US",
      webhook_url: null,
      last_modification_timestamp: 1_767_225_600_000,
    },
  };
}

function malformed(error: z.ZodError, body: unknown): Reply {
  const { kind, path, rule } = firstProblem(error, body);
  const name = path.join(".") || "body";
  return refuse(400, kind === "missing" ? `${name} is required` : `${name}: ${rule}`);
}

function refuse(status: number, detail?: string): Reply {
  const message = [messages[status], detail].filter((part) => part !== undefined).join(" ");
  return { status, body: { status: "error", message } };
}
