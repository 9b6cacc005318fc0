// A person writes an SMS, and Twilio tells what they wrote. STOP and START are the person's will at once.
import type { Callback } from "./callback.ts";
import { newSid, pooledNumber, twilioHost } from "./twilio-form.ts";
import type { Says } from "./word.ts";

const stopWords = ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"];
const startWords = ["START", "YES", "UNSTOP"];

/** Twilio takes a copy of what a person sends, and gives that one's address. */
const mediumOf = (account: string, messageSid: string): string =>
  `https://${twilioHost}/2010-04-01/Accounts/${account}/Messages/${messageSid}/Media/${newSid("ME")}`;

/** Nothing can be tapped in an SMS: a tap is the button's words. */
export const twilioSays: Says = (word, state, now) => {
  const { to, from, tap, image } = word;
  const text = word.text ?? tap?.title ?? tap?.id ?? "";
  const keyword = text.trim().toUpperCase();
  if (stopWords.includes(keyword)) state.shut(to, from, true);
  if (startWords.includes(keyword)) state.shut(to, from, false);

  const id = newSid(image ? "MM" : "SM");
  const account = `AC${"0".repeat(32)}`;
  const isService = to.startsWith("MG");
  const params: Record<string, string> = {
    ToCountry: "US",
    SmsMessageSid: id,
    NumMedia: image ? "1" : "0",
    SmsSid: id,
    SmsStatus: "received",
    FromCountry: "US",
    Body: text,
    To: isService ? pooledNumber : to,
    ...(isService ? { MessagingServiceSid: to } : {}),
    NumSegments: "1",
    MessageSid: id,
    AccountSid: account,
    From: from,
    ApiVersion: "2010-04-01",
    ...(image ? { MediaContentType0: "image/jpeg", MediaUrl0: mediumOf(account, id) } : {}),
  };
  const said = { channel: "sms", account: to, contact: from, type: image ? "media" : "text", text };
  const facts = { direction: "written", ...said };
  state.record("phone", { id, at: now, facts, request: JSON.stringify(params) });
  const body = { callback_url: null, params };
  const callback: Callback = {
    provider: "twilio",
    sender: to,
    subject: id,
    event: "received",
    afterMs: 0,
    body,
  };
  return { id, callbacks: [callback] };
};
