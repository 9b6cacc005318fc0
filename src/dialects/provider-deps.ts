import type { Result } from "../lib/result.ts";
import type { Account } from "../model/account.ts";
import type { Failure } from "../model/errors.ts";
import type { Template } from "../model/template.ts";
import type { MediaFile, NewTemplate } from "../providers/provider.ts";

/** What dialects ask of providers besides sends. `Account` is one of the key's own workspace. */
export interface ProviderDeps {
  /** Gives the account's provider a file to send later, by the id that comes back. */
  uploadMedia(account: Account, file: MediaFile): Promise<Result<{ mediaId: string }, Failure>>;
  /** Proposes a template to the provider, and stores it as the provider took it. */
  createTemplate(account: Account, template: NewTemplate): Promise<Result<Template, Failure>>;
}
