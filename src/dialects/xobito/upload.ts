// A file that comes with a request goes to Meta once: the same bytes sent again, to somebody else or by a
// repeated request, go by the id from the first time. So a repeat with the same Idempotency-Key is the same.
import { toHex } from "../../lib/bytes.ts";
import { sha256Hex } from "../../lib/hmac.ts";
import { canonicalJson } from "../../lib/json.ts";
import { err } from "../../lib/result.ts";
import type { Account } from "../../model/account.ts";
import type { Upload } from "./decode-media.ts";
import type { XobitoDeps } from "./deps.ts";

/** Meta keeps an upload for 30 days. */
const idLivesMs = 29 * 24 * 60 * 60_000;

/** Uploads for the account that `find` gives; `account_missing` when it gives none. */
export function uploadOnce(
  { files, uploadMedia, clock }: Pick<XobitoDeps, "files" | "uploadMedia" | "clock">,
  find: (accountId: string | null) => Promise<Account | null>,
): Upload {
  return async (accountId, file) => {
    const account = await find(accountId);
    if (!account) return err({ code: "account_missing" });
    const digest = toHex(await crypto.subtle.digest("SHA-256", file.bytes));
    // An id is good for the sender that the settings name; a change of them is another account.
    const name = canonicalJson([
      account.id,
      account.settings,
      file.mimeType,
      file.filename,
      digest,
    ]);
    const hash = await sha256Hex(name);
    const known = await files.findUpload(hash);
    if (known && clock() < known.uploadedAt + idLivesMs) {
      return { ok: true, value: { mediaId: known.mediaId } };
    }
    const given = await uploadMedia(account, file);
    if (given.ok) {
      const upload = { ...given.value, mimeType: file.mimeType, uploadedAt: clock() };
      await files.keepUpload(hash, upload, idLivesMs);
    }
    return given;
  };
}
