// Twilio asks for a login and then leads to its file stores, whose addresses carry what opens them: the login is told
// to Twilio's own address only.
import type { StreamTransport } from "../../lib/transport.ts";
import type { OpenAccount } from "../../model/account.ts";
import { basicRequest } from "../basic-request.ts";
import type { Media } from "../provider.ts";
import { open } from "./schema.ts";
import { loginOf, messagesUrl } from "./send.ts";

const timeoutMs = 10_000;
/** Twilio: the media of a message have 5 MB together; a little more is let through. */
const maxBytes = 10 * 1024 * 1024;
/** Seen: one to media.twiliocdn.com and one on to Amazon's S3. */
const maxRedirects = 3;
const hosts = ["twilio.com", "twiliocdn.com", "amazonaws.com"];
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** `MM…/Media/ME…`: the end of a medium's address. */
const mediumId = /^[A-Z]{2}\w{1,64}\/Media\/ME\w{1,64}$/;

/** Opens what a person sent, by its message and its own id. Never throws. */
export async function openMedia(
  mediaId: string,
  account: OpenAccount,
  { stream }: { stream: StreamTransport },
): Promise<Media> {
  const opened = open(account);
  if (!opened.ok) return { kind: "unavailable" };
  if (!mediumId.test(mediaId)) return { kind: "gone" };
  const { settings, credentials } = opened.value;
  const url = `${messagesUrl(settings)}/${mediaId}`;
  const login = loginOf(settings, credentials);
  const { authorization = "" } = basicRequest({ url, ...login, timeoutMs }).headers;
  return follow(stream, { url, headers: { authorization } }, settings.base_url);
}

async function follow(
  stream: StreamTransport,
  first: { url: string; headers: Record<string, string> },
  baseUrl: string,
): Promise<Media> {
  let next = first;
  for (let hop = 0; hop <= maxRedirects; hop++) {
    const answer = await stream({ ...next, timeoutMs });
    if (answer.kind !== "answer") return { kind: "unavailable" };
    const { response } = answer;
    if (!redirects.has(response.status)) return read(response);
    await response.body?.cancel();
    const target = URL.parse(response.headers.get("location") ?? "", next.url);
    if (!target || !isTwilios(target, baseUrl)) return { kind: "unavailable" };
    next = { url: target.href, headers: {} };
  }
  return { kind: "unavailable" };
}

async function read({ status, body, headers }: Response): Promise<Media> {
  const length = headers.get("content-length");
  const size = length !== null && /^\d{1,15}$/.test(length) ? Number(length) : null;
  if (status === 200 && body !== null && (size ?? 0) <= maxBytes) {
    return { kind: "open", body, type: headers.get("content-type"), size };
  }
  await body?.cancel();
  if (status === 200) return { kind: body === null ? "unavailable" : "too_large" };
  // S3 says 403 to an address whose time is over; the next call gets a new one.
  return { kind: status === 404 || status === 410 ? "gone" : "unavailable" };
}

function isTwilios(target: URL, baseUrl: string): boolean {
  // A stand-in for Twilio serves its own media.
  if (target.origin === URL.parse(baseUrl)?.origin) return true;
  const { protocol, hostname, port, username, password } = target;
  const isTheirs = hosts.some((host) => hostname === host || hostname.endsWith(`.${host}`));
  return protocol === "https:" && port === "" && username + password === "" && isTheirs;
}
