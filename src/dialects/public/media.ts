// The bytes of what people send us: strangers' files. They are handed on as an attachment that no
// browser opens, sniffs or runs under our name.

import { GatewayError } from "../../model/errors.ts";
import type { MessageView } from "../../model/message.ts";
import type { Media } from "../../providers/provider.ts";
import { type Bucket, mediaName } from "../../store/media.ts";

export interface MediaDeps {
  /** Opens what a person sent, at the provider of the account that received it. Never throws. */
  openMedia(workspaceId: string, accountId: string, mediaId: string): Promise<Media>;
  /** Where media are kept; null when no bucket is bound, and then the provider is asked every time. */
  bucket: Bucket | null;
}

interface Opened {
  body: ReadableStream;
  headers: Record<string, string>;
}

/** Throws `resource_not_found` when there is nothing, or nothing any more. */
export async function openMediaOf(
  deps: MediaDeps,
  workspaceId: string,
  message: MessageView,
): Promise<Opened> {
  const about = message.details?.["media"];
  const isMedia = about !== null && typeof about === "object" && !Array.isArray(about);
  const mediaId = isMedia ? about["id"] : undefined;
  if (!isMedia || message.accountId === null) throw notFound("This message carries no media.");
  if (typeof mediaId !== "string") {
    throw notFound(
      "The gateway does not have this file. It is where the message's media.url says.",
    );
  }
  const fileName = typeof about["filename"] === "string" ? about["filename"] : message.id;
  const name = mediaName({ workspaceId, leadId: message.leadId }, message.id);

  const kept = await deps.bucket?.get(name);
  if (kept)
    return attachment(kept.body, kept.httpMetadata?.contentType ?? null, kept.size, fileName);
  const media = await deps.openMedia(workspaceId, message.accountId, mediaId);
  if (media.kind === "gone") throw notFound("The provider does not have this media any more.");
  if (media.kind === "too_large")
    throw notFound("This media is larger than the gateway passes on.");
  if (media.kind === "unavailable") {
    throw new GatewayError("unavailable", { retryAfterSeconds: 5 });
  }
  const { body, type, size } = media;
  if (!deps.bucket || size === null) return attachment(body, type, size, fileName);
  const stored = await store(deps.bucket, name, body, type, size);
  return attachment(stored, type, size, fileName);
}

/** Keeps the bytes, and gives what was kept: a bucket takes only a body whose length is known. */
async function store(
  bucket: Bucket,
  name: string,
  body: ReadableStream<Uint8Array>,
  type: string | null,
  size: number,
): Promise<ReadableStream> {
  const options = { httpMetadata: { contentType: contentType(type) } };
  try {
    await bucket.put(name, body.pipeThrough(new FixedLengthStream(size)), options);
    const kept = await bucket.get(name);
    if (kept) return kept.body;
  } catch (error) {
    throw new GatewayError("unavailable", { retryAfterSeconds: 5 }, error);
  }
  throw new GatewayError("unavailable", { retryAfterSeconds: 5 });
}

function attachment(
  body: ReadableStream,
  type: string | null,
  size: number | null,
  fileName: string,
): Opened {
  return {
    body,
    headers: {
      "content-type": contentType(type),
      "content-disposition": disposition(fileName),
      "content-security-policy": "default-src 'none'; sandbox",
      "x-content-type-options": "nosniff",
      ...(size === null ? {} : { "content-length": String(size) }),
    },
  };
}

const contentType = (type: string | null): string =>
  type !== null && /^[\w.+-]{1,100}\/[\w.+-]{1,100}(;[\x20-\x7e]{0,100})?$/.test(type)
    ? type
    : "application/octet-stream";

/** RFC 6266: the name as people read it, in UTF-8. */
function disposition(fileName: string): string {
  const encoded = encodeURIComponent(fileName.toWellFormed().slice(0, 200).toWellFormed());
  const quoted = encoded.replaceAll(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  return `attachment; filename*=UTF-8''${quoted}`;
}

const notFound = (message: string) => new GatewayError("resource_not_found", { message });
