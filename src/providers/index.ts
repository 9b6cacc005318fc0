import type { Account } from "../model/account.ts";
import type { Channel, ProviderName } from "../model/channel.ts";
import { email } from "./email/index.ts";
import { mailgun } from "./mailgun/index.ts";
import { instagram, messenger, meta } from "./meta/index.ts";
import { postmark } from "./postmark/index.ts";
import type { Provider } from "./provider.ts";
import { retell } from "./retell/index.ts";
import { sendgrid } from "./sendgrid/index.ts";
import { telegram } from "./telegram/index.ts";
import { twilio } from "./twilio/index.ts";

/** Everyone who carries a channel: one entry per company and channel. */
const providers: readonly Provider[] = [
  meta,
  messenger,
  instagram,
  email,
  retell,
  twilio,
  telegram,
  sendgrid,
  postmark,
  mailgun,
];

/** Null when the company does not carry the channel. */
export const findProvider = (name: ProviderName, channel: Channel): Provider | null =>
  providers.find((one) => one.name === name && one.channel === channel) ?? null;

/** Whoever serves a stored account: it was checked when it was saved. */
export function providerOf({ provider, channel }: Pick<Account, "provider" | "channel">): Provider {
  const found = findProvider(provider, channel);
  if (!found) throw new TypeError(`${provider} does not carry ${channel}`);
  return found;
}
