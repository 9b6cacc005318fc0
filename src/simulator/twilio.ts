// Plays Twilio's messages: send, read one, read the account. Every account and number exists; a password
// containing "wrong" is refused; the numbers of the `twilioMagic` table misbehave. A person who said STOP gets
// nothing more from that sender until they say START.
import { fromBase64 } from "../lib/bytes.ts";
import type { JsonObject } from "../lib/json.ts";
import { picture } from "./picture.ts";
import type { Call, Magic, Player, Reply } from "./player.ts";
import type { Entry, State } from "./state.ts";
import { rfc2822, statusCallbacks, stepAt, stepsOf } from "./twilio-events.ts";
import { errorTexts, type Form, newSid, pooledNumber, readForm } from "./twilio-form.ts";

export { twilioRequest } from "./twilio-events.ts";
export { twilioHost } from "./twilio-form.ts";
export { twilioSays } from "./twilio-words.ts";

/** What Twilio answers, whatever is sent, to numbers that end in these six digits. */
const magicNumbers: Record<string, [status: number, code: number]> = {
  "020429": [429, 20429],
  "021211": [400, 21211],
  "021408": [400, 21408],
  "021610": [400, 21610],
  "021614": [400, 21614],
};
/** Accepted from numbers that end in these six digits, and reported as undelivered a moment later. */
const laterMagicNumbers: Record<string, number> = {
  "030003": 30003,
  "030005": 30005,
  "030007": 30007,
};
const silentEnding = "030000";
const brokenEnding = "000503";

const magic = (given: string, effect: string): Magic => ({ provider: "SMS", given, effect });
export const twilioMagic: Magic[] = [
  ...Object.entries(magicNumbers).map(([ending, [status, code]]) =>
    magic(`a number ending in ${ending}`, `${status}, error ${code}: ${errorTexts[code]}`),
  ),
  ...Object.entries(laterMagicNumbers).map(([ending, code]) =>
    magic(`a number ending in ${ending}`, `201, then undelivered ${code}: ${errorTexts[code]}`),
  ),
  magic(`a number ending in ${silentEnding}`, "201, and nothing after sent is ever reported"),
  magic(`a number ending in ${brokenEnding}`, "the message is sent, and the answer is a 503"),
  magic("a password containing wrong", "401, error 20003"),
];

const path = /^\/2010-04-01\/Accounts\/([^/.]+)(\/Messages(?:\/([^/.]+))?)?\.json$/;
const numbersPath = /^\/2010-04-01\/Accounts\/([^/.]+)\/IncomingPhoneNumbers\.json$/;
const mediumPath = /^\/2010-04-01\/Accounts\/([^/]+)\/Messages\/[^/]+(\/Media\/[^/]+)$/;

export const playTwilio: Player = (call, state, now) => {
  const { method, url, headers, body } = call;
  const medium = readMedium(call);
  if (medium) return medium;
  const numbers = readNumbers(call);
  if (numbers) return numbers;
  const [, account, messages, sid] = path.exec(url.pathname) ?? [];
  if (!account || !/^AC[0-9a-fA-F]{32}$/.test(account)) return refuse(404, 20404);
  if (!isKnown(headers.get("authorization"), account)) return refuse(401, 20003);
  const isList = messages !== undefined && sid === undefined;
  if (method !== (isList ? "POST" : "GET")) return refuse(405, 20004);
  if (isList) return receiveMessage(body, account, state, now);
  if (sid === undefined) return { status: 200, body: accountOf(account) };
  const entry = state.entry("phone", sid);
  if (entry?.facts["account_sid"] !== account) return refuse(404, 20404);
  return { status: 200, body: resourceOf(entry, now) };
};

/** Twilio asks for a login once, and then leads to an address that needs none. Null for any other request. */
function readMedium({ url, headers, origin }: Call): Reply | null {
  if (/^\/Media\/[^/]+$/.test(url.pathname)) return picture();
  const [, account = "", medium] = mediumPath.exec(url.pathname) ?? [];
  if (medium === undefined) return null;
  if (!isKnown(headers.get("authorization"), account)) return refuse(401, 20003);
  return { status: 307, headers: { location: `${origin}${medium}` }, body: {} };
}

/** The account's numbers that are `PhoneNumber`, which is the one that is asked about. Null for any other request. */
function readNumbers({ method, url, headers }: Call): Reply | null {
  const [, account] = numbersPath.exec(url.pathname) ?? [];
  if (account === undefined) return null;
  if (!isKnown(headers.get("authorization"), account)) return refuse(401, 20003);
  if (method !== "GET") return refuse(405, 20004);
  const number = url.searchParams.get("PhoneNumber") ?? "";
  const shown = ([address = ""]: string[]) => ({
    incoming_phone_numbers: [
      {
        account_sid: account,
        phone_number: number,
        sms_method: "POST",
        sms_url: address,
        sms_application_sid: "",
      },
    ],
    page: 0,
    page_size: 50,
  });
  return { status: 200, body: {}, shows: { sender: number, body: shown } };
}

/** Basic: the account itself or one of its API keys, and a password. */
function isKnown(authorization: string | null, account: string): boolean {
  const [, encoded = ""] = /^Basic ([A-Za-z0-9+/=]{1,9000})$/.exec(authorization ?? "") ?? [];
  const [, user, password] =
    /^([^:]*):(.+)$/.exec(new TextDecoder().decode(fromBase64(encoded) ?? new Uint8Array())) ?? [];
  const isUser = user === account || /^SK[0-9a-fA-F]{32}$/.test(user ?? "");
  return isUser && password !== undefined && !password.includes("wrong");
}

function receiveMessage(body: string, account: string, state: State, now: number): Reply {
  const form = readForm(body);
  if ("code" in form) return refuse(400, form.code, form.text);
  const sender = form.service ?? form.from ?? "";
  const ending = form.to.slice(-6);
  const [status, code] = magicNumbers[ending] ?? [];
  if (status !== undefined && code !== undefined) return refuse(status, code);
  if (state.isShut(sender, form.to)) return refuse(400, 21610);

  const id = newSid(form.media.length > 0 ? "MM" : "SM");
  const errorCode = laterMagicNumbers[ending] ?? null;
  const steps = stepsOf(now, { errorCode, isSilent: ending === silentEnding });
  const facts = { ...shownOf(form), account_sid: account, steps };
  const entry = { id, at: now, facts, request: JSON.stringify(form) };
  state.record("phone", entry);
  const callbacks = statusCallbacks(entry, now);
  return ending === brokenEnding
    ? { status: 503, body: { message: "Service Unavailable" }, callbacks }
    : { status: 201, body: resourceOf(entry, now), callbacks };
}

const shownOf = ({ to, from, service, text, media, callbackUrl }: Form): JsonObject => ({
  direction: "received",
  channel: "sms",
  account: service ?? from ?? "",
  contact: to,
  type: media.length > 0 ? "media" : "text",
  text,
  from: from ?? pooledNumber,
  messaging_service_sid: service,
  media_urls: media,
  callback_url: callbackUrl,
});

/** A message as Twilio shows it: its counts are texts, and its price comes much later. */
function resourceOf({ id, at, facts }: Entry, now: number): JsonObject {
  const { account_sid, contact, from, messaging_service_sid, text, media_urls } = facts;
  const step = stepAt(facts, now);
  const service = messaging_service_sid ?? null;
  const first = service === null ? "queued" : "accepted";
  return {
    account_sid: account_sid ?? null,
    api_version: "2010-04-01",
    body: text ?? "",
    date_created: rfc2822(at),
    date_sent: step ? rfc2822(step.at) : null,
    date_updated: rfc2822(step?.at ?? at),
    direction: "outbound-api",
    error_code: step?.error_code ?? null,
    error_message: step?.error_code ? (errorTexts[step.error_code] ?? null) : null,
    from: service !== null && !step ? null : (from ?? null),
    messaging_service_sid: service,
    num_media: String(Array.isArray(media_urls) ? media_urls.length : 0),
    num_segments: service === null ? "1" : "0",
    price: null,
    price_unit: "USD",
    sid: id,
    status: step?.status ?? first,
    subresource_uris: { media: `/2010-04-01/Accounts/${account_sid}/Messages/${id}/Media.json` },
    to: contact ?? null,
    uri: `/2010-04-01/Accounts/${account_sid}/Messages/${id}.json`,
  };
}

const accountOf = (sid: string): JsonObject => ({
  sid,
  friendly_name: "Simulated account",
  status: "active",
  type: "Full",
  owner_account_sid: sid,
  uri: `/2010-04-01/Accounts/${sid}.json`,
});

function refuse(status: number, code: number, text?: string): Reply {
  const message = text ?? errorTexts[code] ?? "The request was refused";
  const more_info = `https://www.twilio.com/docs/errors/${code}`;
  return { status, body: { code, message, more_info, status } };
}
