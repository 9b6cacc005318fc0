// Plays SendGrid: send a mail, list a key's scopes. Every domain may send but `unverified.example`; a key that
// contains `no_send` lacks the permission to send; the addresses of the `sendgridMagic` table misbehave.
import { z } from "zod";
import { utf8 } from "../lib/bytes.ts";
import { parseJson } from "../lib/json.ts";
import { randomBase62 } from "../lib/token.ts";
import { addressIn } from "./mail-address.ts";
import { courseOf, domainOf, localPart, mailCallbacks, mailMagic } from "./mail-course.ts";
import type { Call, Magic, Player, Reply } from "./player.ts";
import { firstProblem, type Problem } from "./problem.ts";
import { sendgridReports } from "./sendgrid-events.ts";
import type { State } from "./state.ts";

export const sendgridHost = "api.sendgrid.com";

const unverifiedDomain = "unverified.example";

/** Refusals by the part of the first recipient's address before the `@`. */
const magicRefusals: Record<string, [status: number, message: string, field: string | null]> = {
  "rate-limited": [429, "too many requests", null],
  quota: [401, "Maximum credits exceeded", null],
  blocked: [400, "The content was refused.", "content"],
  broken: [500, "internal server error", null],
};

export const sendgridMagic: Magic[] = [
  ...mailMagic(
    "SendGrid",
    Object.fromEntries(
      Object.entries(magicRefusals).map(([local, [status, message]]) => [
        local,
        `${status} ${message}`,
      ]),
    ),
  ),
  { provider: "SendGrid", given: `from …@${unverifiedDomain}`, effect: "403" },
  { provider: "SendGrid", given: "an API key containing no_send", effect: "403 access forbidden" },
];

const address = z
  .string()
  .refine((text) => !text.includes("<") && addressIn(text) !== null, "must be a valid address");
const party = z.strictObject({ email: address, name: z.string().exactOptional() });
const parties = z.array(party).min(1).max(1_000);
const line = z.string().regex(/^[^\r\n]*$/, "must be one line");
const strings = z.record(z.string(), z.string());
/** SendGrid: all custom arguments together must be shorter than this. */
const maxArgsBytes = 10_000;
const customArgs = strings.refine(
  (args) => utf8(JSON.stringify(args)).length < maxArgsBytes,
  "must be smaller than 10000 bytes",
);

const contentSchema = z
  .array(z.strictObject({ type: z.string().min(1), value: z.string().min(1) }))
  .min(1)
  .refine(
    (parts) => parts.every(({ type }, i) => type !== "text/plain" || i === 0),
    "text/plain must be first, followed by text/html",
  );

const mailSchema = z.strictObject({
  personalizations: z
    .array(
      z.strictObject({
        to: parties,
        cc: parties.exactOptional(),
        bcc: parties.exactOptional(),
        subject: line.min(1).exactOptional(),
        headers: strings.exactOptional(),
        custom_args: customArgs.exactOptional(),
        send_at: z.int().exactOptional(),
      }),
    )
    .min(1)
    .max(1_000),
  from: party,
  reply_to: party.exactOptional(),
  subject: line.min(1),
  content: contentSchema,
  attachments: z.array(z.looseObject({})).exactOptional(),
  headers: strings.exactOptional(),
  categories: z.array(z.string().max(255)).max(10).exactOptional(),
  custom_args: customArgs.exactOptional(),
  send_at: z.int().exactOptional(),
  asm: z.looseObject({ group_id: z.int() }).exactOptional(),
  mail_settings: z
    .looseObject({ sandbox_mode: z.strictObject({ enable: z.boolean() }).exactOptional() })
    .exactOptional(),
  tracking_settings: z.looseObject({}).exactOptional(),
});

export const playSendgrid: Player = (call, state, now) => {
  const key = /^Bearer (\S+)$/.exec(call.headers.get("authorization") ?? "")?.[1] ?? "";
  if (!/^SG\.[\w.-]+$/.test(key)) {
    return refuse(401, "The provided authorization grant is invalid, expired, or revoked");
  }
  const maySend = !key.includes("no_send");
  switch (`${call.method} ${call.url.pathname}`) {
    case "POST /v3/mail/send":
      return maySend ? receiveMail(call, state, now) : refuse(403, "access forbidden");
    case "GET /v3/scopes":
      return {
        status: 200,
        body: { scopes: ["user.profile.read", ...(maySend ? ["mail.send"] : [])] },
      };
    case "GET /v3/user/webhooks/event/settings/all":
      return {
        status: 200,
        body: {},
        shows: {
          sender: null,
          body: (addresses) => ({
            max_allowed: 5,
            webhooks: addresses.map((address) => ({ enabled: true, url: address })),
          }),
        },
      };
    default:
      return refuse(404, "not found");
  }
};

function receiveMail(call: Call, state: State, now: number): Reply {
  const body = parseJson(call.body);
  const parsed = mailSchema.safeParse(body);
  if (!parsed.success) return malformed(firstProblem(parsed.error, body));
  const { from, personalizations, subject, mail_settings: settings } = parsed.data;
  if (domainOf(from.email) === unverifiedDomain) {
    return refuse(403, "The from address does not match a verified Sender Identity.", "from");
  }
  const to = personalizations.flatMap((one) => one.to.map(({ email }) => email));
  const [first = ""] = to;
  const local = localPart(first);
  const refusal = Object.hasOwn(magicRefusals, local) ? magicRefusals[local] : undefined;
  if (refusal) {
    const reset = String(Math.floor(now / 1_000) + 1);
    const limits = { "retry-after": "1", "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset };
    return { ...refuse(...refusal), ...(refusal[0] === 429 ? { headers: limits } : {}) };
  }
  // SendGrid: the sandbox checks the request, sends nothing and gives no id.
  if (settings?.sandbox_mode?.enable) return { status: 200, body: new Uint8Array() };
  const id = randomBase62(22);
  const { outcome, events } = courseOf(first, state.switches());
  const facts = { provider: "sendgrid", from: shown(from), to, subject, outcome };
  const entry = { id, at: now, facts, request: call.body };
  state.record("mailbox", entry);
  return {
    status: 202,
    headers: { "x-message-id": id },
    body: new Uint8Array(),
    callbacks: mailCallbacks(sendgridReports, entry, events, now),
  };
}

/** As people read it; a name that is quoted already stays as it is. */
function shown({ email, name }: z.infer<typeof party>): string {
  if (!name) return email;
  const written = /^".*"$/.test(name) ? name : `"${name.replace(/["\\]/g, "\\$&")}"`;
  return `${written} <${email}>`;
}

function malformed({ kind, path, rule }: Problem): Reply {
  const field = path.join(".") || "body";
  if (kind === "missing") return refuse(400, `The ${field} is required.`, field);
  if (kind === "unknown") return refuse(400, `Additional property ${path.at(-1)} is not allowed`);
  return refuse(400, `The ${field} ${rule}.`, field);
}

function refuse(status: number, message: string, field: string | null = null): Reply {
  return { status, body: { errors: [{ message, field, help: null }] } };
}
