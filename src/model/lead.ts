/** Names one lead of one workspace. Both are canonical lower-case UUIDs. */
export interface LeadRef {
  workspaceId: string;
  leadId: string;
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
}
