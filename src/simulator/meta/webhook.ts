// Meta's webhook, byte for byte: the envelope, the escaping, the signature.
import { hmacHex, hmacKey } from "../../lib/hmac.ts";
import type { JsonObject } from "../../lib/json.ts";
import { displayNumber } from "./identity.ts";

/** Every pretend number belongs to this pretend WhatsApp business account. */
const businessAccountId = "700000000000000";

/** One change of the field `messages`: people's messages, or what became of ours. */
export type MetaChange = {
  field: "messages";
  value: {
    messaging_product: "whatsapp";
    metadata: { display_phone_number: string; phone_number_id: string };
    contacts?: JsonObject[];
    messages?: JsonObject[];
    statuses?: JsonObject[];
  };
};

export function change(
  phoneNumberId: string,
  value: Omit<MetaChange["value"], "messaging_product" | "metadata">,
): MetaChange {
  const metadata = {
    display_phone_number: displayNumber(phoneNumberId),
    phone_number_id: phoneNumberId,
  };
  return { field: "messages", value: { messaging_product: "whatsapp", metadata, ...value } };
}

/** The body of one request. Meta: neighbouring statuses of one number share a change. */
export function metaWebhook(changes: readonly MetaChange[]): string {
  const merged: MetaChange[] = [];
  for (const next of changes) {
    const last = merged.at(-1)?.value;
    const { statuses, contacts = [], metadata } = next.value;
    if (last?.statuses && statuses && last.metadata.phone_number_id === metadata.phone_number_id) {
      last.statuses.push(...statuses);
      last.contacts = [...(last.contacts ?? []), ...contacts];
    } else merged.push(structuredClone(next));
  }
  return asciiJson({
    object: "whatsapp_business_account",
    entry: [{ id: businessAccountId, changes: merged }],
  });
}

/** Meta: ASCII only, other characters as lower-case `\uXXXX`, and `/` as `\/`. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll("/", "\\/")
    .replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Meta: HMAC-SHA-256 with the app secret over the exact bytes. */
export async function metaRequest(parcel: {
  url: string;
  body: string;
  secret: string;
}): Promise<Request> {
  const { url, body, secret } = parcel;
  return new Request(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "user-agent": "facebookexternalua",
      "x-hub-signature-256": `sha256=${await hmacHex(await hmacKey(secret), body)}`,
    },
    body,
  });
}
