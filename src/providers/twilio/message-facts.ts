// What Twilio's status of a message says. Reports carry no time of their own: their moment is when they came.
import type { JsonObject } from "../../lib/json.ts";
import type { Fact, FactName } from "../../model/update.ts";
import { failureOf } from "./errors.ts";

/** `undelivered` comes from the carrier, `failed` from Twilio; only RCS is ever `read`. */
const factNameOf: ReadonlyMap<string, FactName> = new Map([
  ["sent", "sent"],
  ["delivered", "delivered"],
  ["read", "read"],
  ["undelivered", "failed"],
  ["failed", "failed"],
  ["canceled", "failed"],
]);

/** On the way, with nothing to tell yet. */
const waiting: ReadonlySet<string> = new Set(["accepted", "scheduled", "queued", "sending"]);

export const isWaiting = (status: string): boolean => waiting.has(status);

/** Null for a status that says nothing, or that we do not know. */
export function factOf(
  status: string,
  { code, message, at }: { code: number | null; message: string | null; at: number },
  details: JsonObject = {},
): Fact | null {
  const name = factNameOf.get(status);
  if (!name) return null;
  return { name, at, failure: name === "failed" ? failureOf(code, message) : null, details };
}
