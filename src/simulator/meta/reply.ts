// A person writes back: the webhook that Meta sends for it, byte for byte, and its signature.
import { hmacHex, hmacKey } from "../../lib/hmac.ts";
import { displayNumber } from "./identity.ts";

/** Every pretend number belongs to this pretend WhatsApp business account. */
const businessAccountId = "700000000000000";

export interface PersonText {
  id: string;
  phoneNumberId: string;
  /** The person's number without plus. */
  waId: string;
  profileName: string;
  /** Epoch milliseconds; Meta writes whole seconds. */
  at: number;
  text: string;
}

/** The body of a `messages` webhook with one text. */
export function textWebhook({
  id,
  phoneNumberId,
  waId,
  profileName,
  at,
  text,
}: PersonText): string {
  const value = {
    messaging_product: "whatsapp",
    metadata: {
      display_phone_number: displayNumber(phoneNumberId),
      phone_number_id: phoneNumberId,
    },
    contacts: [{ profile: { name: profileName }, wa_id: waId }],
    messages: [
      {
        from: waId,
        id,
        timestamp: String(Math.floor(at / 1_000)),
        type: "text",
        text: { body: text },
      },
    ],
  };
  return asciiJson({
    object: "whatsapp_business_account",
    entry: [{ id: businessAccountId, changes: [{ value, field: "messages" }] }],
  });
}

/** Meta: ASCII only, other characters as lower-case `\uXXXX`, and `/` as `\/`. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll("/", "\\/")
    .replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The request that brings a webhook body to `url`, signed with the app secret as Meta signs. */
export async function webhookRequest(
  url: string,
  body: string,
  appSecret: string,
): Promise<Request> {
  return new Request(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "user-agent": "facebookexternalua",
      "x-hub-signature-256": `sha256=${await hmacHex(await hmacKey(appSecret), body)}`,
    },
    body,
  });
}
