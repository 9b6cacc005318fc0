// To whom a send goes and from which number, the same for all of Xobito's sends.
import type { SendDraft } from "../../model/command.ts";
import type { Content } from "../../model/content.ts";
import type { Contact, WireRecipient } from "./schema.ts";
import { invalid } from "./validation.ts";

/** The id of the workspace's account with a `phone_number_id` of Meta's; null when it has none. */
export type FindSender = (phoneNumberId: string) => Promise<string | null>;

/** The draft of a send from `accountId`, or from the workspace's default when that is null. */
export const draftOf = (
  { phone_number: value, contact }: WireRecipient,
  content: Content,
  accountId: string | null,
): SendDraft => ({
  to: { address: { kind: "phone", value }, ...(contact ? detailsOf(contact) : {}) },
  workflowId: null,
  ...(accountId === null ? {} : { accountId }),
  channel: "whatsapp",
  content,
  metadata: {},
  scheduledAt: null,
});

/**
 * The account that the request names by its number; null leaves the choice to us. Throws `field_invalid` when
 * the workspace has no such number.
 */
export async function senderOf(
  { from_phone_number_id: id }: WireRecipient,
  findSender: FindSender,
): Promise<string | null> {
  if (id === undefined || id === null) return null;
  const accountId = await findSender(id);
  if (accountId !== null) return accountId;
  throw invalid({ from_phone_number_id: ["The selected from phone number id is invalid."] });
}

function detailsOf({ firstname, lastname, email, country, assigned_id, groups }: Contact) {
  const details = {
    ...(firstname ? { firstName: firstname } : {}),
    ...(lastname ? { lastName: lastname } : {}),
    ...(email ? { email } : {}),
    ...(country ? { metadata: { country } } : {}),
    ...(assigned_id ? { assignedTo: assigned_id } : {}),
    ...(groups ? { tags: groups } : {}),
  };
  return Object.keys(details).length === 0 ? {} : { ...details, updates: true };
}
