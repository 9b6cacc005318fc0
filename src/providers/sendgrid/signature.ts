// SendGrid signs with ECDSA on P-256 over its time and the raw body, whose last line break counts. The
// signature comes as DER; WebCrypto takes the two numbers side by side.
import { fromBase64, joinBytes, utf8 } from "../../lib/bytes.ts";
import type { Incoming } from "../provider.ts";
import { credentialsSchema } from "./schema.ts";

const header = "x-twilio-email-event-webhook-signature";
const timeHeader = "x-twilio-email-event-webhook-timestamp";

/**
 * SendGrid tries for 24 hours with the signature of its first try, so five minutes would lose what we could not
 * take at once. The body is signed too: a repeat can only say again what SendGrid said, and facts and a person's
 * will are kept once, by their own time.
 */
const oldestMs = 25 * 60 * 60 * 1000;
/** Clocks differ. */
const aheadMs = 5 * 60 * 1000;

const curve = { name: "ECDSA", namedCurve: "P-256" };
const algorithm = { name: "ECDSA", hash: "SHA-256" };

/** Whether SendGrid signed exactly these bytes, within the time for which it tries again. */
export async function verify(
  { raw, headers, now }: Incoming,
  credentials: Record<string, unknown>,
): Promise<boolean> {
  const seconds = headers.get(timeHeader) ?? "";
  const encoded = headers.get(header) ?? "";
  if (!/^\d{1,12}$/.test(seconds) || encoded.length > 100) return false;
  const age = now - Number(seconds) * 1000;
  if (age > oldestMs || age < -aheadMs) return false;
  const der = fromBase64(encoded);
  const signature = der && sideBySide(der);
  if (!signature) return false;
  const signed = joinBytes(utf8(seconds), raw);
  const { webhook_public_key, previous_webhook_public_key } =
    credentialsSchema.safeParse(credentials).data ?? {};
  for (const text of [webhook_public_key, previous_webhook_public_key]) {
    const key = text === undefined ? null : await publicKey(text);
    if (key && (await crypto.subtle.verify(algorithm, key, signature, signed))) return true;
  }
  return false;
}

/** Null for a point that is not on the curve. */
async function publicKey(text: string): Promise<CryptoKey | null> {
  const spki = fromBase64(text);
  return spki && crypto.subtle.importKey("spki", spki, curve, false, ["verify"]).catch(() => null);
}

const numberBytes = 32;

/** DER's SEQUENCE of two INTEGERs as 64 bytes; null when it is anything else. */
export function sideBySide(der: Uint8Array): Uint8Array<ArrayBuffer> | null {
  const first = integerAt(der, 2);
  const second = first && integerAt(der, first.end);
  if (der[0] !== 0x30 || der[1] !== der.length - 2 || second?.end !== der.length) return null;
  return first && joinBytes(first.value, second.value);
}

/** The INTEGER at `start`, padded to 32 bytes, and where it ends. */
function integerAt(der: Uint8Array, start: number): { value: Uint8Array; end: number } | null {
  const length = der[start + 1] ?? 0;
  const end = start + 2 + length;
  if (der[start] !== 0x02 || length === 0 || end > der.length) return null;
  let digits = der.subarray(start + 2, end);
  // A zero in front keeps a number positive whose first bit is set.
  if (digits[0] === 0) digits = digits.subarray(1);
  if (digits.length > numberBytes) return null;
  return { value: joinBytes(new Uint8Array(numberBytes - digits.length), digits), end };
}
