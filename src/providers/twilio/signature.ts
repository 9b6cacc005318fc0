// X-Twilio-Signature: HMAC-SHA-1 over the address that Twilio called and every field of the form, sorted, name
// and value one after the other. There is no time in it: a repeated request is told by the ids that it holds.
import { fromBase64, utf8 } from "../../lib/bytes.ts";
import type { Incoming } from "../provider.ts";
import { credentialsSchema, settingsSchema } from "./schema.ts";

const algorithm = { name: "HMAC", hash: "SHA-1" };
/** 20 bytes in base64 as its one spelling has them: with padding, and without spare bits. */
const oneMac = /^[A-Za-z0-9+/]{26}[AEIMQUYcgkosw048]=$/;

/** Whether Twilio signed exactly this form for this address. */
export async function verify(
  { raw, headers, url }: Incoming,
  credentials: Record<string, unknown>,
  settings: Record<string, unknown> = {},
): Promise<boolean> {
  const header = headers.get("x-twilio-signature") ?? "";
  const mac = oneMac.test(header) ? fromBase64(header) : null;
  const { auth_token, previous_auth_token } = credentialsSchema.safeParse(credentials).data ?? {};
  if (!mac || auth_token === undefined) return false;
  const fields = signedFields(new TextDecoder().decode(raw));
  const publicUrl = settingsSchema.safeParse(settings).data?.public_url;
  const addresses = addressesOf(url, publicUrl);
  for (const token of [auth_token, previous_auth_token]) {
    if (token === undefined) continue;
    const key = await crypto.subtle.importKey("raw", utf8(token), algorithm, false, ["verify"]);
    for (const address of addresses) {
      if (await crypto.subtle.verify(algorithm, key, mac, utf8(address + fields))) return true;
    }
  }
  return false;
}

/** Twilio: a name that comes several times counts with each of its values once. */
function signedFields(form: string): string {
  const fields = new Map<string, Set<string>>();
  for (const [name, value] of new URLSearchParams(form)) {
    fields.set(name, (fields.get(name) ?? new Set()).add(value));
  }
  return [...fields]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, values]) => [...values].sort().map((value) => name + value))
    .join("");
}

/**
 * How Twilio may have written the address that it called: behind the gateway's public one, or as it arrived
 * here, each with and without the port (Twilio's own library tries both as well).
 */
function addressesOf(url: string, publicUrl: string | undefined): string[] {
  const target = URL.parse(url);
  if (!target) return [];
  const place = target.pathname + target.search;
  const origins = [publicUrl, target.origin].filter((one) => one !== undefined);
  return [...new Set(origins.flatMap(withAndWithoutPort).map((origin) => origin + place))];
}

function withAndWithoutPort(address: string): string[] {
  const url = URL.parse(address);
  if (!url) return [];
  const { protocol, hostname, port, pathname } = url;
  const path = pathname === "/" ? "" : pathname;
  const usual = protocol === "https:" ? "443" : "80";
  return ["", `:${port || usual}`].map((end) => `${protocol}//${hostname}${end}${path}`);
}
