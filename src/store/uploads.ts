// Ids that providers gave to files we uploaded, in KV: losing one costs another upload, nothing else.
import { z } from "zod";
import { parseJson } from "../lib/json.ts";
import { describeError, type Log } from "../lib/log.ts";

export interface UploadStore {
  kv: Pick<KVNamespace, "get" | "put">;
  log: Log;
}

const uploadSchema = z.object({
  mediaId: z.string().min(1),
  mimeType: z.string().min(1),
  /** Epoch milliseconds. */
  uploadedAt: z.number(),
});
export type Upload = z.infer<typeof uploadSchema>;

const nameOf = (hash: string): string => `upload:${hash}`;

/** What was uploaded under `hash`; null when nothing is known of it. */
export async function findUpload({ kv, log }: UploadStore, hash: string): Promise<Upload | null> {
  try {
    const text = await kv.get(nameOf(hash));
    return uploadSchema.safeParse(parseJson(text ?? "")).data ?? null;
  } catch (error) {
    log.warn("kv_unavailable", describeError(error));
    return null;
  }
}

/** @param ttlMs for how long it may be used, at least a minute */
export async function keepUpload(
  { kv, log }: UploadStore,
  hash: string,
  upload: Upload,
  ttlMs: number,
): Promise<void> {
  try {
    const expirationTtl = Math.floor(ttlMs / 1000);
    await kv.put(nameOf(hash), JSON.stringify(upload), { expirationTtl });
  } catch (error) {
    log.warn("kv_unavailable", describeError(error));
  }
}
