// Ids that route. A message id is a UUID (version 8) whose 122 free bits are the 72-bit hash that names
// the lead's object and 50 bits of its own. So whoever holds an id finds the object without a lookup.
import { toHex } from "../lib/bytes.ts";
import { hmac, hmacHex, secretsEqual } from "../lib/hmac.ts";
import type { LeadRef } from "./lead.ts";

/** 18 hex digits: the keyed hash of (workspace, lead). */
export type LeadHash = string;

export async function leadHash(key: CryptoKey, ref: LeadRef): Promise<LeadHash> {
  const mac = await hmac(key, `${ref.workspaceId}:${ref.leadId}`);
  return toHex(mac.subarray(0, 9));
}

/** A new message id for the lead behind `hash`. */
export const newMessageId = (hash: LeadHash): string =>
  messageIdOf(hash, crypto.getRandomValues(new Uint8Array(7)));

/**
 * The message id that `seed` stands for: for the same lead and seed it is always the same, so whoever
 * does not know whether a send was made makes the very same one again. Nobody without `key` can foresee it.
 */
export async function derivedMessageId(
  key: CryptoKey,
  hash: LeadHash,
  seed: string,
): Promise<string> {
  return messageIdOf(hash, (await hmac(key, `message:${hash}:${seed}`)).subarray(0, 7));
}

/** Of `bytes` the id takes 50 bits. */
function messageIdOf(hash: LeadHash, bytes: Uint8Array): string {
  const own = toHex(bytes);
  // Variant bits `10`, then two bits of our own: one of 8, 9, a, b.
  const variant = (8 + (Number.parseInt(own.slice(12, 13), 16) & 3)).toString(16);
  const hex = `${hash.slice(0, 12)}8${hash.slice(12, 15)}${variant}${hash.slice(15)}${own.slice(0, 12)}`;
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join("-");
}

/** The hash inside a message id, or null when the text is not one of our ids. */
export function hashOfMessageId(id: string): LeadHash | null {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))
    return null;
  const hex = id.replaceAll("-", "");
  return hex.slice(0, 12) + hex.slice(13, 16) + hex.slice(17, 20);
}

/** How many lead objects an installation has: one per lead, or a fixed number of them. */
export type LeadObjects = "per-lead" | number;

/** The name of the Durable Object that holds the lead behind `hash`. */
export function leadObjectName(hash: LeadHash, objects: LeadObjects): string {
  return objects === "per-lead" ? hash : `bucket-${BigInt(`0x${hash}`) % BigInt(objects)}`;
}

const macLength = 16;

/** The id we give a provider to send back with its reports: the message id and a MAC, so a guess settles nothing. */
export async function correlationId(key: CryptoKey, messageId: string): Promise<string> {
  return `${messageId}.${(await hmacHex(key, messageId)).slice(0, macLength)}`;
}

/** The message id inside a correlation id, or null when it is not one that we gave out. */
export async function messageOfCorrelation(key: CryptoKey, text: string): Promise<string | null> {
  const [messageId = "", mac = ""] = text.split(".");
  if (hashOfMessageId(messageId) === null || mac.length !== macLength) return null;
  const ours = await correlationId(key, messageId);
  return (await secretsEqual(ours, `${messageId}.${mac}`)) ? messageId : null;
}
