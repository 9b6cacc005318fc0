// A customer's file becomes the provider's before the message is accepted, where the account says so: the
// message then names the provider's id of it, and no flaky link decides whether it arrives. Whatever is
// wrong with the file is a refusal of the send. What cannot travel this way goes by its link, as without
// this file.
import type { ByteBudget } from "../lib/byte-budget.ts";
import type { Clock } from "../lib/clock.ts";
import type { Download, DownloadLimits } from "../lib/download.ts";
import { sha256Hex } from "../lib/hmac.ts";
import { canonicalJson } from "../lib/json.ts";
import { describeError, type Log } from "../lib/log.ts";
import { err, ok, type Result } from "../lib/result.ts";
import type { Account } from "../model/account.ts";
import type { OutgoingMedia } from "../model/content.ts";
import type { Failure } from "../model/errors.ts";
import { providerOf } from "../providers/index.ts";
import type { MediaFile } from "../providers/provider.ts";
import type { Upload } from "../store/uploads.ts";

export interface MediaDeps {
  clock: Clock;
  log: Log;
  /** For the files that are underway. */
  room: Pick<ByteBudget, "take" | "give">;
  /** Fetches a file of the open web. Never throws. */
  download(account: Account, url: string, limits: DownloadLimits): Promise<Download>;
  uploadMedia(account: Account, file: MediaFile): Promise<Result<{ mediaId: string }, Failure>>;
  /** Never throws. */
  findUpload(hash: string): Promise<Upload | null>;
  /** Never throws. */
  keepUpload(hash: string, upload: Upload, ttlMs: number): Promise<void>;
}

const dayMs = 24 * 60 * 60_000;
/** Meta keeps an upload for 30 days. */
const idLivesMs = 29 * dayMs;
/** Who leaves later than this would find a fresh upload gone, or almost. */
const maxAheadMs = 28 * dayMs;
/** Held in memory, and more than once, while it is passed on; an isolate has 128 MB for all its requests. */
const maxBytes = 16 * 1024 * 1024;
const timeoutMs = 10_000;
/** What servers say of a file when they do not know it. */
const saysNothing: ReadonlySet<string> = new Set([
  "application/octet-stream",
  "binary/octet-stream",
  "application/x-download",
]);

/** Whether the account's files given by URL are uploaded first. */
const uploads = ({ settings }: Account): boolean => settings["media"] === "upload";

/**
 * The media as it is to be sent: with the provider's id where it was uploaded, else as it was given.
 *
 * @param scheduledAt epoch milliseconds; null for now
 */
export async function placeMedia(
  deps: MediaDeps,
  account: Account | null,
  media: OutgoingMedia,
  scheduledAt: number | null,
): Promise<Result<OutgoingMedia, Failure>> {
  const { url } = media;
  if (!account || url === undefined || !uploads(account)) return ok(media);
  const { refuse, uploadMedia } = providerOf(account);
  if (!uploadMedia) return ok(media);
  const early = refuse?.({ kind: "media", media }, account.settings);
  if (early) return err(early);

  const now = deps.clock();
  const leavesAt = scheduledAt ?? now;
  // An id is good for the sender that the settings name; a change of them is another account.
  const hash = await sha256Hex(canonicalJson([account.id, account.settings, url]));
  const known = await deps.findUpload(hash);
  if (known && leavesAt < known.uploadedAt + idLivesMs) return withId(account, media, known);
  if (leavesAt > now + maxAheadMs) return ok(media);
  let held = 0;
  const reserve = (bytes: number): boolean => {
    if (!deps.room.take(bytes)) return false;
    held = bytes;
    return true;
  };
  try {
    return await upload(deps, account, { ...media, url }, { hash, reserve });
  } finally {
    deps.room.give(held);
  }
}

async function upload(
  deps: MediaDeps,
  account: Account,
  media: OutgoingMedia & { url: string },
  { hash, reserve }: { hash: string; reserve(bytes: number): boolean },
): Promise<Result<OutgoingMedia, Failure>> {
  const { refuseFile } = providerOf(account);
  const fetched = await deps.download(account, media.url, { maxBytes, timeoutMs, reserve });
  if (fetched.kind === "no_room") {
    deps.log.warn("upload_no_room", { accountId: account.id });
    return ok(media);
  }
  if (fetched.kind !== "file" && fetched.kind !== "too_large") return err(unreachable(fetched));

  const said = fetched.type !== null && !saysNothing.has(fetched.type) ? fetched.type : null;
  const mimeType = said ?? media.mimeType?.toLowerCase() ?? null;
  if (mimeType === null) {
    const message =
      "The file's address does not say what type it has. Let it answer with a Content-Type, or give mime_type.";
    return err(invalid(message));
  }
  const size = fetched.kind === "file" ? fetched.bytes.length : maxBytes + 1;
  const odd = refusalOf(account, { ...media, mimeType });
  if (odd) return err(said === null ? odd : about(said, odd));
  const oversize = refuseFile?.({ mimeType, size });
  if (oversize) return err(oversize);
  // The provider takes more than we hold.
  if (fetched.kind === "too_large") return ok(media);

  const filename = media.filename ?? (nameIn(media.url) || "file");
  const given = await deps
    .uploadMedia(account, { bytes: fetched.bytes, mimeType, filename })
    .catch((error: unknown) => {
      deps.log.error("upload_threw", { accountId: account.id, ...describeError(error) });
      return err<Failure>({ code: "unavailable" });
    });
  if (!given.ok) {
    if (given.error.code === "media_invalid") return err(given.error);
    // Not about this file: the message itself is told what the provider thinks of the account.
    deps.log.warn("upload_failed", { accountId: account.id, code: given.error.code });
    return ok(media);
  }
  const uploaded = { mediaId: given.value.mediaId, mimeType, uploadedAt: deps.clock() };
  await deps.keepUpload(hash, uploaded, idLivesMs);
  return withId(account, media, uploaded);
}

/** What is in the file was found out when it was uploaded, perhaps for a message of another kind. */
function withId(
  account: Account,
  media: OutgoingMedia,
  { mediaId, mimeType }: Upload,
): Result<OutgoingMedia, Failure> {
  const placed = { ...media, id: mediaId, mimeType };
  const refusal = refusalOf(account, placed);
  return refusal ? err(refusal) : ok(placed);
}

const refusalOf = (account: Account, media: OutgoingMedia): Failure | null =>
  providerOf(account).refuse?.({ kind: "media", media }, account.settings) ?? null;

function unreachable(
  fetched: Exclude<Download, { kind: "file" | "too_large" | "no_room" }>,
): Failure {
  switch (fetched.kind) {
    case "not_public":
      return invalid(
        "The file's address cannot be fetched: it must be https, on the usual port, at a public name, without user or password, and lead to such addresses only.",
      );
    case "too_many_redirects":
      return invalid("The file's address leads on and on. Give the address that it ends at.");
    case "unreachable":
      return invalid(
        "The file's address did not answer within 10 seconds, or broke off. Check it and send again.",
      );
    case "refused":
      return invalid(
        `The file's address answered with status ${fetched.status}. It must give the file to anybody who asks.`,
      );
  }
}

/** The type is not what the caller gave. */
const about = (type: string, { code, message, details }: Failure): Failure => ({
  code,
  message: `The file's address says that it is ${type}. ${message}`,
  details: { ...details, field: "media.url" },
});

const invalid = (message: string): Failure => ({
  code: "media_invalid",
  message,
  details: { field: "media.url" },
});

const nameIn = (url: string): string => URL.parse(url)?.pathname.split("/").at(-1) ?? "";
