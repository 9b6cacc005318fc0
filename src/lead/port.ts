// What others may ask of a lead's object. Plain data in, unions out: an error class does not survive
// a Durable Object call. Every method names the lead and, where there is one, the full message id,
// and the object checks both.
import type { JsonObject } from "../lib/json.ts";
import type { Account } from "../model/account.ts";
import type { Channel } from "../model/channel.ts";
import type { SendCommand } from "../model/command.ts";
import type { Content } from "../model/content.ts";
import type { Failure } from "../model/errors.ts";
import type { LeadRef } from "../model/lead.ts";
import type { MessageView } from "../model/message.ts";
import type { Template } from "../model/template.ts";
import type { Fact } from "../model/update.ts";
import type { Workflow } from "../model/workflow.ts";

/** A send with everything resolved that is not the lead's own. */
export interface SendOrder {
  ref: LeadRef;
  /** Minted by the caller, so that a broken call can be asked about; a repeat with the same id is the same send. */
  messageId: string;
  command: SendCommand;
  /** `fingerprint` is a hash of the whole command. */
  idempotency: { key: string; fingerprint: string } | null;
  /** Null when the workspace has no such workflow. */
  workflow: Workflow | null;
  /** Null when the command names no template, or one that the workspace does not have. */
  template: Template | null;
  /** Why it cannot be sent, found out beforehand: what is known under the key, and what the lead says, come first. */
  refusal?: Failure;
}

/** What became of a send, as far as it is known when the caller is answered. */
export interface Receipt {
  messageId: string;
  channel: Channel;
  kind: Content["kind"];
  state: "sent" | "queued" | "scheduled" | "unknown";
  providerMessageId: string | null;
  /** Retell's first status of a call. */
  callStatus: string | null;
  /** Epoch milliseconds. */
  scheduledAt: number | null;
  // Absent in answers that were kept before it was said.
  /** Where it went: as in `Draft.to`. */
  to?: string;
  /** Epoch milliseconds. */
  sentAt?: number | null;
  /** How long the provider took to accept it, when it did so at once. */
  providerMs?: number;
}

export type SendOutcome =
  | { ok: true; receipt: Receipt; replayed: boolean }
  /** `messageId` is set when a message was recorded (and refused by the provider). */
  | { ok: false; failure: Failure; messageId: string | null; replayed: boolean };

export type CancelOutcome = { ok: true; messageId: string } | { ok: false; failure: Failure };

/** A message from a person, already verified and attributed to one account. */
export interface Inbound {
  /** Ours, minted by the caller. */
  messageId: string;
  providerMessageId: string;
  account: Pick<Account, "id" | "channel">;
  /** The addresses under which our messages reach this person, such as the lead's stored phone. The first is where it came from. */
  from: [string, ...string[]];
  /** The event's own time, epoch milliseconds. */
  at: number;
  kind: string;
  text: string | null;
  opensWindow: boolean;
  details: JsonObject;
  /** When the provider's request came, epoch milliseconds; equal to `at` where the provider tells no time. */
  receivedAt?: number;
}

/** What a provider reports about one of our messages, already verified. */
export interface Report {
  workspaceId: string;
  accountId: string;
  /** Ours, from a verified correlation id; null when the report names the provider's id only. */
  messageId: string | null;
  /** Empty with `upTo`. */
  providerMessageId: string;
  fact: Fact;
  /** When the provider's request came, epoch milliseconds; equal to the fact's time where the provider tells none. */
  receivedAt?: number;
  /** Instead of one message: what the account sent to the address until then, epoch milliseconds. Needs the lead. */
  upTo?: { address: string; at: number };
}

/** What an operator decides about a message that nobody can account for. */
export type Resolution = "mark_sent" | "mark_failed" | "resend";

/** A page of what was said with a lead, oldest first. */
export interface HistoryQuery {
  channels: Channel[] | null;
  limit: number;
  offset: number;
  order: "asc" | "desc";
}

export interface LeadPort {
  send(order: SendOrder): Promise<SendOutcome>;
  /** Cancels a scheduled message; repeating it is harmless, and a released message answers `not_cancellable`. */
  cancel(workspaceId: string, messageId: string): Promise<CancelOutcome>;
  /** Null when there is no such message in this workspace. */
  message(workspaceId: string, messageId: string): Promise<MessageView | null>;
  /** Records a person's message and opens the account's window. `duplicate` when it was known already. */
  receive(ref: LeadRef, inbound: Inbound): Promise<"recorded" | "duplicate">;
  /**
   * Records a fact about a message of ours, once. `unknown` when no message here fits: with `ref` it is
   * parked for the message that may still come, without it nothing is kept.
   */
  report(
    report: Report,
    ref: LeadRef | null,
  ): Promise<"recorded" | "duplicate" | "parked" | "unknown">;
  /** Settles a message whose outcome is open; `not_resolvable` when it is not. */
  resolve(workspaceId: string, messageId: string, resolution: Resolution): Promise<CancelOutcome>;
  history(ref: LeadRef, query: HistoryQuery): Promise<{ messages: MessageView[]; total: number }>;
  /** Every (account, address) pair that has a window, and when the person last wrote there. */
  windows(
    ref: LeadRef,
  ): Promise<{ accountId: string; address: string; lastInboundAt: number; open: boolean }[]>;
  /** Deletes what is finished and older than `before` (epoch ms). */
  purge(ref: LeadRef, before: number): Promise<void>;
  /** Does what is due and sets the next alarm, in case the platform forgot to. */
  wake(): Promise<void>;
  /** For tests: what the person wrote grows older by `ms`, as if the clock had jumped. */
  passTime(ref: LeadRef, ms: number): Promise<void>;
  /** The lead's stored profile changed: read it again before the next send. */
  profileChanged(ref: LeadRef): Promise<void>;
  /** Forgets everything about the lead. */
  erase(ref: LeadRef): Promise<void>;
}
