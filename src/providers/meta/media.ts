// Media takes two steps: Meta tells an address that lives for five minutes, and the address asks for the
// same token. So the token is told to Meta's own hosts only, whatever address an answer names.
import { z } from "zod";
import { parseJson } from "../../lib/json.ts";
import type { StreamTransport, Transport } from "../../lib/transport.ts";
import type { OpenAccount } from "../../model/account.ts";
import { bearerRequest } from "../bearer-request.ts";
import type { Media } from "../provider.ts";
import { open } from "./schema.ts";

const timeoutMs = 10_000;
/** Meta: a document has up to 100 MB, everything else less. */
const maxBytes = 100 * 1024 * 1024;
/** The hosts of Meta's downloads, and what is below them. */
const hosts = ["fbsbx.com", "facebook.com", "fbcdn.net", "whatsapp.net"];

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
  const download = await stream({ url: media.url, headers, timeoutMs });
  if (download.kind !== "answer") return { kind: "unavailable" };
  const { status, body, headers: said } = download.response;
  if (status !== 200 || body === null) {
    await body?.cancel();
    return { kind: status === 404 ? "gone" : "unavailable" };
  }
  const length = said.get("content-length");
  const size = length !== null && /^\d{1,15}$/.test(length) ? Number(length) : null;
  if ((size ?? 0) > maxBytes) {
    await body.cancel();
    return { kind: "too_large" };
  }
  const type = media.mime_type ?? said.get("content-type");
  return { kind: "open", body: size === null ? body.pipeThrough(capped()) : body, type, size };
}

function isMetas(url: string, baseUrl: string): boolean {
  const target = URL.parse(url);
  if (target === null || target.username + target.password !== "") return false;
  // A stand-in for Meta serves its own downloads.
  if (target.origin === URL.parse(baseUrl)?.origin) return true;
  const { protocol, hostname, port } = target;
  const isTheirs = hosts.some((host) => hostname === host || hostname.endsWith(`.${host}`));
  return protocol === "https:" && port === "" && isTheirs;
}

/** Breaks off a body that does not say how long it is and turns out too long. */
function capped(): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) controller.error(new Error("the media is too large"));
      else controller.enqueue(chunk);
    },
  });
}
