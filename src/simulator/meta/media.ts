// The one photo that every pretend person sends: its description, and its bytes to those with a token.
import { fromBase64 } from "../../lib/bytes.ts";
import type { Call, Reply } from "../player.ts";
import type { State } from "../state.ts";
import type { MetaRefusal } from "./error.ts";

/** A PNG of one pixel. */
export const photo = {
  base64:
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mPgzvMHAAFQAMmU6+maAAAAAElFTkSuQmCC",
  bytes: 69,
  mimeType: "image/png",
  /** In base64, as Meta writes it in webhooks. */
  sha256: "Hl9DLxG8SN1mC3bQzvHyB62TQh136SvfwCYJ3u6xVF8=",
};

/** Meta: a download URL lives for five minutes. */
const urlLivesSeconds = 5 * 60;
export const mediaFolder = "simulated-media";

/** Whether `id` is a photo that a person sent. */
export const isMedia = (state: State, id: string): boolean =>
  state.entries("phone").some(({ facts }) => facts["media_id"] === id);

/** GET /{media_id}: where its bytes are, for a while. */
export function describeMedia(call: Call, id: string, now: number): Reply {
  const url = new URL(`${call.origin}/${mediaFolder}/${id}`);
  url.searchParams.set("ext", String(Math.floor(now / 1_000) + urlLivesSeconds));
  return {
    status: 200,
    body: {
      messaging_product: "whatsapp",
      url: url.href,
      mime_type: photo.mimeType,
      sha256: photo.sha256,
      file_size: photo.bytes,
      id,
    },
  };
}

/** The bytes behind the URL. Meta: 404 once it has expired, and then the id is asked again. */
export function downloadMedia(call: Call, state: State, id: string, now: number) {
  const expired = Number(call.url.searchParams.get("ext")) * 1_000 <= now;
  if (expired || !isMedia(state, id)) {
    return { code: 100, status: 404, details: "Media not found" } satisfies MetaRefusal;
  }
  const bytes = fromBase64(photo.base64) ?? new Uint8Array();
  return { status: 200, headers: { "content-type": photo.mimeType }, body: bytes } satisfies Reply;
}
