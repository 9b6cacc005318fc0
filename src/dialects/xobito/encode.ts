// Receipts in Xobito's words. A message that was taken is never answered with an error, whatever else fails.
import type { Receipt } from "../../lead/port.ts";
import { describeError } from "../../lib/log.ts";
import type { Content } from "../../model/content.ts";
import { numbersOf } from "../../store/numbers.ts";
import type { EncodeContext, Wire } from "../dialect.ts";
import type { XobitoDeps } from "./deps.ts";
import { microTime } from "./micro-time.ts";
import type { SentIds } from "./sent-ids.ts";

const sentWords: Partial<Record<Content["kind"], string>> = {
  template: "Template message sent successfully",
  media: "Media message sent successfully",
};

/** Xobito knows one word, pending, for whatever is not sent yet. */
const pendingWords = {
  queued: "Message queued, not yet sent. Do not send it again: poll its status.",
  scheduled: "Message queued, not yet sent. Do not send it again: poll its status.",
  unknown:
    "WhatsApp did not say whether it took the message. Do not send it again: poll its status.",
} as const;

/**
 * The answer of a send, always a 200: a client of the original takes anything else for a failure, and sends
 * again. What WhatsApp has not named yet has our own id, which the status route understands as well.
 */
export async function encodeReceipt(
  deps: Pick<XobitoDeps, "db" | "log"> & { sent: SentIds },
  receipt: Receipt,
  { key, draft, leadId, created }: EncodeContext,
): Promise<Wire> {
  const { messageId, providerMessageId, state, kind, to, sentAt = null } = receipt;
  const isSent = state === "sent" && providerMessageId !== null;
  if (isSent) deps.sent.remember(key.workspaceId, providerMessageId, messageId);
  const named = "to" in draft ? draft.to.address.value : "";
  const phone = to?.startsWith("+") ? to : named;
  const { contactId, chatId } = await numbersFor(deps, key.workspaceId, leadId);
  return {
    status: 200,
    body: {
      status: "success",
      message: isSent
        ? (sentWords[kind] ?? "Message sent successfully")
        : pendingWords[state === "sent" ? "queued" : state],
      data: {
        message_id: isSent ? providerMessageId : messageId,
        contact_id: contactId,
        phone,
        status: isSent ? "sent" : "pending",
        sent_at: isSent && sentAt !== null ? microTime(sentAt) : null,
        chat_id: chatId,
        contact_created: created,
        whatsapp_response: isSent ? responseOf(providerMessageId, to ?? phone) : null,
      },
    },
  };
}

/** As the Cloud API answers. Meta may spell a few countries' numbers otherwise in `wa_id`. */
const responseOf = (id: string, input: string) => ({
  messaging_product: "whatsapp",
  contacts: [{ input, wa_id: input.replace("+", "") }],
  messages: [{ id }],
});

/** Null while D1 cannot say: the message is on its way all the same. */
async function numbersFor(
  { db, log }: Pick<XobitoDeps, "db" | "log">,
  workspaceId: string,
  leadId: string,
): Promise<{ contactId: number | null; chatId: number | null }> {
  try {
    const [contacts, chats] = await Promise.all([
      numbersOf(db, workspaceId, "contact", [leadId]),
      numbersOf(db, workspaceId, "chat", [leadId]),
    ]);
    return { contactId: contacts.get(leadId) ?? null, chatId: chats.get(leadId) ?? null };
  } catch (error) {
    log.warn("number_unknown", { workspaceId, leadId, ...describeError(error) });
    return { contactId: null, chatId: null };
  }
}
