// What every dialect produces: one send to one lead. Dialects validate their own wire; this schema
// validates what they made of it, so that a dialect's bug is a refused request and never bad data.
import { z } from "zod";
import {
  type AddressKind,
  addressKinds,
  isChatId,
  isWhatsappUserId,
  toE164,
  toEmail,
} from "./address.ts";
import { type Channel, channelSchema } from "./channel.ts";
import { type Content, contentSchema } from "./content.ts";

/** Why we write. A lead who opted out of marketing still gets the others. */
export const messageTypes = ["TRANSACTIONAL", "MARKETING", "NOTIFICATION"] as const;
export type MessageType = (typeof messageTypes)[number];

/** Which job goes first where an account's rate is shared. A single send never waits. */
export const priorities = ["HIGH", "NORMAL", "LOW"] as const;
export type Priority = (typeof priorities)[number];

/**
 * Why a message may leave outside the 24 hours. Meta: a person who answers (`HUMAN_AGENT`) has seven days on
 * Messenger and Instagram.
 */
export const messageTags = ["HUMAN_AGENT"] as const;
export type MessageTag = (typeof messageTags)[number];

const uuid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

const carries: Record<Channel, readonly Content["kind"][]> = {
  whatsapp: ["text", "template", "media", "interactive"],
  email: ["email"],
  call: ["call"],
  sms: ["text"],
  messenger: ["text", "media", "interactive", "elements"],
  instagram: ["text", "media", "interactive", "elements"],
  telegram: ["text", "media", "interactive"],
};

// What came later is absent unless it was given: the fingerprint of a request stays what it was.
export const sendCommandSchema = z
  .object({
    leadId: uuid,
    /** Null for a send that names its account, or none: then the channel's default account carries it. */
    workflowId: uuid.nullable(),
    accountId: uuid.exactOptional(),
    channel: channelSchema,
    /** Null when the caller gave nothing to send; that is refused once lead and workflow are known. */
    content: contentSchema.nullable(),
    metadata: z.record(z.string(), z.unknown()),
    /** Epoch milliseconds; null sends at once. */
    scheduledAt: z.number().int().nullable(),
    messageType: z.enum(messageTypes).exactOptional(),
    priority: z.enum(priorities).exactOptional(),
    tag: z.enum(messageTags).exactOptional(),
  })
  .refine(({ channel, content }) => !content || carries[channel].includes(content.kind), {
    message: "the channel cannot carry this kind of content",
    path: ["content"],
  });
export type SendCommand = z.infer<typeof sendCommandSchema>;

/** Somebody named by an address: the oldest lead that has it, or a new one. */
export const recipientSchema = z.object({
  /** As it is stored: a phone in E.164, an e-mail address in lower case. */
  address: z.object({ kind: z.enum(addressKinds), value: z.string().min(1).max(254) }),
  /** What a new lead is called; its address when absent. */
  firstName: z.string().min(1).max(255).exactOptional(),
  lastName: z.string().min(1).max(255).exactOptional(),
  email: z.string().max(254).exactOptional(),
  assignedTo: z.string().min(1).max(255).exactOptional(),
  tags: z.array(z.string()).max(50).exactOptional(),
  metadata: z.record(z.string(), z.unknown()).exactOptional(),
  /** Whether the details above also change a lead that is known. */
  updates: z.boolean().exactOptional(),
});
export type Recipient = z.infer<typeof recipientSchema>;

/** What a dialect decodes: a command whose lead may still have to be found. */
export type SendDraft = Omit<SendCommand, "leadId"> & ({ leadId: string } | { to: Recipient });

/** How an address for the channel is written, for people. */
export const addressForms: Record<Channel, string> = {
  whatsapp: "a phone number with its country, such as +12025550123, or a WhatsApp user id",
  email: "one plain e-mail address",
  call: "a phone number with its country, such as +12025550123",
  sms: "a phone number with its country, such as +12025550123",
  messenger: "the person's id at the page (PSID), digits only",
  instagram: "the person's id at the account (IGSID), digits only",
  telegram: "the id of the chat with the bot, digits only",
};

/**
 * An address as the channel takes it, in the form in which it is stored; null when it cannot be one.
 *
 * @param country how a number without `+` is read, ISO 3166-1 alpha-2; null refuses it
 */
export function readAddress(
  text: string,
  channel: Channel,
  country: string | null = null,
): Recipient["address"] | null {
  const found = (kind: AddressKind, value: string | null) => (value ? { kind, value } : null);
  switch (channel) {
    case "whatsapp":
      return isWhatsappUserId(text)
        ? { kind: "whatsapp_user_id", value: text }
        : found("phone", toE164(text, country));
    case "call":
    case "sms":
      return found("phone", toE164(text, country));
    case "email":
      return found("email", toEmail(text)?.toLowerCase() ?? null);
    case "messenger":
      return found("psid", isChatId(text) ? text : null);
    case "instagram":
      return found("igsid", isChatId(text) ? text : null);
    case "telegram":
      return found("telegram_chat_id", isChatId(text) ? text : null);
  }
}
