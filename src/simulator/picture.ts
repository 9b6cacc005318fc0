import { fromBase64 } from "../lib/bytes.ts";
import { photo } from "./meta/media.ts";
import type { Reply } from "./player.ts";

/** The bytes of whatever picture anybody sent: all people here send the same. */
export const picture = (): Reply => ({
  status: 200,
  headers: { "content-type": photo.mimeType },
  body: fromBase64(photo.base64) ?? new Uint8Array(),
});
