import type { AccountRecord } from "../store/accounts.ts";

/** What dialects do to accounts. `AccountRecord` is one of the key's own workspace. */
export interface ChannelVerbs {
  /**
   * A new account with another sender and the credentials of `source`, which stay sealed to whoever asks. Throws
   * `field_invalid` when the provider cannot have such a sender, `credentials_refused` when nothing opens.
   *
   * @param sender what the provider's setting `from` becomes: an e-mail address, a phone number
   */
  addSender(
    source: AccountRecord,
    change: { name: string; sender: string; isDefault: boolean },
  ): Promise<AccountRecord>;
}
