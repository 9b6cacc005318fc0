import { toHex, utf8 } from "./bytes.ts";

const algorithm = { name: "HMAC", hash: "SHA-256" };

/** A non-extractable HMAC-SHA-256 key over `secret`. */
export function hmacKey(secret: string | Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const bytes = typeof secret === "string" ? utf8(secret) : secret;
  return crypto.subtle.importKey("raw", bytes, algorithm, false, ["sign", "verify"]);
}

export async function hmac(key: CryptoKey, message: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.sign(algorithm, key, utf8(message)));
}

/** HMAC-SHA-256 as 64 lower-case hex digits. */
export async function hmacHex(key: CryptoKey, message: string): Promise<string> {
  return toHex(await hmac(key, message));
}

/** Whether `mac` is the HMAC of `message`, compared in constant time. */
export function hmacVerify(
  key: CryptoKey,
  mac: Uint8Array<ArrayBuffer>,
  message: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  return crypto.subtle.verify(algorithm, key, mac, message);
}

/** SHA-256 as 64 lower-case hex digits. */
export async function sha256Hex(text: string): Promise<string> {
  return toHex(await crypto.subtle.digest("SHA-256", utf8(text)));
}

/** Nobody knows it, so nobody can foresee what is compared; another one in each isolate. */
let comparing: CryptoKey | null = null;

/** Whether two secrets are equal, in time that does not depend on where they differ. */
export async function secretsEqual(a: string, b: string): Promise<boolean> {
  comparing ??= await hmacKey(crypto.getRandomValues(new Uint8Array(32)));
  return hmacVerify(comparing, await hmac(comparing, a), utf8(b));
}
