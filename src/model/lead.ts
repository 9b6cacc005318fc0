import type { Channel } from "./channel.ts";

/** Names one lead of one workspace. Both are canonical lower-case UUIDs. */
export interface LeadRef {
  workspaceId: string;
  leadId: string;
}

/** What a person does not want on a channel any more, and what they said. */
export interface OptOut {
  scope: "all" | "marketing";
  reason: string;
}

/** What the send path must know of a lead; a copy of it lives in the lead's object for a short while. */
export interface LeadProfile {
  firstName: string;
  lastName: string | null;
  /** E.164. */
  phone: string | null;
  email: string | null;
  /** Why the e-mail address takes nothing more (it bounced, its owner complained); null while it does. */
  emailSuppressed: string | null;
  /** WhatsApp's business-scoped user id: the way to a person without a phone number. */
  whatsappUserId: string | null;
  // Absent in copies that were made before there were such channels.
  /** The person's id at our page on Messenger. */
  psid?: string | null;
  /** The person's id at our account on Instagram. */
  igsid?: string | null;
  telegramChatId?: string | null;
  optOuts?: Partial<Record<Channel, OptOut>>;
}
