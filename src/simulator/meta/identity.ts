import { toBase64, toHex, utf8 } from "../../lib/bytes.ts";

/** Meta: a person as one business knows them, with or without a number. */
export const userIdPattern = /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/;

/** The pretend number behind a phone number id: always the same, never a real one. */
export function displayNumber(phoneNumberId: string): string {
  return `1555${phoneNumberId.replace(/\D/g, "").padStart(7, "0").slice(-7)}`;
}

/**
 * A new message id in the shape of Meta's: the person's number or user id and random hex digits, in base64.
 *
 * @param direction as the person sees it
 */
export function messageId(person: string, direction: "received" | "written"): string {
  const isReceived = direction === "received";
  const random = crypto.getRandomValues(new Uint8Array(isReceived ? 9 : 10));
  const hex = utf8(toHex(random).toUpperCase());
  const head = [0x1c, 0x18, person.length, ...utf8(person), 0x15, 0x02, 0x00];
  const tail = [isReceived ? 0x11 : 0x12, 0x18, hex.length, ...hex, 0x00];
  return `wamid.${toBase64(Uint8Array.from([...head, ...tail]))}`;
}
