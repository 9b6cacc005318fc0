// Plays Mailgun: send a mail by a form of either kind, show a domain. Every domain may send but
// `unverified.example`; the addresses of the `mailgunMagic` table misbehave; any other path is greeted with 200.
import { fromBase64, utf8 } from "../lib/bytes.ts";
import type { JsonObject } from "../lib/json.ts";
import { randomBase62 } from "../lib/token.ts";
import { addressIn } from "./mail-address.ts";
import { courseOf, localPart, mailCallbacks, mailMagic } from "./mail-course.ts";
import { mailgunReports } from "./mailgun-events.ts";
import type { Call, Magic, Player, Reply } from "./player.ts";
import type { State } from "./state.ts";

export const mailgunHost = "api.mailgun.net";

const unverifiedDomain = "unverified.example";

/** Refusals by the part of the first recipient's address before the `@`. */
const magicRefusals: Record<string, [status: number, message: string]> = {
  "rate-limited": [429, "Too many requests"],
  quota: [420, "Recipient limit exceeded, try again later"],
  blocked: [400, "The message was refused"],
  broken: [500, "Internal Server Error"],
};

export const mailgunMagic: Magic[] = [
  ...mailMagic(
    "Mailgun",
    Object.fromEntries(
      Object.entries(magicRefusals).map(([local, refusal]) => [local, refusal.join(" ")]),
    ),
  ),
  { provider: "Mailgun", given: `the domain ${unverifiedDomain}`, effect: "403" },
  { provider: "Mailgun", given: "an API key containing invalid", effect: "401 Forbidden" },
];

const names = new Set(["from", "to", "cc", "bcc", "subject", "text", "html", "attachment"]);
const isKnown = (name: string): boolean => names.has(name) || /^[ohv]:[\w-]{1,100}$/.test(name);
/** Mailgun: options, headers and variables together. */
const maxOptionBytes = 16 * 1024;
const maxRecipients = 1_000;

export const playMailgun: Player = (call, state, now) => {
  const basic = /^Basic (\S+)$/.exec(call.headers.get("authorization") ?? "")?.[1] ?? "";
  const [, key] = /^api:(\S+)$/.exec(new TextDecoder().decode(fromBase64(basic) ?? utf8(""))) ?? [];
  if (!key || key.includes("invalid")) return { status: 401, body: utf8("Forbidden") };
  const { method, url } = call;
  const [, sending] = /^\/v3\/([^/]+)\/messages$/.exec(url.pathname) ?? [];
  if (method === "POST" && sending) return receiveMail(call, sending, state, now);
  const [, shown] = /^\/v4\/domains\/([^/]+)$/.exec(url.pathname) ?? [];
  if (method === "GET" && shown) {
    const domain = { name: shown, state: shown === unverifiedDomain ? "unverified" : "active" };
    return { status: 200, body: { domain } };
  }
  if (method === "GET" && /^\/v3\/domains\/[^/]+\/webhooks$/.test(url.pathname)) {
    const body = (urls: string[]) => ({ webhooks: urls.length > 0 ? { delivered: { urls } } : {} });
    return { status: 200, body: {}, shows: { sender: null, body } };
  }
  return { status: 200, body: utf8("Mailgun Magnificent API") };
};

function receiveMail(call: Call, domain: string, state: State, now: number): Reply {
  if (call.body === "") return refuse(413, "The message is empty or too large");
  const form = fieldsOf(call);
  const problem = problemOf(form);
  if (problem) return refuse(400, problem);
  if (domain === unverifiedDomain) {
    return refuse(403, `Domain ${domain} is not allowed to send: it is not verified`);
  }
  const to = recipientsIn(form, "to");
  const [first = ""] = to;
  const local = localPart(first);
  const refusal = Object.hasOwn(magicRefusals, local) ? magicRefusals[local] : undefined;
  if (refusal) {
    return { ...refuse(...refusal), headers: refusal[0] === 429 ? { "retry-after": "1" } : {} };
  }
  // The answer has it in angle brackets, the events not.
  const id = `${now}.1.${randomBase62(16)}@${domain}`;
  const { outcome, events } = courseOf(first, state.switches());
  const [from = "", subject = ""] = ["from", "subject"].map((name) => form.get(name)?.[0]);
  const facts = { provider: "mailgun", from, to, subject, outcome };
  const entry = { id, at: now, facts, request: JSON.stringify(asJson(form)) };
  state.record("mailbox", entry);
  return {
    status: 200,
    body: { id: `<${id}>`, message: "Queued. Thank you." },
    callbacks: mailCallbacks(mailgunReports, entry, events, now),
  };
}

type Fields = ReadonlyMap<string, string[]>;

/** Of a form in parts or in pairs; a file is its name. */
function fieldsOf({ form, body }: Call): Fields {
  const fields = new Map<string, string[]>();
  for (const [name, value] of form ?? new URLSearchParams(body)) {
    const text = typeof value === "string" ? value : value.name;
    fields.set(name, [...(fields.get(name) ?? []), text]);
  }
  return fields;
}

const asJson = (form: Fields): JsonObject =>
  Object.fromEntries(
    [...form].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? "") : values]),
  );

const recipientsIn = (form: Fields, name: string): string[] =>
  (form.get(name) ?? []).flatMap((text) => text.split(",").map((one) => one.trim()));

/** What is wrong with a form, in Mailgun's manner; null when nothing is. */
function problemOf(form: Fields): string | null {
  const unknown = [...form.keys()].find((name) => !isKnown(name));
  if (unknown !== undefined) return `${unknown} parameter is not known`;
  const from = form.get("from") ?? [];
  if (from.length === 0) return "from parameter is missing";
  const invalid = "parameter is not a valid address. please check documentation";
  if (from.length > 1 || !addressIn(from[0] ?? "")) return `from ${invalid}`;
  if (!form.has("to")) return "to parameter is missing";
  for (const name of ["to", "cc", "bcc"]) {
    const people = recipientsIn(form, name);
    if (people.length > maxRecipients) return `Too many recipients; max is ${maxRecipients}`;
    if (people.some((one) => !addressIn(one))) return `${name} ${invalid}`;
  }
  if (/[\r\n]/.test(form.get("subject")?.[0] ?? "")) return "subject parameter is not one line";
  if (!form.get("text")?.[0] && !form.get("html")?.[0]) {
    return "Need at least one of 'text' or 'html' parameters specified";
  }
  const options = [...form].filter(([name]) => /^[ohv]:/.test(name));
  if (utf8(JSON.stringify(options)).length > maxOptionBytes) {
    return "Send options (parameters starting with o:, h:, or v:) are limited to 16 kB total";
  }
  return null;
}

function refuse(status: number, message: string): Reply {
  return { status, body: { message } };
}
