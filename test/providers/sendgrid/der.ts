// Signs as SendGrid does, written apart from the code that verifies.
import { joinBytes, toBase64, utf8 } from "../../../src/lib/bytes.ts";

const curve = { name: "ECDSA", namedCurve: "P-256" };

export interface Signer {
  /** base64 SPKI, as SendGrid shows it. */
  publicKey: string;
  headers(raw: Uint8Array, at: number): Promise<Record<string, string>>;
}

export async function signer(): Promise<Signer> {
  const keys = (await crypto.subtle.generateKey(curve, true, ["sign", "verify"])) as CryptoKeyPair;
  const spki = (await crypto.subtle.exportKey("spki", keys.publicKey)) as ArrayBuffer;
  return {
    publicKey: toBase64(new Uint8Array(spki)),
    headers: async (raw, at) => {
      const seconds = String(Math.floor(at / 1000));
      const bytes = joinBytes(utf8(seconds), raw);
      const pair = await crypto.subtle.sign(
        { name: "ECDSA", hash: "SHA-256" },
        keys.privateKey,
        bytes,
      );
      return signed(seconds, der(new Uint8Array(pair)));
    },
  };
}

export const signed = (seconds: string, signature: Uint8Array): Record<string, string> => ({
  "x-twilio-email-event-webhook-timestamp": seconds,
  "x-twilio-email-event-webhook-signature": toBase64(signature),
});

/** r and s, 32 bytes each, as DER. */
export function der(pair: Uint8Array): Uint8Array {
  const numbers = [pair.slice(0, 32), pair.slice(32)].map((number) => {
    const first = number.findIndex((byte) => byte !== 0);
    const digits = [...number.slice(first < 0 ? 31 : first)];
    const positive = (digits[0] ?? 0) > 127 ? [0, ...digits] : digits;
    return [2, positive.length, ...positive];
  });
  const both = numbers.flat();
  return Uint8Array.from([0x30, both.length, ...both]);
}
