// What a send needs before anything may leave, in the order in which the contract reports it:
// workflow, content, the lead's address, the person's will, the account, the template, the window. Pure.
import { isoTime } from "../lib/clock.ts";
import { err, ok, type Result } from "../lib/result.ts";
import type { Account } from "./account.ts";
import type { Channel } from "./channel.ts";
import type { MessageTag, SendCommand } from "./command.ts";
import type { Content, TemplateComponent } from "./content.ts";
import type { ErrorCode, Failure } from "./errors.ts";
import type { LeadProfile } from "./lead.ts";
import { checkTemplate, type Template } from "./template.ts";
import { windowMs } from "./window.ts";
import type { Workflow } from "./workflow.ts";

/** What is to be said, with every default applied and every reference resolved. */
export type Outgoing =
  | { kind: "text"; text: string; mediaUrls?: string[] }
  | { kind: "template"; name: string; language: string; components: TemplateComponent[] }
  | { kind: "email"; subject: string; text?: string; html?: string; senderName?: string }
  /** `greeting` null: the agent's own opening. */
  | { kind: "call"; greeting: string | null }
  | Extract<Content, { kind: "media" | "interactive" | "elements" }>;

/** A send that nothing speaks against. */
export interface Plan {
  account: Account;
  to: string;
  outgoing: Outgoing;
  /** May go only while the window of (account, `to`) is open. */
  needsWindow: boolean;
  /** Why it may leave outside of the window; null when nothing was said. */
  tag: MessageTag | null;
  /** When it is to leave, epoch ms; null for now. */
  scheduledAt: number | null;
}

export interface PlanFacts {
  command: SendCommand;
  profile: LeadProfile;
  workflow: Workflow | null;
  template: Template | null;
  window(accountId: string, address: string): WindowState;
  now: number;
}

/** The 24-hour window between an account and a person's address. */
export interface WindowState {
  open: boolean;
  /** When the person last wrote or called; epoch ms, null if never. */
  lastInboundAt: number | null;
}

const defaultSubject = "Message from your advisor";
/** Clocks differ: a time this far in the past still means "now". */
const pastToleranceMs = 5 * 60_000;
const maxAheadMs = 365 * 24 * 3_600_000;

/** Where free-form messages need the person's word within the last 24 hours. */
export const hasWindow: Record<Channel, boolean> = {
  whatsapp: true,
  messenger: true,
  instagram: true,
  email: false,
  call: false,
  sms: false,
  telegram: false,
};

/** Meta: how long after the person's last word a tagged message may leave. */
const tagWindowMs: Record<MessageTag, number> = { HUMAN_AGENT: 7 * windowMs };

const addressOf: Record<
  Channel,
  { of(profile: LeadProfile): string | null; missing: ErrorCode; suppressed?: "emailSuppressed" }
> = {
  // Since usernames exist, a person on WhatsApp may have shown us a user id and no number.
  whatsapp: {
    of: ({ phone, whatsappUserId }) => phone ?? whatsappUserId,
    missing: "phone_missing",
  },
  email: { of: ({ email }) => email, missing: "email_missing", suppressed: "emailSuppressed" },
  call: { of: ({ phone }) => phone, missing: "phone_missing" },
  sms: { of: ({ phone }) => phone, missing: "phone_missing" },
  messenger: { of: ({ psid }) => psid ?? null, missing: "address_missing" },
  instagram: { of: ({ igsid }) => igsid ?? null, missing: "address_missing" },
  telegram: { of: ({ telegramChatId }) => telegramChatId ?? null, missing: "address_missing" },
};

/** Where a channel reaches the lead; null when it does not. */
export const channelAddress = (profile: LeadProfile, channel: Channel): string | null =>
  addressOf[channel].of(profile);

export function planSend(facts: PlanFacts): Result<Plan, Failure> {
  const { command, profile, workflow } = facts;
  if (!workflow) return err({ code: "workflow_not_found" });
  const { channel, content } = command;
  if (!content) return err({ code: "content_missing", details: { channel } });
  const address = addressOf[channel];
  const to = address.of(profile);
  if (!to) return err({ code: address.missing, details: { channel } });
  const reason = address.suppressed && profile[address.suppressed];
  if (reason) return err({ code: "email_suppressed", details: { reason } });
  const optOut = profile.optOuts?.[channel];
  if (optOut && (optOut.scope === "all" || command.messageType === "MARKETING")) {
    return err({ code: "recipient_opted_out", details: { channel, ...optOut } });
  }
  const account = workflow.accounts[channel];
  if (!account) return err({ code: "account_missing", details: { channel } });
  const at = command.scheduledAt ?? facts.now;
  if (at < facts.now - pastToleranceMs || at > facts.now + maxAheadMs) {
    return err({ code: "schedule_invalid" });
  }
  const { tag = null } = command;
  const scheduledAt = at > facts.now ? at : null;
  // A tagged message is judged now: what it may be late by is counted from the person's last word.
  const needsWindow = hasWindow[channel] && content.kind !== "template" && tag === null;
  const route = { account, to, tag, needsWindow, scheduledAt };
  // A scheduled message is judged when it leaves: the person may have written by then.
  if ((needsWindow && scheduledAt === null) || tag !== null) {
    const window = facts.window(account.id, to);
    const open = tag === null ? window.open : isWithin(window, facts.now, tagWindowMs[tag]);
    if (!open) return err(windowClosed(window, channel));
  }

  switch (content.kind) {
    case "text": {
      const { text, mediaUrls } = content;
      return ok({ ...route, outgoing: { kind: "text", text, ...(mediaUrls && { mediaUrls }) } });
    }
    case "media":
    case "interactive":
    case "elements":
      return ok({ ...route, outgoing: content });
    case "template": {
      const resolved = resolveTemplate(facts.template, account, content.components);
      return resolved.ok ? ok({ ...route, outgoing: resolved.value }) : resolved;
    }
    case "email": {
      const { text, html, subject = workflow.defaults.subject ?? defaultSubject } = content;
      const senderName = content.senderName ?? workflow.defaults.sender_name;
      const outgoing: Outgoing = {
        kind: "email",
        subject,
        ...(text === undefined ? {} : { text }),
        ...(html === undefined ? {} : { html }),
        ...(senderName === undefined ? {} : { senderName }),
      };
      return ok({ ...route, outgoing });
    }
    case "call": {
      const greeting = content.beginMessage ?? workflow.defaults.begin_message ?? null;
      return ok({ ...route, outgoing: { kind: "call", greeting } });
    }
  }
}

const isWithin = ({ lastInboundAt }: WindowState, now: number, ms: number): boolean =>
  lastInboundAt !== null && now - lastInboundAt < ms;

export function windowClosed({ lastInboundAt }: WindowState, channel: Channel): Failure {
  return {
    code: "window_closed",
    details: {
      last_inbound_at: lastInboundAt === null ? null : isoTime(lastInboundAt),
      // The contract's answer about WhatsApp has no such field.
      ...(channel === "whatsapp" ? {} : { channel }),
    },
  };
}

function resolveTemplate(
  template: Template | null,
  account: Account,
  components: TemplateComponent[],
): Result<Outgoing, Failure> {
  if (!template || template.accountId !== account.id || template.status === "DELETED") {
    return err({ code: "template_not_found" });
  }
  if (template.status !== "APPROVED") {
    return err({
      code: "template_not_sendable",
      message: `Template ${template.name} (${template.language}) is ${template.status} at WhatsApp and cannot be sent. Choose an APPROVED one: GET /templates?status=APPROVED.`,
      details: { template_status: template.status },
    });
  }
  const checked = checkTemplate(template, components);
  if (!checked.ok) {
    const { message, field, example } = checked.error;
    return err({ code: "template_parameters_invalid", message, details: { field, example } });
  }
  const { name, language } = template;
  return ok({ kind: "template", name, language, components: checked.value });
}
