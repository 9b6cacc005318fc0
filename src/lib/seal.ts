// AES-256-GCM sealing of secrets at rest. A sealed text opens only with the same key and the same
// context, so a row copied to another workspace or another id does not open.
import { fromBase64, toBase64, utf8 } from "./bytes.ts";

const version = "s1";

/** Derives a non-extractable key for one purpose from the installation's master secret (HKDF-SHA-256). */
export async function deriveKey(
  masterSecret: string,
  purpose: string,
  algorithm: { name: "AES-GCM"; length: 256 } | { name: "HMAC"; hash: "SHA-256" },
  usages: ("encrypt" | "decrypt" | "sign" | "verify")[],
): Promise<CryptoKey> {
  const master = await crypto.subtle.importKey("raw", utf8(masterSecret), "HKDF", false, [
    "deriveKey",
  ]);
  const params = { name: "HKDF", hash: "SHA-256", salt: utf8("leadwire"), info: utf8(purpose) };
  return crypto.subtle.deriveKey(params, master, algorithm, false, usages);
}

/** Seals `plain`; `context` must be given again to open it. The result is `s1.<iv>.<ciphertext>` in base64. */
export async function seal(key: CryptoKey, context: string, plain: string): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const params = { name: "AES-GCM", iv, additionalData: utf8(context) };
  const sealed = await crypto.subtle.encrypt(params, key, utf8(plain));
  return `${version}.${toBase64(iv)}.${toBase64(new Uint8Array(sealed))}`;
}

/** Opens what `seal` made; null when the key, the context or a single byte differs. */
export async function unseal(
  key: CryptoKey,
  context: string,
  sealed: string,
): Promise<string | null> {
  const [found, ivText, bodyText] = sealed.split(".");
  const iv = fromBase64(ivText ?? "");
  const body = fromBase64(bodyText ?? "");
  if (found !== version || !iv || iv.length !== 12 || !body) return null;
  try {
    const params = { name: "AES-GCM", iv, additionalData: utf8(context) };
    return new TextDecoder().decode(await crypto.subtle.decrypt(params, key, body));
  } catch {
    return null;
  }
}
