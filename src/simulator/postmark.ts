// Plays Postmark: send a mail, show the server. Every address may send but those at `unverified.example`; the
// streams are `outbound` and `broadcast`; the addresses of the `postmarkMagic` table misbehave.
import { z } from "zod";
import { parseJson } from "../lib/json.ts";
import { addressIn } from "./mail-address.ts";
import {
  courseOf,
  domainOf,
  localPart,
  magicOutcomes,
  mailCallbacks,
  mailMagic,
} from "./mail-course.ts";
import type { Call, Magic, Player, Reply } from "./player.ts";
import { postmarkReports } from "./postmark-events.ts";
import { firstProblem, type Problem } from "./problem.ts";
import type { State } from "./state.ts";

export const postmarkHost = "api.postmarkapp.com";

const unverifiedDomain = "unverified.example";

/** Refusals by the part of the first recipient's address before the `@`. */
const magicRefusals: Record<string, [status: number, code: number, message: string]> = {
  "rate-limited": [429, 429, "Rate limit exceeded."],
  quota: [422, 405, "You are not allowed to send: your account has no credits."],
  blocked: [422, 300, "Invalid 'HtmlBody'."],
  suppressed: [
    422,
    406,
    // Postmark's own client finds the addresses between these words.
    "Found inactive addresses: {to}. Inactive recipients bounced, complained, or were taken off.",
  ],
  broken: [500, 500, "Internal server error."],
};

export const postmarkMagic: Magic[] = [
  ...mailMagic(
    "Postmark",
    Object.fromEntries(
      Object.entries(magicRefusals).map(([local, [status, code]]) => [
        local,
        `${status} with the code ${code}`,
      ]),
    ),
    Object.keys(magicOutcomes).filter((local) => !Object.hasOwn(magicRefusals, local)),
  ),
  {
    provider: "Postmark",
    given: `from …@${unverifiedDomain}`,
    effect: "422 with the code 400",
  },
  { provider: "Postmark", given: "a token containing invalid", effect: "401 with the code 10" },
];

const mailbox = z.string().refine((text) => addressIn(text) !== null, "is not a valid address");
/** Our clients quote no commas in recipients, so that every comma is one between two. */
const mailboxes = z
  .string()
  .refine(
    (text) => text.split(",").every((one) => addressIn(one.trim()) !== null),
    "is not a list of valid addresses",
  )
  .refine((text) => text.split(",").length <= 50, "has more than 50 addresses");
const line = z.string().regex(/^[^\r\n]*$/, "must be one line");

const mailSchema = z.strictObject({
  From: mailbox,
  To: mailboxes,
  Cc: mailboxes.exactOptional(),
  Bcc: mailboxes.exactOptional(),
  Subject: line.max(2_000).exactOptional(),
  HtmlBody: z.string().exactOptional(),
  TextBody: z.string().exactOptional(),
  ReplyTo: mailboxes.exactOptional(),
  Tag: z.string().max(1_000).exactOptional(),
  Metadata: z
    .record(z.string().min(1).max(20), z.string().max(80))
    .refine((data) => Object.keys(data).length <= 10, "has more than 10 fields")
    .exactOptional(),
  Headers: z.array(z.strictObject({ Name: line, Value: line })).exactOptional(),
  TrackOpens: z.boolean().exactOptional(),
  TrackLinks: z.enum(["None", "HtmlAndText", "HtmlOnly", "TextOnly"]).exactOptional(),
  MessageStream: z.string().exactOptional(),
  Attachments: z.array(z.looseObject({})).exactOptional(),
});

const server = {
  ID: 23,
  Name: "Simulator",
  DeliveryType: "Live",
  SmtpApiActivated: true,
  TrackOpens: false,
  TrackLinks: "None",
};

export const playPostmark: Player = (call, state, now) => {
  const token = call.headers.get("x-postmark-server-token") ?? "";
  if (!/^[\w-]+$/.test(token) || token.includes("invalid")) {
    return refuse(401, 10, "Request does not contain a valid Server token.");
  }
  switch (`${call.method} ${call.url.pathname}`) {
    case "POST /email":
      return receiveMail(call, state, now);
    case "GET /server":
      return { status: 200, body: server };
    case "GET /webhooks":
      return { status: 200, body: {}, shows: { sender: null, body: webhooks } };
    default:
      return refuse(404, 404, "There is nothing at this address.");
  }
};

const webhooks = (addresses: string[]) => ({
  Webhooks: addresses.map((Url, i) => ({ ID: i + 1, Url, MessageStream: "outbound" })),
});

function receiveMail(call: Call, state: State, now: number): Reply {
  const body = parseJson(call.body);
  if (body === undefined) return refuse(422, 402, "Invalid JSON.");
  const parsed = mailSchema.safeParse(body);
  if (!parsed.success) return malformed(firstProblem(parsed.error, body));
  const { From, To, Subject, HtmlBody, TextBody, MessageStream = "outbound" } = parsed.data;
  if (!HtmlBody && !TextBody) {
    return refuse(422, 300, "Provide either email TextBody or HtmlBody or both.");
  }
  if (MessageStream === "inbound") {
    return refuse(422, 1236, "Sending through inbound streams is not allowed.");
  }
  if (!["outbound", "broadcast"].includes(MessageStream)) {
    return refuse(422, 1235, `The stream '${MessageStream}' does not exist on this server.`);
  }
  if (domainOf(From) === unverifiedDomain) {
    return refuse(422, 400, "The 'From' address is not a Sender Signature on this account.");
  }
  const to = To.split(",").map((one) => one.trim());
  const [first = ""] = to;
  const local = localPart(first);
  const refusal = Object.hasOwn(magicRefusals, local) ? magicRefusals[local] : undefined;
  if (refusal) {
    const [status, code, message] = refusal;
    const reply = refuse(status, code, message.replace("{to}", first));
    return { ...reply, headers: status === 429 ? { "retry-after": "1" } : {} };
  }
  const id = crypto.randomUUID();
  const { outcome, events } = courseOf(first, state.switches());
  const facts = { provider: "postmark", from: From, to, subject: Subject ?? "", outcome };
  const entry = { id, at: now, facts, request: call.body };
  state.record("mailbox", entry);
  return {
    status: 200,
    body: {
      To,
      SubmittedAt: new Date(now).toISOString(),
      MessageID: id,
      ErrorCode: 0,
      Message: "OK",
    },
    callbacks: mailCallbacks(postmarkReports, entry, events, now),
  };
}

function malformed({ kind, path, rule }: Problem): Reply {
  const field = path.join(".") || "body";
  if (kind === "unknown") return refuse(422, 403, `Invalid request field(s): ${field}.`);
  return refuse(
    422,
    300,
    kind === "missing" ? `'${field}' is missing.` : `Invalid '${field}': ${rule}.`,
  );
}

function refuse(status: number, ErrorCode: number, Message: string): Reply {
  return { status, body: { ErrorCode, Message } };
}
