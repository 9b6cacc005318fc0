// What Retell reports about our calls. One of its events may never come, and it tries only three times,
// so the analysis, which holds the whole call, also says how the call ended; what is known is kept once.
import { fromHex, joinBytes, utf8 } from "../../lib/bytes.ts";
import { hmacKey, hmacVerify } from "../../lib/hmac.ts";
import { toE164 } from "../../model/address.ts";
import type { Fact, Update } from "../../model/update.ts";
import type { Incoming, Receiver } from "../provider.ts";
import { analyzed, over, started } from "./call-facts.ts";
import { credentialsSchema } from "./schema.ts";
import { type Call, eventNameSchema, eventSchema } from "./webhook-schema.ts";

const toleranceMs = 5 * 60 * 1000;

export const receiver: Receiver = {
  signedWith: { secrets: ["webhook_key", "api_key"] },
  verify,
  parse,
  concerns(update, settings) {
    const sender = update.kind === "report" ? update.sender : null;
    return sender === null || sender === settings["from_number"];
  },
};

/** Retell: `v=<epoch ms>,d=<HMAC-SHA-256 of body and time in hex>`, five minutes either way. */
async function verify(
  { raw, headers, now }: Incoming,
  credentials: Record<string, unknown>,
): Promise<boolean> {
  const header = headers.get("x-retell-signature") ?? "";
  const [, time, hex] = /^v=(\d+),d=([0-9a-f]{64})$/i.exec(header) ?? [];
  const mac = fromHex(hex ?? "");
  const known = credentialsSchema.safeParse(credentials).data;
  if (!time || !mac || !known) return false;
  const signedAt = Number(time);
  if (!Number.isSafeInteger(signedAt) || Math.abs(now - signedAt) > toleranceMs) return false;
  const key = await hmacKey(known.webhook_key ?? known.api_key);
  return hmacVerify(key, mac, joinBytes(raw, utf8(String(signedAt))));
}

function parse(body: unknown, now: number): Update[] {
  const event = eventSchema.safeParse(body).data;
  const facts = event && factsOfEvent(event.event, event.call, now);
  if (!facts) {
    const name = eventNameSchema.safeParse(body).data?.event ?? "without a name";
    const reason = `Retell's event ${name} could not be read as a report on a call of ours.`;
    return [{ kind: "unknown", reason }];
  }
  const { call } = event;
  const phone = call.to_number === undefined ? null : toE164(call.to_number, null);
  return facts.map((fact) => ({
    kind: "report",
    sender: call.from_number ?? null,
    correlationId: call.metadata?.correlation_id ?? null,
    providerMessageId: call.call_id,
    person: { phone, userId: null, email: null },
    fact,
  }));
}

function factsOfEvent(event: string, call: Call, now: number): Fact[] | null {
  // A call that a person made is no message of ours.
  if (call.direction === "inbound") return null;
  switch (event) {
    case "call_started":
      return [started(call, now)];
    case "call_ended":
      return [over(call, now)];
    case "call_analyzed":
      return [over(call, now), analyzed(call, now)];
    default:
      return null;
  }
}
