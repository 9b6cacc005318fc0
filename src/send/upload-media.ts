import { err, type Result } from "../lib/result.ts";
import type { Transport } from "../lib/transport.ts";
import type { Account, OpenAccount } from "../model/account.ts";
import type { Failure } from "../model/errors.ts";
import { providerOf } from "../providers/index.ts";
import type { MediaFile } from "../providers/provider.ts";

export interface ProviderCallDeps {
  /** Null when the stored credentials do not open. */
  openAccount(account: Account): Promise<OpenAccount | null>;
  transportFor(account: Account): Transport;
}

/** Gives the account's provider a file to send later, once its type and size are right. */
export async function uploadMedia(
  deps: ProviderCallDeps,
  account: Account,
  file: MediaFile,
): Promise<Result<{ mediaId: string }, Failure>> {
  const provider = providerOf(account);
  if (!provider.uploadMedia) {
    const message = `An account for ${account.channel} takes files by their URL only.`;
    return err({ code: "content_unsupported", message });
  }
  const refusal = provider.refuseFile?.({ mimeType: file.mimeType, size: file.bytes.length });
  if (refusal) return err(refusal);
  const opened = await deps.openAccount(account);
  if (!opened) return err(sealBroken);
  return provider.uploadMedia(file, opened, deps.transportFor(account));
}

export const sealBroken: Failure = {
  code: "credentials_refused",
  message: "The account's stored credentials cannot be opened. Enter them again.",
};
