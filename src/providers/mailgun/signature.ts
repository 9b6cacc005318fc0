// Mailgun signs a time and a token, and not the rest of the body: the signature proves that Mailgun spoke to
// somebody who holds this key, and not what it said. Whoever got hold of one request could therefore send
// another body with its signature until that is too old. Such a body can only take away: it can claim that
// somebody bounced, complained or left the list, and brings nothing back and nobody in. It changes a message
// only when it names our own id of it, which carries a MAC, or the recipient and Mailgun's id of it.
import { fromHex, utf8 } from "../../lib/bytes.ts";
import { hmacKey, hmacVerify } from "../../lib/hmac.ts";
import { parseJson } from "../../lib/json.ts";
import type { Incoming } from "../provider.ts";
import { credentialsSchema } from "./schema.ts";
import { signedSchema } from "./webhook-schema.ts";

/**
 * Mailgun tries for eight hours with the signature of its first try. A shorter time would lose what we could
 * not take at once.
 */
const oldestMs = 9 * 60 * 60 * 1000;
/** Clocks differ. */
const aheadMs = 5 * 60 * 1000;

/** Whether the body carries a signature of Mailgun's, made within the time for which it tries again. */
export async function verify(
  { raw, now }: Incoming,
  credentials: Record<string, unknown>,
): Promise<boolean> {
  const signed = signedSchema.safeParse(parseJson(new TextDecoder().decode(raw))).data?.signature;
  if (!signed) return false;
  const age = now - Number(signed.timestamp) * 1000;
  const mac = fromHex(signed.signature);
  if (!mac || age > oldestMs || age < -aheadMs) return false;
  const { webhook_signing_key, previous_webhook_signing_key } =
    credentialsSchema.safeParse(credentials).data ?? {};
  for (const secret of [webhook_signing_key, previous_webhook_signing_key]) {
    if (secret === undefined) continue;
    const key = await hmacKey(secret);
    if (await hmacVerify(key, mac, utf8(signed.timestamp + signed.token))) return true;
  }
  return false;
}
