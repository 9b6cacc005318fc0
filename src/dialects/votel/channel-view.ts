// An account as Votel's channel. Every account is its own integration: a new channel may be made from any.
import { isoTime } from "../../lib/clock.ts";
import type { Channel } from "../../model/channel.ts";
import type { AccountRecord } from "../../store/accounts.ts";

/** Votel's names; what it does not have keeps ours. */
export const channelTypes: Record<Channel, string> = {
  email: "email",
  sms: "sms",
  whatsapp: "whatsapp",
  instagram: "instagram_dm",
  messenger: "messenger",
  telegram: "telegram",
  call: "call",
};

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** The address that people see: every e-mail provider and Twilio call it `from`. */
export const senderOf = ({ channel, settings }: Pick<AccountRecord, "channel" | "settings">) =>
  channel === "email" || channel === "sms" ? textOf(settings["from"]) : null;

/** Why nothing can be sent over it; null while it can. */
const disabledReason = ({ active }: AccountRecord): string | null =>
  active ? null : "The channel is switched off";

export const statusOf = (account: AccountRecord) =>
  disabledReason(account) === null ? "available" : "unavailable";

export function channelView(account: AccountRecord) {
  const { id, workspaceId, name, channel } = account;
  const sender = senderOf(account);
  return {
    id,
    tenant_id: workspaceId,
    name,
    channel_type: channelTypes[channel],
    integration_id: id,
    ...(channel === "email" ? { send_from_email: sender, email_domain_id: null } : {}),
    ...(channel === "sms" ? { send_from_phone_number: sender, phone_number_id: null } : {}),
    status: statusOf(account),
    is_default: account.isDefault,
    metadata: {},
    created_at: isoTime(account.createdAt),
    updated_at: isoTime(account.updatedAt),
  };
}

/** As a list to choose from shows it. */
export function optionView(account: AccountRecord) {
  const sender = senderOf(account);
  const reason = disabledReason(account);
  return {
    id: account.id,
    name: sender === null ? account.name : `${account.name} (${sender})`,
    identifier: sender,
    category: channelTypes[account.channel],
    status: statusOf(account),
    ...(reason === null ? {} : { disabled_reason: reason }),
  };
}
