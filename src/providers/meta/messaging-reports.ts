// What became of our messages on Messenger and Instagram: echoes, deliveries and readings.
import type { FactName, ReportUpdate, Update } from "../../model/update.ts";
import type { Place } from "./messaging-inbound.ts";
import {
  deliverySchema,
  type Item,
  type MessagingMessage,
  readSchema,
} from "./messaging-schema.ts";
import { unknown } from "./webhook-schema.ts";

const report = (
  { sender, person, at }: Place,
  name: FactName,
  about: Partial<Pick<ReportUpdate, "providerMessageId" | "correlationId" | "upTo">>,
): ReportUpdate => ({
  kind: "report",
  sender,
  correlationId: null,
  providerMessageId: "",
  person,
  fact: { name, at, failure: null, details: {} },
  ...about,
});

/**
 * A message that left our side. Ours carry our id as metadata. Without it, it was written in Meta's inbox
 * or by another app; it is nobody's answer to a send of ours, and kept for a person to look at.
 */
export function readEcho({ mid, metadata }: MessagingMessage, place: Place): Update {
  if (!metadata) return unknown("a message that was not sent through this gateway", place.sender);
  return report(place, "sent", { providerMessageId: mid, correlationId: metadata });
}

/** Meta: `mids` may be missing; the watermark then says until when everything was delivered. */
export function readDelivery(item: Item, place: Place): Update[] {
  const { mids = [], watermark } = deliverySchema.safeParse(item.delivery).data ?? {};
  if (mids.length > 0) {
    return mids.map((mid) => report(place, "delivered", { providerMessageId: mid }));
  }
  return [upTo(place, "delivered", watermark)];
}

export function readReading(item: Item, place: Place): Update {
  const read = readSchema.safeParse(item.read).data;
  if (read && "mid" in read) return report(place, "read", { providerMessageId: read.mid });
  return upTo(place, "read", read?.watermark);
}

function upTo(place: Place, name: FactName, watermark: number | undefined): Update {
  if (watermark === undefined) return unknown(`a ${name} that could not be read`, place.sender);
  return report(place, name, { upTo: watermark });
}
