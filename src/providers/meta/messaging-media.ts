import type { StreamTransport } from "../../lib/transport.ts";
import type { Media } from "../provider.ts";
import { download, isMetas } from "./download.ts";

/**
 * Opens a file that a person sent. Messenger and Instagram name it by its address alone, which carries its
 * own permission, so no token goes there. Meta: the address expires; then it answers 403. Never throws.
 */
export async function openMedia(
  address: string,
  { stream }: { stream: StreamTransport },
): Promise<Media> {
  if (!isMetas(address)) return { kind: "gone" };
  const request = { url: address, headers: {} };
  return download(request, { type: null, gone: [403, 404, 410], stream });
}
