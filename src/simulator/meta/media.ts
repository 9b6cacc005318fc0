// The one photo that every pretend person sends: its description, and its bytes to those with a token.
import { fromBase64 } from "../../lib/bytes.ts";
import type { Call, Reply } from "../player.ts";
import type { State } from "../state.ts";
import type { MetaRefusal } from "./error.ts";
import type { MediaKind } from "./named-uploads.ts";

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

/** Meta: an upload lives for 30 days. */
const uploadLivesMs = 30 * 24 * 60 * 60 * 1_000;

const kib = 1_024;
const mib = 1_024 * kib;
const office = "application/vnd.openxmlformats-officedocument";

/** Meta: what may be uploaded, as what it may be sent, and how many bytes it may have. */
const uploadable: Record<MediaKind, { types: string[]; maxBytes: number }> = {
  image: { types: ["image/jpeg", "image/png"], maxBytes: 5 * mib },
  video: { types: ["video/mp4", "video/3gpp"], maxBytes: 16 * mib },
  audio: {
    types: ["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"],
    maxBytes: 16 * mib,
  },
  document: {
    types: [
      "text/plain",
      "application/pdf",
      "application/msword",
      "application/vnd.ms-excel",
      "application/vnd.ms-powerpoint",
      `${office}.wordprocessingml.document`,
      `${office}.spreadsheetml.sheet`,
      `${office}.presentationml.presentation`,
    ],
    maxBytes: 100 * mib,
  },
  sticker: { types: ["image/webp"], maxBytes: 500 * kib },
};

const kindOf = (type: string): MediaKind | undefined =>
  (Object.keys(uploadable) as MediaKind[]).find((kind) => uploadable[kind].types.includes(type));

/** POST /{phone_number_id}/media: a form with the file. Its bytes are counted and let go. */
export function receiveUpload(
  { form }: Call,
  phoneNumberId: string,
  state: State,
  now: number,
): Reply | MetaRefusal {
  if (form?.get("messaging_product") !== "whatsapp") {
    return { code: 100, details: "The parameter messaging_product is required." };
  }
  const file = form.get("file");
  if (!(file instanceof File)) return { code: 100, details: "The parameter file is required." };
  const kind = kindOf(file.type);
  if (!kind) {
    const types = Object.values(uploadable).flatMap((one) => one.types);
    const details = `Param file must be one of ${types.join(", ")}. Received file of type '${file.type}'.`;
    return { code: 100, details };
  }
  if (file.size === 0 || file.size > uploadable[kind].maxBytes) {
    return { code: 131053, details: `A ${kind} of ${file.size} bytes cannot be uploaded` };
  }
  const id = String(1e15 + Math.floor(Math.random() * 9e15));
  const { name, type, size } = file;
  const facts = { phone_number_id: phoneNumberId, filename: name, mime_type: type, size };
  state.record("files", { id, at: now, facts, request: "{}" });
  return { status: 200, body: { id } };
}

/** Why a message must not name these uploads; null when each is the number's own, alive and of its kind. */
export function refuseUploads(
  used: readonly { kind: MediaKind; id: string }[],
  phoneNumberId: string,
  state: State,
  now: number,
): MetaRefusal | null {
  for (const { kind, id } of used) {
    const upload = state.entry("files", id);
    const { phone_number_id, mime_type } = upload?.facts ?? {};
    const isAlive = upload !== null && upload.at + uploadLivesMs > now;
    if (!isAlive || phone_number_id !== phoneNumberId || kindOf(String(mime_type)) !== kind) {
      const details = `Param ${kind}['id'] is not a valid whatsapp business account media attachment ID`;
      return { code: 100, details };
    }
  }
  return null;
}
