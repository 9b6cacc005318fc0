import { z } from "zod";

const pattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A UUID in canonical lower case, or null when the text is not one. */
export const toUuid = (text: string): string | null =>
  pattern.test(text) ? text.toLowerCase() : null;

/** A UUID, in any letter case; read as canonical lower case. */
export const uuidSchema = z
  .string()
  .regex(pattern, { message: "must be a UUID" })
  .transform((text) => text.toLowerCase());
