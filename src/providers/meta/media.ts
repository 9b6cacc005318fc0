// Media takes two steps: Meta tells an address that lives for five minutes, and the address asks for the
// same token. So the token is told to Meta's own hosts only, whatever address an answer names.
import { z } from "zod";
import { parseJson } from "../../lib/json.ts";
import { err, ok, type Result } from "../../lib/result.ts";
import type { StreamTransport, Transport } from "../../lib/transport.ts";
import type { OpenAccount } from "../../model/account.ts";
import type { Failure } from "../../model/errors.ts";
import { bearerRequest } from "../bearer-request.ts";
import type { Media, MediaFile } from "../provider.ts";
import { download, isMetas, maxBytes } from "./download.ts";
import { refusalOf } from "./refusal.ts";
import { open } from "./schema.ts";
import { standardType } from "./whatsapp-files.ts";

const timeoutMs = 10_000;
/** An upload carries megabytes. */
const uploadTimeoutMs = 20_000;
const uploadedSchema = z.object({ id: z.string().min(1).max(512) });

const mediaSchema = z.object({
  url: z.string(),
  mime_type: z.string().nullish().catch(null),
  file_size: z.coerce.number().int().nonnegative().nullish().catch(null),
});

/** Opens what a person sent. Meta keeps it for 7 days (30 when we uploaded it). Never throws. */
export async function openMedia(
  mediaId: string,
  account: OpenAccount,
  web: { transport: Transport; stream: StreamTransport },
): Promise<Media> {
  // The first download may answer 404 although the media is there; a fresh address is not.
  const first = await attempt(mediaId, account, web);
  return first.kind === "gone" ? attempt(mediaId, account, web) : first;
}

async function attempt(
  mediaId: string,
  account: OpenAccount,
  { transport, stream }: { transport: Transport; stream: StreamTransport },
): Promise<Media> {
  const opened = open(account);
  if (!opened.ok) return { kind: "unavailable" };
  const { settings, credentials } = opened.value;
  if (!/^[A-Za-z0-9_-]{1,256}$/.test(mediaId)) return { kind: "gone" };
  const token = credentials.access_token;
  const about = `${settings.base_url}/${settings.graph_version}/${mediaId}?phone_number_id=${settings.phone_number_id}`;
  const answer = await transport(bearerRequest({ url: about, token, timeoutMs }));
  if (answer.kind !== "answer") return { kind: "unavailable" };
  // Meta: an id that is unknown or no longer there is a 400 with code 100, or a 404.
  if (answer.status === 400 || answer.status === 404) return { kind: "gone" };
  const media = mediaSchema.safeParse(parseJson(answer.body)).data;
  if (answer.status !== 200 || !media || !isMetas(media.url, settings.base_url)) {
    return { kind: "unavailable" };
  }
  if ((media.file_size ?? 0) > maxBytes) return { kind: "too_large" };

  const headers = { authorization: `Bearer ${token}` };
  return download({ url: media.url, headers }, { type: media.mime_type ?? null, stream });
}

/** Gives Meta a file. Its id lives for 30 days, for this number. Never throws. */
export async function uploadMedia(
  { bytes, mimeType, filename }: MediaFile,
  account: OpenAccount,
  transport: Transport,
): Promise<Result<{ mediaId: string }, Failure>> {
  const opened = open(account);
  if (!opened.ok) {
    const { code, message, provider } = opened.error;
    return err({ code, message, provider });
  }
  const { settings, credentials } = opened.value;
  const form = new FormData();
  form.set("messaging_product", "whatsapp");
  const type = standardType(mimeType);
  form.set("type", type);
  // Not shown to anybody: a document's name goes with its message. Runtimes differ in what they escape here.
  const name = filename.replace(/[^\w.-]/g, "_").slice(0, 100);
  form.set("file", new File([bytes], name, { type }));
  const answer = await transport({
    url: `${settings.base_url}/${settings.graph_version}/${settings.phone_number_id}/media`,
    method: "POST",
    headers: { accept: "application/json", authorization: `Bearer ${credentials.access_token}` },
    body: form,
    timeoutMs: uploadTimeoutMs,
  });
  const uploaded =
    answer.kind === "answer" && answer.status === 200
      ? uploadedSchema.safeParse(parseJson(answer.body)).data
      : undefined;
  if (uploaded) return ok({ mediaId: uploaded.id });
  return err(
    refusalOf(answer, credentials, {
      code: "media_invalid",
      message: "WhatsApp did not take the file. Its own words are in provider.",
    }),
  );
}
