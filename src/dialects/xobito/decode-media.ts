// POST messages/media: a file by its URL, or uploaded with the request.
import type { Result } from "../../lib/result.ts";
import type { SendDraft } from "../../model/command.ts";
import type { MediaType } from "../../model/content.ts";
import { type Failure, GatewayError } from "../../model/errors.ts";
import { draftOf, type FindSender, senderOf } from "./recipient.ts";
import { imageFileSchema, mediaByUrlSchema, mediaFileSchema, noMediaSchema } from "./schema.ts";
import { fieldsOf, invalid, parseFields, spoken } from "./validation.ts";

/** Gives the provider of the account (null: of the default one) a file to send by its id. */
export type Upload = (
  accountId: string | null,
  file: { bytes: Uint8Array<ArrayBuffer>; mimeType: string; filename: string },
) => Promise<Result<{ mediaId: string }, Failure>>;

/** Throws `body_invalid`, `field_invalid` with every field that is wrong, or why the upload failed. */
export async function decodeMedia(
  body: unknown,
  findSender: FindSender,
  upload: Upload,
): Promise<SendDraft> {
  const { media_file: file, media_url: url, media_type: type } = fieldsOf(body);
  if (file instanceof File) {
    const wire = parseFields(type === "image" ? imageFileSchema : mediaFileSchema, body);
    const sender = await senderOf(wire, findSender);
    const id = await uploadFile(sender, "media_file", wire.media_file, upload);
    const media = { ...shown(wire), id, mimeType: typeOf(wire.media_file) };
    return draftOf(wire, { kind: "media", media }, sender);
  }
  const isMissing = url === undefined || url === null;
  const wire = parseFields(isMissing ? noMediaSchema : mediaByUrlSchema, body, {
    media_url: "media file is not present",
    media_file: "media url is not present",
  });
  const media = { ...shown(wire), url: wire.media_url };
  return draftOf(wire, { kind: "media", media }, await senderOf(wire, findSender));
}

/** Xobito: no caption on audio, and a file's name on documents alone. */
function shown({
  media_type: type,
  caption,
  filename,
}: {
  media_type: MediaType;
  caption?: string | null | undefined;
  filename?: string | null | undefined;
}) {
  return {
    type,
    ...(caption && type !== "audio" ? { caption } : {}),
    ...(filename && type === "document" ? { filename } : {}),
  };
}

/** Uploads a file of the request, and gives the provider's id of it; what is wrong with the file is said of its field. */
export async function uploadFile(
  accountId: string | null,
  field: string,
  file: File,
  upload: Upload,
): Promise<string> {
  const result = await upload(accountId, {
    bytes: new Uint8Array(await file.arrayBuffer()),
    mimeType: typeOf(file),
    filename: file.name || "file",
  });
  if (result.ok) return result.value.mediaId;
  const { code, message = `The ${spoken(field)} format is invalid.` } = result.error;
  if (code === "media_invalid" || code === "content_unsupported") {
    throw invalid({ [field]: [message] });
  }
  throw GatewayError.from(result.error);
}

/** Without what may follow, such as `; charset=utf-8`. */
const typeOf = (file: File): string =>
  /^[\w.+-]{1,100}\/[\w.+-]{1,100}/.exec(file.type)?.[0] ?? "application/octet-stream";
