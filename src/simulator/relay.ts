// Plays the e-mail relay in Resend's format: send with an idempotency key, list domains. Every domain may
// send but `unverified.example`; a key containing "send_only" may do nothing but send; the addresses
// of the `relayMagic` table misbehave.
import { z } from "zod";
import { parseJson } from "../lib/json.ts";
import { addressIn } from "./mail-address.ts";
import { courseOf, domainOf, localPart, mailCallbacks, mailMagic } from "./mail-course.ts";
import type { Call, Magic, Player, Reply } from "./player.ts";
import { firstProblem, type Problem } from "./problem.ts";
import { relayReports } from "./relay-events.ts";
import type { State } from "./state.ts";

export const relayHost = "api.resend.com";

const unverifiedDomain = "unverified.example";

/** Refusals by the part of the first recipient's address before the `@`. */
const magicRefusals: Record<string, [status: number, name: string, message: string]> = {
  "rate-limited": [
    429,
    "rate_limit_exceeded",
    "Too many requests. You can only make 10 requests per second.",
  ],
  quota: [429, "daily_quota_exceeded", "You have reached your daily email sending quota."],
  blocked: [451, "security_error", "We may have found a security issue with the request."],
  broken: [500, "application_error", "An unexpected error occurred."],
};

export const relayMagic: Magic[] = [
  ...mailMagic(
    "E-mail",
    Object.fromEntries(
      Object.entries(magicRefusals).map(([local, [status, name]]) => [local, `${status} ${name}`]),
    ),
  ),
  { provider: "E-mail", given: `from …@${unverifiedDomain}`, effect: "403 validation_error" },
  {
    provider: "E-mail",
    given: "an API key containing send_only",
    effect: "401 restricted_api_key for anything but a mail",
  },
];

const addressRule =
  "The email address needs to follow the `email@example.com` or `Name <email@example.com>` format.";
const address = z.string().refine((text) => addressIn(text) !== null, addressRule);
const addresses = z.union([address, z.array(address).min(1).max(50)], addressRule);
const line = z.string().regex(/^[^\r\n]*$/, "must be one line");
const tagText = z
  .string()
  .regex(
    /^[A-Za-z0-9_-]{1,256}$/,
    "should only contain ASCII letters, numbers, underscores, or dashes",
  );

const emailSchema = z.strictObject({
  from: address,
  to: addresses,
  subject: line.min(1),
  html: z.string().exactOptional(),
  text: z.string().exactOptional(),
  cc: addresses.exactOptional(),
  bcc: addresses.exactOptional(),
  reply_to: addresses.exactOptional(),
  headers: z.record(z.string().regex(/^[A-Za-z0-9-]+$/), line).exactOptional(),
  tags: z.array(z.strictObject({ name: tagText, value: tagText })).exactOptional(),
  attachments: z.array(z.looseObject({})).exactOptional(),
  scheduled_at: z.string().exactOptional(),
  topic_id: z.string().exactOptional(),
});
type Email = z.infer<typeof emailSchema>;

export const playRelay: Player = (call, state, now) => {
  const reply = answer(call, state, now);
  const isThrottled = reply.status === 429;
  const rate = {
    "ratelimit-limit": "10",
    "ratelimit-policy": "10;w=1",
    "ratelimit-remaining": isThrottled ? "0" : "9",
    "ratelimit-reset": "1",
    ...(isThrottled ? { "retry-after": "1" } : {}),
  };
  return { ...reply, headers: { ...rate, ...reply.headers } };
};

function answer(call: Call, state: State, now: number): Reply {
  const key = /^Bearer (\S+)$/.exec(call.headers.get("authorization") ?? "")?.[1];
  if (!key) return refuse(401, "missing_api_key", "Missing API Key");
  if (!/^re_\w+$/.test(key)) return refuse(401, "invalid_api_key", "API key is invalid");
  const route = `${call.method} ${call.url.pathname}`;
  if (route === "POST /emails") return receiveEmail(call, state, now);
  if (route !== "GET /domains" && route !== "GET /webhooks") {
    return refuse(404, "not_found", "The requested endpoint does not exist");
  }
  if (key.includes("send_only")) {
    return refuse(401, "restricted_api_key", "This API key is restricted to only send emails");
  }
  return route === "GET /domains" ? listDomains(state) : listWebhooks;
}

const listWebhooks: Reply = {
  status: 200,
  body: {},
  shows: {
    sender: null,
    body: (addresses) => ({
      object: "list",
      has_more: false,
      data: addresses.map((endpoint, i) => ({
        id: `${i}`,
        endpoint,
        status: "enabled",
        events: [],
      })),
    }),
  },
};

function receiveEmail(call: Call, state: State, now: number): Reply {
  const key = call.headers.get("idempotency-key");
  if (key !== null && (key.length === 0 || key.length > 256)) {
    const message = "The idempotency key must be between 1-256 chars";
    return refuse(400, "invalid_idempotency_key", message);
  }
  const body = parseJson(call.body);
  const email = emailSchema.safeParse(body);
  if (!email.success) return malformed(firstProblem(email.error, body));
  const { from, to, html, text } = email.data;
  if (html === undefined && text === undefined) {
    return refuse(422, "missing_required_field", "Missing `html` or `text` field.");
  }
  if (domainOf(from) === unverifiedDomain) {
    const message = `The ${unverifiedDomain} domain is not verified.`;
    return refuse(403, "validation_error", message);
  }
  const used = key === null ? null : state.relayKey(key, now);
  if (used && used.body !== call.body) {
    const message = "Same idempotency key used with a different request payload.";
    return refuse(409, "invalid_idempotent_request", message);
  }
  if (used) return { status: 200, body: { id: used.emailId } };

  const recipients = typeof to === "string" ? [to] : to;
  const local = localPart(recipients[0] ?? "");
  if (Object.hasOwn(magicRefusals, local)) {
    const refusal = magicRefusals[local];
    if (refusal) return refuse(...refusal);
  }
  const id = crypto.randomUUID();
  const { outcome, events } = courseOf(recipients[0] ?? "", state.switches());
  const facts = { ...shown(email.data), to: recipients, idempotency_key: key, outcome };
  const entry = { id, at: now, facts, request: call.body };
  state.record("mailbox", entry);
  if (key !== null) state.keepRelayKey(key, call.body, id, now);
  return { status: 200, body: { id }, callbacks: mailCallbacks(relayReports, entry, events, now) };
}

const shown = ({ from, subject }: Email) => ({ from, subject });

/** A domain is verified by being used; a few are from the start, so that an account can be checked first. */
function listDomains(state: State): Reply {
  const seen = state.entries("mailbox").map(({ facts }) => domainOf(String(facts["from"])));
  const names = [...new Set(["example.com", "acme.example", unverifiedDomain, ...seen])];
  const data = names.map((name, i) => ({
    id: `00000000-0000-4000-8000-${String(i).padStart(12, "0")}`,
    name,
    status: name === unverifiedDomain ? "not_started" : "verified",
    created_at: "2026-01-01T00:00:00.000Z",
    region: "us-east-1",
  }));
  return { status: 200, body: { object: "list", has_more: false, data } };
}

function malformed({ kind, path, rule }: Problem): Reply {
  const name = path.join(".") || "body";
  if (kind === "missing")
    return refuse(422, "missing_required_field", `Missing \`${name}\` field.`);
  return refuse(422, "validation_error", `Invalid \`${name}\` field. ${rule}`);
}

function refuse(statusCode: number, name: string, message: string): Reply {
  return { status: statusCode, body: { statusCode, message, name } };
}
