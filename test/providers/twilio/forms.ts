// Twilio's side of a webhook, for tests: the form that it posts, and its signature. Written apart from the code
// that verifies.
import { createHmac } from "node:crypto";
import { utf8 } from "../../../src/lib/bytes.ts";

export const accountSid = "AC0123456789abcdef0123456789abcdef";
export const serviceSid = "MG0123456789abcdef0123456789abcdef";
export const messageSid = "SM0123456789abcdef0123456789abcdef";
export const ours = "+15017122661";
export const theirs = "+12025550142";

export const formOf = (fields: Record<string, string>) =>
  utf8(new URLSearchParams(fields).toString());

/** The value of X-Twilio-Signature. */
export function twilioSignature(token: string, url: string, raw: Uint8Array): string {
  const fields = [...new URLSearchParams(new TextDecoder().decode(raw))];
  const sorted = fields.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const text = url + sorted.map(([name, value]) => name + value).join("");
  return createHmac("sha1", token).update(text).digest("base64");
}

export const statusFields = (status: string, rest: Record<string, string> = {}) => ({
  SmsSid: messageSid,
  SmsStatus: status,
  MessageStatus: status,
  To: theirs,
  MessageSid: messageSid,
  AccountSid: accountSid,
  From: ours,
  ApiVersion: "2010-04-01",
  ...rest,
});

export const inboundFields = (Body: string, rest: Record<string, string> = {}) => ({
  ToCountry: "US",
  SmsMessageSid: messageSid,
  NumMedia: "0",
  SmsSid: messageSid,
  SmsStatus: "received",
  Body,
  To: ours,
  NumSegments: "1",
  MessageSid: messageSid,
  AccountSid: accountSid,
  From: theirs,
  ApiVersion: "2010-04-01",
  ...rest,
});
