// Which files WhatsApp takes, and how large. Meta's documentation of media; it downloads or takes an
// upload of anything, and says no only in a report, when the caller has gone.
import { type MediaType, mediaTypes, type OutgoingMedia } from "../../model/content.ts";
import type { Failure } from "../../model/errors.ts";

const KiB = 1024;
const MiB = 1024 * KiB;
const office = "application/vnd.openxmlformats-officedocument";

/** Meta: an animated sticker has up to 500 KB, a static one 100 KB; from outside they look the same. */
const accepted: Record<MediaType, { types: readonly string[]; maxBytes: number }> = {
  image: { types: ["image/jpeg", "image/png"], maxBytes: 5 * MiB },
  video: { types: ["video/mp4", "video/3gpp"], maxBytes: 16 * MiB },
  audio: {
    types: ["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"],
    maxBytes: 16 * MiB,
  },
  document: {
    types: [
      "text/plain",
      "application/pdf",
      "application/msword",
      `${office}.wordprocessingml.document`,
      "application/vnd.ms-excel",
      `${office}.spreadsheetml.sheet`,
      "application/vnd.ms-powerpoint",
      `${office}.presentationml.presentation`,
    ],
    maxBytes: 100 * MiB,
  },
  sticker: { types: ["image/webp"], maxBytes: 500 * KiB },
};

/** Names that clients and servers write for one of them. */
const aliases: ReadonlyMap<string, string> = new Map([
  ["image/jpg", "image/jpeg"],
  ["audio/mp3", "audio/mpeg"],
  ["audio/m4a", "audio/mp4"],
  ["audio/x-m4a", "audio/mp4"],
  ["audio/opus", "audio/ogg"],
  ["video/3gp", "video/3gpp"],
]);

/** The type as Meta writes it. */
export function standardType(mimeType: string): string {
  const type = mimeType.toLowerCase();
  return aliases.get(type) ?? type;
}

/** What the ending of a file's name says, where it says one thing. Also of files that people try and WhatsApp does not take. */
const typeOfEnding: ReadonlyMap<string, string> = new Map([
  ["jpg", "image/jpeg"],
  ["jpeg", "image/jpeg"],
  ["png", "image/png"],
  ["webp", "image/webp"],
  ["gif", "image/gif"],
  ["svg", "image/svg+xml"],
  ["bmp", "image/bmp"],
  ["tiff", "image/tiff"],
  ["heic", "image/heic"],
  ["avif", "image/avif"],
  ["mp4", "video/mp4"],
  ["3gp", "video/3gpp"],
  ["mov", "video/quicktime"],
  ["avi", "video/x-msvideo"],
  ["webm", "video/webm"],
  ["mkv", "video/x-matroska"],
  ["aac", "audio/aac"],
  ["amr", "audio/amr"],
  ["mp3", "audio/mpeg"],
  ["m4a", "audio/mp4"],
  ["ogg", "audio/ogg"],
  ["opus", "audio/ogg"],
  ["wav", "audio/wav"],
  ["flac", "audio/flac"],
  ["txt", "text/plain"],
  ["csv", "text/csv"],
  ["pdf", "application/pdf"],
  ["doc", "application/msword"],
  ["docx", `${office}.wordprocessingml.document`],
  ["xls", "application/vnd.ms-excel"],
  ["xlsx", `${office}.spreadsheetml.sheet`],
  ["ppt", "application/vnd.ms-powerpoint"],
  ["pptx", `${office}.presentationml.presentation`],
  ["zip", "application/zip"],
]);

/** The type that the caller gives the file, or that its name does; null when neither says. */
function typeOf({ mimeType, url }: OutgoingMedia): string | null {
  if (mimeType !== undefined) return standardType(mimeType);
  const name =
    URL.parse(url ?? "")
      ?.pathname.split("/")
      .at(-1) ?? "";
  const dot = name.lastIndexOf(".");
  return dot < 0 ? null : (typeOfEnding.get(name.slice(dot + 1).toLowerCase()) ?? null);
}

/** Why WhatsApp does not take the media's type as this kind; null when it does, or when nobody says the type. */
export function refuseType(media: OutgoingMedia): Failure | null {
  const type = typeOf(media);
  const { types } = accepted[media.type];
  if (type === null || types.includes(type)) return null;
  const fitting = mediaTypes.find((one) => accepted[one].types.includes(type));
  const cure = fitting
    ? `Send it as ${fitting}.`
    : `Convert it: as ${media.type} WhatsApp takes ${types.join(", ")}.`;
  return {
    code: "media_invalid",
    message: `WhatsApp does not take ${type} as ${media.type}. ${cure}`,
    details: { field: media.mimeType === undefined ? "media.url" : "media.mime_type" },
  };
}

/** Why WhatsApp takes no upload of this type or size (bytes); null when it does. */
export function refuseFile({ mimeType, size }: { mimeType: string; size: number }): Failure | null {
  const type = standardType(mimeType);
  const kind = mediaTypes.find((one) => accepted[one].types.includes(type));
  const invalid = (message: string, limit?: number): Failure => ({
    code: "media_invalid",
    message,
    details: { field: "media.url", ...(limit === undefined ? {} : { limit }) },
  });
  if (!kind) {
    const all = mediaTypes.flatMap((one) => accepted[one].types);
    return invalid(`WhatsApp takes no files of the type ${type}. It takes ${all.join(", ")}.`);
  }
  if (size === 0) return invalid("The file is empty. Check what its address answers.");
  const { maxBytes } = accepted[kind];
  if (size <= maxBytes) return null;
  const limit = maxBytes < MiB ? `${maxBytes / KiB} KB` : `${maxBytes / MiB} MB`;
  return invalid(
    `The file is larger than the ${limit} that WhatsApp takes as ${kind}. Make it smaller.`,
    maxBytes,
  );
}
