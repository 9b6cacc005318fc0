// WhatsApp Cloud API. It has no idempotency key; the correlation id travels as
// biz_opaque_callback_data and comes back on statuses, which is what settles an ambiguous send.
import type { Transport } from "../../lib/transport.ts";
import { isWhatsappUserId } from "../../model/address.ts";
import type { Verdict } from "../../model/failure.ts";
import { bearerRequest } from "../bearer-request.ts";
import type { Delivery, Draft } from "../provider.ts";
import { verdictOf } from "./errors.ts";
import { open } from "./schema.ts";
import { contentOf } from "./whatsapp-content.ts";

const timeoutMs = 10_000;

/** Meta: a person without a number is addressed by user id in `recipient`; `to` is for numbers alone. */
export function prepare({ to, correlationId, outgoing }: Draft): string {
  return JSON.stringify({
    messaging_product: "whatsapp",
    recipient_type: "individual",
    ...(isWhatsappUserId(to) ? { recipient: to } : { to }),
    ...contentOf(outgoing),
    biz_opaque_callback_data: correlationId,
  });
}

export async function deliver({ body, account }: Delivery, transport: Transport): Promise<Verdict> {
  const opened = open(account);
  if (!opened.ok) return opened.error;
  const { settings, credentials } = opened.value;
  const url = `${settings.base_url}/${settings.graph_version}/${settings.phone_number_id}/messages`;
  const token = credentials.access_token;
  const answer = await transport(bearerRequest({ url, token, timeoutMs }, { body }));
  return verdictOf(answer, credentials);
}
