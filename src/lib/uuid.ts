import { z } from "zod";
import { sha256Hex } from "./hmac.ts";

const pattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A UUID in canonical lower case, or null when the text is not one. */
export const toUuid = (text: string): string | null =>
  pattern.test(text) ? text.toLowerCase() : null;

/** A UUID, in any letter case; read as canonical lower case. */
export const uuidSchema = z
  .string()
  .regex(pattern, { message: "must be a UUID" })
  .transform((text) => text.toLowerCase())
  .meta({ format: "uuid" });

/** The UUID (version 8) of a name: the same name always has the same one. */
export async function uuidOf(name: string): Promise<string> {
  const hex = await sha256Hex(name);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}
