// Requests and answers of the companies that the provider process plays, as far as a send needs them.
import { createHash, randomUUID } from "node:crypto";
import { z } from "zod";
import type { PlayedChannel } from "./port.ts";

export interface ReadRequest {
  channel: PlayedChannel;
  messageId: string;
  correlationId: string;
  to: string;
  digest: string;
  /** The provider acts once per key. */
  dedupeKey: string | null;
}

const metaSchema = z.object({ to: z.string(), biz_opaque_callback_data: z.string() });
const relaySchema = z.object({
  to: z.tuple([z.string()]),
  tags: z.array(z.object({ name: z.string(), value: z.string() })),
});
const callSchema = z.object({
  to_number: z.string(),
  metadata: z.object({ message_id: z.string(), correlation_id: z.string() }),
});

/** A send, or null when the request is none. Throws when a send is not as the company wants it. */
export function readSend(
  path: string,
  headers: NodeJS.Dict<string | string[]>,
  body: string,
): ReadRequest | null {
  const digest = createHash("sha256").update(body).digest("hex");
  if (/^\/v[\d.]+\/\d+\/messages$/.test(path)) {
    const { to, biz_opaque_callback_data: correlationId } = metaSchema.parse(JSON.parse(body));
    const messageId = correlationId.split(".")[0] ?? "";
    return { channel: "whatsapp", messageId, correlationId, to, digest, dedupeKey: null };
  }
  if (path === "/emails") {
    const { to, tags } = relaySchema.parse(JSON.parse(body));
    const dedupeKey = z.string().parse(headers["idempotency-key"]);
    const tag = (name: string) => tags.find((one) => one.name === name)?.value ?? "";
    const correlationId = tag("correlation_id").replace("_", ".");
    const messageId = tag("message_id");
    return { channel: "email", messageId, correlationId, to: to[0], digest, dedupeKey };
  }
  if (path === "/v2/create-phone-call") {
    const { to_number, metadata } = callSchema.parse(JSON.parse(body));
    const { message_id: messageId, correlation_id: correlationId } = metadata;
    return { channel: "call", messageId, correlationId, to: to_number, digest, dedupeKey: null };
  }
  return null;
}

export const newProviderId: Record<PlayedChannel, () => string> = {
  whatsapp: () => `wamid.${randomUUID().replaceAll("-", "")}`,
  email: () => randomUUID(),
  call: () => `call_${randomUUID().replaceAll("-", "")}`,
};

/** The one template of the account. */
export const approvedTemplate = {
  id: "594425479261596",
  name: "hello_world",
  language: "en_US",
  status: "APPROVED",
  category: "UTILITY",
  parameter_format: "POSITIONAL",
  components: [{ type: "BODY", text: "Hello from Acme." }],
};

export function acceptedBody(channel: PlayedChannel, id: string, to: string): object {
  switch (channel) {
    case "whatsapp":
      return {
        messaging_product: "whatsapp",
        contacts: [{ input: to, wa_id: to.replace(/^\+/, "") }],
        messages: [{ id, message_status: "accepted" }],
      };
    case "email":
      return { id };
    case "call":
      return { call_id: id, call_status: "registered" };
  }
}

/** A permanent no in the company's own words. */
export function refusedBody(channel: PlayedChannel): object {
  switch (channel) {
    case "whatsapp":
      return {
        error: { message: "(#131026) Message undeliverable", code: 131026, type: "OAuthException" },
      };
    case "email":
      return { statusCode: 422, name: "validation_error", message: "Invalid `to` field." };
    case "call":
      return { status: "error", message: "The to_number is not valid." };
  }
}

export const refusedStatus: Record<PlayedChannel, number> = {
  whatsapp: 400,
  email: 422,
  call: 422,
};
