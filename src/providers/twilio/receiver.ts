// What Twilio tells us, one thing a request: what became of a message, or what a person wrote. STOP and START
// are both a message and the person's will.
import type { JsonObject } from "../../lib/json.ts";
import type { ConsentUpdate, PersonAddress, UnknownUpdate, Update } from "../../model/update.ts";
import type { Receiver } from "../provider.ts";
import { factOf, isWaiting } from "./message-facts.ts";
import { settingsSchema } from "./schema.ts";
import { correlationParameter } from "./send.ts";
import { verify } from "./signature.ts";
import {
  formSchema,
  type InboundForm,
  inboundSchema,
  mediaSchema,
  type StatusForm,
  statusSchema,
} from "./webhook-schema.ts";

export const receiver: Receiver = {
  signedWith: { secrets: ["auth_token"] },
  verify,
  decode: (text, url) => ({
    params: Object.fromEntries(new URLSearchParams(text)),
    correlationId: URL.parse(url)?.searchParams.get(correlationParameter) ?? null,
  }),
  parse,
  concerns: (update, settings) => {
    const { from, messaging_service_sid } = settingsSchema.safeParse(settings).data ?? {};
    const ours = messaging_service_sid ?? from;
    const sender = "sender" in update ? update.sender : null;
    return ours !== undefined && typeof sender === "string" && sender.split(" ").includes(ours);
  },
  // Twilio: whatever else it is answered with goes to the person as an SMS.
  answer: { type: "text/xml", body: "<Response/>" },
};

function parse(body: unknown, now: number): Update[] {
  const form = formSchema.safeParse(body).data;
  if (!form) return [unknown("a request of Twilio that is no form")];
  const { params, correlationId } = form;
  if (Object.hasOwn(params, "MessageStatus")) {
    const status = statusSchema.safeParse(params).data;
    return status ? readStatus(status, correlationId, now) : [unknown("a status of no message")];
  }
  const inbound = inboundSchema.safeParse(params).data;
  const isMessage = Object.hasOwn(params, "Body") || Object.hasOwn(params, "NumMedia");
  if (!inbound || !isMessage) return [unknown("a request of Twilio that is no message")];
  return readInbound(inbound, params, now);
}

const unknown = (reason: string): UnknownUpdate => ({ kind: "unknown", reason });

/**
 * Our number and, behind a blank, the messaging service that it works for: either may be what an account
 * is known by.
 */
const senderOf = (number: string | undefined, service: string | undefined): string =>
  [number, service].filter((one) => one !== undefined).join(" ");

const personOf = (phone: string | null): PersonAddress => ({ phone, userId: null, email: null });

function readStatus(form: StatusForm, correlationId: string | null, now: number): Update[] {
  const { MessageStatus: status, ErrorCode = null, ErrorMessage = null } = form;
  if (isWaiting(status)) return [];
  const fact = factOf(status, { code: ErrorCode, message: ErrorMessage, at: now });
  if (!fact) return [unknown(`the status ${status} of a message`)];
  return [
    {
      kind: "report",
      sender: senderOf(form.From, form.MessagingServiceSid),
      correlationId,
      providerMessageId: form.MessageSid,
      person: personOf(form.To),
      fact,
    },
  ];
}

function readInbound(form: InboundForm, params: Record<string, unknown>, now: number): Update[] {
  if (form.From === null) return [unknown("a message of nobody who has a number")];
  const sender = senderOf(form.To, form.MessagingServiceSid);
  const from = personOf(form.From);
  const media = mediaOf(form.NumMedia, params);
  const will = willOf(form);
  return [
    {
      kind: "message",
      sender,
      from,
      providerMessageId: form.MessageSid,
      at: now,
      type: typeOf(media[0]?.["mime_type"]),
      text: form.Body || null,
      profileName: form.ProfileName || null,
      opensWindow: true,
      details: {
        ...(media[0] ? { media: media[0] } : {}),
        ...(media.length > 1 ? { further_media: media.slice(1) } : {}),
      },
    },
    ...(will ? [{ kind: "consent" as const, sender, person: from, ...will, at: now }] : []),
  ];
}

function mediaOf(count: number, params: Record<string, unknown>): JsonObject[] {
  return Array.from({ length: count }, (_, i) => {
    const read = mediaSchema.safeParse({
      url: params[`MediaUrl${i}`],
      type: params[`MediaContentType${i}`],
    });
    if (!read.success) return [];
    const { url, type } = read.data;
    const [, id] = /\/Messages\/([A-Z]{2}\w{1,64}\/Media\/ME\w{1,64})$/.exec(url) ?? [];
    return [{ ...(id ? { id } : {}), url, ...(type ? { mime_type: type } : {}) }];
  }).flat();
}

/** Named as on the other channels. */
function typeOf(mimeType: unknown): string {
  if (mimeType === undefined) return "text";
  const [family = ""] = String(mimeType).split("/");
  return ["image", "video", "audio"].includes(family) ? family : "document";
}

/** Twilio's standard words, each only when it is all that the person wrote. */
const stopWords: ReadonlySet<string> = new Set([
  "STOP",
  "STOPALL",
  "UNSUBSCRIBE",
  "CANCEL",
  "END",
  "QUIT",
  "REVOKE",
  "OPTOUT",
]);
const startWords: ReadonlySet<string> = new Set(["START", "YES", "UNSTOP"]);

/** With advanced opt-out the words are the account's own, and Twilio says what it took them for. */
function willOf({ Body = "", OptOutType }: InboundForm): Will | null {
  const word = Body.trim().toUpperCase();
  const asked = OptOutType?.toUpperCase() ?? wordKind(word);
  const reason = word.slice(0, 40) || asked || "";
  if (asked === "STOP") return { optedOut: "all", reason };
  return asked === "START" ? { optedOut: "none", reason } : null;
}

type Will = Pick<ConsentUpdate, "optedOut" | "reason">;

function wordKind(word: string): "STOP" | "START" | null {
  if (stopWords.has(word)) return "STOP";
  return startWords.has(word) ? "START" : null;
}
