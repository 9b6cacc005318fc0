import type { Channel } from "../model/channel.ts";
import type { Failure } from "../model/errors.ts";
import type { MessageState } from "../model/message.ts";

/** A row of `messages`. Times are epoch milliseconds. */
export interface Row {
  seq: number;
  id: string;
  workspace: string;
  lead: string;
  direction: "outbound" | "inbound";
  channel: Channel;
  kind: string;
  workflow: string | null;
  account: string;
  /** Where it goes to (outbound) or comes from (inbound). */
  address: string;
  /** 1 for free-form text that needs an open window at dispatch. */
  needs_window: 0 | 1;
  preview: string | null;
  /** JSON object. */
  metadata: string;
  /** JSON object: what the message carried besides its text. */
  details: string | null;
  idempotency_key: string | null;
  /** The provider request's body, frozen at acceptance; null once the outcome is certain. */
  request: string | null;
  state: MessageState | "received";
  /** Provider calls made. */
  attempt: number;
  /** When the provider was first called; it counts for how long a repeat is recognised. */
  first_attempt_at: number | null;
  /** When the message last left the queue: since then its outcome may be unknown. */
  attempted_at: number | null;
  /** The life of the object in which `sending` began. */
  boot: string | null;
  created_at: number;
  scheduled_at: number | null;
  /** When the alarm must look at it: release, retry, ask, settle or give up. Null when nothing is left to do. */
  due_at: number | null;
  sent_at: number | null;
  provider_message_id: string | null;
  call_status: string | null;
  /** JSON `Failure`. */
  failure: string | null;
  delivered_at: number | null;
  read_at: number | null;
  failed_at: number | null;
  updated_at: number;
  version: number;
  projected: number;
}

// A row has 37 columns, and each that is read costs more than finding the row: what happens for every send
// reads those that it needs.

/** What an attempt goes by, from its beginning to its outcome. */
export type AttemptRow = Pick<
  Row,
  | "id"
  | "state"
  | "channel"
  | "account"
  | "address"
  | "created_at"
  | "first_attempt_at"
  | "attempted_at"
>;

const outcomeColumns = [
  "id",
  "workspace",
  "lead",
  "account",
  "address",
  "channel",
  "kind",
  "state",
  "attempt",
  "attempted_at",
  "sent_at",
  "scheduled_at",
  "due_at",
  "provider_message_id",
  "call_status",
  "failure",
  "idempotency_key",
] as const;
/** What a caller is told, and what follows from it. */
export type OutcomeRow = Pick<Row, (typeof outcomeColumns)[number]>;

const listedColumns = [
  "id",
  "workspace",
  "lead",
  "direction",
  "channel",
  "kind",
  "state",
  "provider_message_id",
  "failure",
  "delivered_at",
  "read_at",
  "failed_at",
  "due_at",
  "created_at",
  "updated_at",
  "version",
] as const;
/** What the list shows. */
export type ListedRow = Pick<Row, (typeof listedColumns)[number]>;

/** As SQL names them. */
export const columns = { outcome: outcomeColumns.join(", "), listed: listedColumns.join(", ") };

export type NewRow = Pick<
  Row,
  | "id"
  | "direction"
  | "channel"
  | "kind"
  | "workflow"
  | "account"
  | "address"
  | "needs_window"
  | "preview"
  | "metadata"
  | "idempotency_key"
  | "request"
  | "state"
  | "scheduled_at"
  | "due_at"
  | "provider_message_id"
  | "details"
> & {
  at: number;
  /** The life of the object that makes the first attempt at once; absent when it has to wait. */
  begunBy?: string;
};

export interface Settlement {
  state: "sent" | "failed" | "queued" | "unknown";
  providerMessageId?: string;
  callStatus?: string;
  failure?: Failure;
  dueAt: number | null;
}
