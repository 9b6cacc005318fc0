// Meta's webhook, byte for byte: the envelope, the escaping, the signature.
import { hmacHex, hmacKey } from "../../lib/hmac.ts";
import type { JsonObject } from "../../lib/json.ts";
import { displayNumber } from "./identity.ts";
import { isMessagingEvent, type MessagingEvent, messagingBody } from "./messaging-webhook.ts";

/** Every pretend number belongs to this pretend WhatsApp business account. */
const businessAccountId = "700000000000000";

/** One change about a number: people's messages, what became of ours, what people want to receive. */
export type MetaChange = {
  field: "messages" | "user_preferences";
  value: {
    messaging_product: "whatsapp";
    metadata: { display_phone_number: string; phone_number_id: string };
    contacts?: JsonObject[];
    messages?: JsonObject[];
    statuses?: JsonObject[];
    user_preferences?: JsonObject[];
  };
};

/** One change about a business account: what became of its template. `time` in Unix seconds. */
export type AccountChange = {
  owner: string;
  time: number;
  field: "message_template_status_update";
  value: JsonObject;
};

export function change(
  phoneNumberId: string,
  value: Omit<MetaChange["value"], "messaging_product" | "metadata">,
  field: MetaChange["field"] = "messages",
): MetaChange {
  const metadata = {
    display_phone_number: displayNumber(phoneNumberId),
    phone_number_id: phoneNumberId,
  };
  return { field, value: { messaging_product: "whatsapp", metadata, ...value } };
}

/** The body of one request. Meta: neighbouring statuses of one number share a change. */
export function metaWebhook(
  changes: readonly (MetaChange | AccountChange | MessagingEvent)[],
): string {
  const events = changes.filter(isMessagingEvent);
  if (events.length > 0) return asciiJson(messagingBody(events));
  const merged: MetaChange[] = [];
  const accounts: { id: string; time: number; changes: JsonObject[] }[] = [];
  for (const next of changes) {
    if (isMessagingEvent(next)) continue;
    if ("owner" in next) {
      const { owner, time, ...about } = next;
      accounts.push({ id: owner, time, changes: [about] });
      continue;
    }
    const last = merged.at(-1)?.value;
    const { statuses, contacts = [], metadata } = next.value;
    if (last?.statuses && statuses && last.metadata.phone_number_id === metadata.phone_number_id) {
      last.statuses.push(...statuses);
      last.contacts = [...(last.contacts ?? []), ...contacts];
    } else merged.push(structuredClone(next));
  }
  return asciiJson({
    object: "whatsapp_business_account",
    entry: [
      ...(merged.length > 0 ? [{ id: businessAccountId, changes: merged }] : []),
      ...accounts,
    ],
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
