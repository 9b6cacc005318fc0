// What becomes of a message that Twilio accepted, as its status callbacks tell it: a form each, signed over the
// address that it is posted to. A message carries its steps with their times from the start.
import { toBase64, utf8 } from "../lib/bytes.ts";
import { type JsonObject, parseJson } from "../lib/json.ts";
import type { Callback } from "./callback.ts";
import type { Letter } from "./letter.ts";
import type { Entry } from "./state.ts";

/** Twilio reports no first status: that stood in the answer. `at` is in epoch milliseconds. */
type Step = { status: "sent" | "delivered" | "undelivered"; at: number; error_code: number | null };

const sentAfterMs = 50;
const endedAfterMs = 150;

export function stepsOf(
  now: number,
  { errorCode, isSilent }: { errorCode: number | null; isSilent: boolean },
): Step[] {
  const sent: Step = { status: "sent", at: now + sentAfterMs, error_code: null };
  if (isSilent) return [sent];
  const status = errorCode === null ? "delivered" : "undelivered";
  return [sent, { status, at: now + endedAfterMs, error_code: errorCode }];
}

const stepsIn = (facts: JsonObject): Step[] => (facts["steps"] ?? []) as Step[];

/** The last step of a message until `now`; null while it waits. */
export const stepAt = (facts: JsonObject, now: number): Step | null =>
  stepsIn(facts).findLast(({ at }) => at <= now) ?? null;

/** RFC 2822, to the second, as Twilio writes times. */
export const rfc2822 = (at: number): string => new Date(at).toUTCString().replace(/GMT$/, "+0000");

export function statusCallbacks({ id, facts }: Entry, now: number): Callback[] {
  return stepsIn(facts).map(({ status, at, error_code }) => ({
    provider: "twilio" as const,
    sender: String(facts["account"]),
    subject: id,
    event: status,
    afterMs: at - now,
    body: {
      callback_url: facts["callback_url"] ?? null,
      params: paramsOf(id, facts, status, error_code),
    },
  }));
}

function paramsOf(id: string, facts: JsonObject, status: string, code: number | null): JsonObject {
  const { contact, account_sid, from, messaging_service_sid: service } = facts;
  return {
    SmsSid: id,
    SmsStatus: status,
    MessageStatus: status,
    To: contact ?? "",
    ...(service ? { MessagingServiceSid: service } : {}),
    MessageSid: id,
    AccountSid: account_sid ?? "",
    From: from ?? "",
    ApiVersion: "2010-04-01",
    ...(code === null ? {} : { ErrorCode: String(code) }),
    ...(status === "sent" ? {} : { RawDlrDoneDate: "2606151220" }),
  };
}

interface Parcel {
  callback_url: string | null;
  params: Record<string, string>;
}

/**
 * Twilio: HMAC-SHA-1 over the address and the sorted fields. Where the message named an address for its reports
 * that leads to the same receiver, it is signed and called by that one.
 */
export async function twilioRequest({ url, body, secret }: Letter): Promise<Request> {
  const { callback_url, params } = parseJson(body) as Parcel;
  const named = URL.parse(callback_url ?? "");
  const own = new URL(url);
  const isOurs = named?.pathname.endsWith(own.pathname) ?? false;
  if (isOurs) own.search = named?.search ?? "";
  const address = isOurs && callback_url !== null ? callback_url : own.href;
  const fields = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1));
  const signed = address + fields.map((field) => field.join("")).join("");
  const algorithm = { name: "HMAC", hash: "SHA-1" };
  const key = await crypto.subtle.importKey("raw", utf8(secret), algorithm, false, ["sign"]);
  const mac = new Uint8Array(await crypto.subtle.sign(algorithm, key, utf8(signed)));
  return new Request(own, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded; charset=utf-8",
      "user-agent": "TwilioProxy/1.1",
      "x-twilio-signature": toBase64(mac),
    },
    body: new URLSearchParams(params).toString(),
  });
}
