// Ids that providers gave to files we uploaded, in KV: losing one costs another upload, nothing else. An
// isolate keeps its own besides, because KV goes on saying for a minute that there is none, and a job sends
// the same file many times in a minute.
import { z } from "zod";
import type { TtlCache } from "../lib/cache.ts";
import { parseJson } from "../lib/json.ts";
import { describeError, type Log } from "../lib/log.ts";

export interface UploadStore {
  kv: Pick<KVNamespace, "get" | "put">;
  cache: TtlCache<Upload>;
  log: Log;
}

const uploadSchema = z.object({
  mediaId: z.string().min(1),
  mimeType: z.string().min(1),
  /** Epoch milliseconds. */
  uploadedAt: z.number(),
});
export type Upload = z.infer<typeof uploadSchema>;

const cacheTtlMs = 60 * 60_000;
const nameOf = (hash: string): string => `upload:${hash}`;

/** What was uploaded under `hash`; null when nothing is known of it. */
export async function findUpload(
  { kv, cache, log }: UploadStore,
  hash: string,
): Promise<Upload | null> {
  const cached = cache.get(hash);
  if (cached) return cached;
  try {
    const upload = uploadSchema.safeParse(parseJson((await kv.get(nameOf(hash))) ?? "")).data;
    if (upload) cache.set(hash, upload, cacheTtlMs);
    return upload ?? null;
  } catch (error) {
    log.warn("kv_unavailable", describeError(error));
    return null;
  }
}

/** @param ttlMs for how long it may be used, at least a minute */
export async function keepUpload(
  { kv, cache, log }: UploadStore,
  hash: string,
  upload: Upload,
  ttlMs: number,
): Promise<void> {
  cache.set(hash, upload, cacheTtlMs);
  try {
    const expirationTtl = Math.floor(ttlMs / 1000);
    await kv.put(nameOf(hash), JSON.stringify(upload), { expirationTtl });
  } catch (error) {
    log.warn("kv_unavailable", describeError(error));
  }
}
