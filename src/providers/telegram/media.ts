// A file takes two steps: Telegram tells a path that lives for an hour, and the path is asked for with the same
// token, at Telegram's own address.
import { parseJson } from "../../lib/json.ts";
import type { StreamTransport, Transport } from "../../lib/transport.ts";
import type { OpenAccount } from "../../model/account.ts";
import type { Media } from "../provider.ts";
import { errorSchema, fileSchema, methodUrl, open } from "./schema.ts";

const timeoutMs = 10_000;

/** Opens what a person sent, 20 MB at most: Telegram gives bots nothing larger. Never throws. */
export async function openMedia(
  mediaId: string,
  account: OpenAccount,
  { transport, stream }: { transport: Transport; stream: StreamTransport },
): Promise<Media> {
  const opened = open(account);
  if (!opened.ok) return { kind: "unavailable" };
  const { base_url } = opened.value.settings;
  const { bot_token } = opened.value.credentials;
  const query = new URLSearchParams({ file_id: mediaId });
  const answer = await transport({
    url: `${methodUrl(base_url, bot_token, "getFile")}?${query}`,
    method: "GET",
    headers: { accept: "application/json" },
    timeoutMs,
  });
  if (answer.kind !== "answer") return { kind: "unavailable" };
  if (answer.status === 400) {
    const { description = "" } = errorSchema.safeParse(parseJson(answer.body)).data ?? {};
    return { kind: /file is too big/i.test(description) ? "too_large" : "gone" };
  }
  const file = fileSchema.safeParse(parseJson(answer.body)).data?.result;
  if (answer.status !== 200 || !file) return { kind: "unavailable" };

  const url = methodUrl(`${base_url}/file`, bot_token, file.file_path);
  const download = await stream({ url, headers: {}, timeoutMs });
  if (download.kind !== "answer") return { kind: "unavailable" };
  const { status, body, headers } = download.response;
  if (status !== 200 || body === null) {
    await body?.cancel();
    return { kind: status === 404 ? "gone" : "unavailable" };
  }
  const length = headers.get("content-length");
  const size = length !== null && /^\d{1,15}$/.test(length) ? Number(length) : null;
  return { kind: "open", body, type: headers.get("content-type"), size };
}
