// Svix signs for Resend, as Standard Webhooks describes it: HMAC-SHA-256 over id, time and raw body,
// with one or more signatures side by side while a secret is being replaced.
import { fromBase64, joinBytes, utf8 } from "../../lib/bytes.ts";
import { hmacKey, hmacVerify } from "../../lib/hmac.ts";
import type { Incoming } from "../provider.ts";
import { credentialsSchema, signingKey } from "./schema.ts";

const toleranceMs = 5 * 60 * 1000;
/** Each costs a hash of the whole body. */
const maxSignatures = 8;

/** 32 bytes in base64 as its one spelling has them: with padding, and without spare bits. */
const oneMac = /^v1,[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;

/** Whether the relay signed exactly these bytes, at most five minutes from now. */
export async function verify(
  { raw, headers, now }: Incoming,
  credentials: Record<string, unknown>,
): Promise<boolean> {
  const signed = readHeaders(headers, "svix") ?? readHeaders(headers, "webhook");
  if (!signed || Math.abs(now - Number(signed.seconds) * 1000) > toleranceMs) return false;
  const content = joinBytes(utf8(`${signed.id}.${signed.seconds}.`), raw);
  const { webhook_secret, previous_webhook_secret } =
    credentialsSchema.safeParse(credentials).data ?? {};
  for (const secret of [webhook_secret, previous_webhook_secret]) {
    const bytes = secret === undefined ? null : signingKey(secret);
    if (!bytes) continue;
    const key = await hmacKey(bytes);
    for (const mac of signed.macs) if (await hmacVerify(key, mac, content)) return true;
  }
  return false;
}

function readHeaders(headers: Headers, prefix: "svix" | "webhook") {
  const [id, seconds, signatures] = ["id", "timestamp", "signature"].map((name) =>
    headers.get(`${prefix}-${name}`),
  );
  // A dot in the id would let the same signature stand for another body.
  if (!id || !/^[^.]{1,256}$/.test(id) || !seconds || !/^\d{1,12}$/.test(seconds)) return null;
  const macs = (signatures ?? "")
    .split(" ")
    .filter((signature) => oneMac.test(signature))
    .slice(0, maxSignatures)
    .map((signature) => fromBase64(signature.slice("v1,".length)))
    .filter((mac) => mac !== null);
  return { id, seconds, macs };
}
