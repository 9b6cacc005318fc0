// The form of a new message, as Twilio takes it. A name that Twilio does not know is refused: a misspelt one
// must not pass unseen.
import { toHex } from "../lib/bytes.ts";

export const twilioHost = "api.twilio.com";

/** What Twilio says to each code. */
export const errorTexts: Record<number, string> = {
  20001: "Invalid parameter",
  20003: "Authenticate",
  20004: "Method not allowed",
  20404: "The requested resource was not found",
  20429: "Too Many Requests",
  21211: "Invalid 'To' Phone Number",
  21408: "Permission to send an SMS has not been enabled for the region",
  21602: "Message body is required",
  21603: "A 'From' phone number is required",
  21604: "A 'To' phone number is required",
  21606: "The 'From' phone number is not a valid, SMS-capable number",
  21609: "Invalid 'StatusCallback' url",
  21610: "Attempt to send to unsubscribed recipient",
  21614: "'To' number is not a valid mobile number",
  21617: "The concatenated message body exceeds the 1600 character limit",
  21620: "Invalid media URL(s)",
  21623: "Number of media files exceeds allowed limit",
  30003: "Unreachable destination handset",
  30005: "Unknown destination handset",
  30007: "Carrier violation",
};

/** Names that Twilio knows beside those that mean something here. */
const otherNames = [
  "ProvideFeedback",
  "Attempt",
  "ValidityPeriod",
  "SmartEncoded",
  "ShortenUrls",
  "RiskCheck",
  "MessageIntent",
];
const names = new Set([
  "To",
  "From",
  "MessagingServiceSid",
  "Body",
  "MediaUrl",
  "StatusCallback",
  ...otherNames,
]);

/** What a messaging service sends from. */
export const pooledNumber = "+12025550199";

const maxBody = 1600;
const maxMedia = 10;

export interface Form {
  to: string;
  from: string | null;
  service: string | null;
  text: string;
  media: string[];
  callbackUrl: string | null;
}

const isE164 = (text: string): boolean => /^\+[1-9]\d{6,14}$/.test(text);
const isSender = (text: string): boolean => isE164(text) || /^\d{3,8}$/.test(text);
const isWebUrl = (text: string): boolean => /^https?:\/\/[^\s<>"]{1,2000}$/.test(text);

/** The message that a form asks for, or the code of what is wrong with it. */
export function readForm(body: string): Form | { code: number; text?: string } {
  const params = new URLSearchParams(body);
  const unknown = [...params.keys()].find((name) => !names.has(name));
  if (unknown !== undefined) return { code: 20001, text: `Unknown parameter ${unknown}` };
  const [to, from, service] = ["To", "From", "MessagingServiceSid"].map((one) => params.get(one));
  const media = params.getAll("MediaUrl");
  const text = params.get("Body") ?? "";
  const callbackUrl = params.get("StatusCallback");
  if (!to) return { code: 21604 };
  if (!isE164(to)) {
    return { code: 21211, text: `The 'To' number ${to} is not a valid phone number.` };
  }
  if (!from && !service) return { code: 21603 };
  if (from && !isSender(from)) return { code: 21606 };
  if (service && !/^MG[0-9a-fA-F]{32}$/.test(service)) return { code: 20404 };
  if (text === "" && media.length === 0) return { code: 21602 };
  if (text.length > maxBody) return { code: 21617 };
  if (media.length > maxMedia) return { code: 21623 };
  if (!media.every(isWebUrl)) return { code: 21620 };
  if (callbackUrl !== null && !isWebUrl(callbackUrl)) return { code: 21609 };
  return { to, from: from ?? null, service: service ?? null, text, media, callbackUrl };
}

/** A new id of Twilio: two letters for its kind, and 32 hexadecimal digits. */
export const newSid = (kind: "SM" | "MM" | "ME"): string =>
  kind + toHex(crypto.getRandomValues(new Uint8Array(16)));
