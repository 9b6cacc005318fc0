// What a lead's object must do, said once more in the simplest way, without tables, alarms or attempts. It
// knows what the providers really took, which the object does not.
import type { FactName } from "../../src/model/update.ts";

export const minuteMs = 60_000;
export const dayMs = 24 * 60 * minuteMs;

export type Kind = "text" | "template" | "email" | "call";
export type State =
  | "scheduled"
  | "cancelled"
  | "queued"
  | "sent"
  | "failed"
  | "unknown"
  | "not_sent"
  | "unresolved";

/** How a provider meets a request. */
export type Meeting =
  | "takes"
  | "refuses"
  | "is busy"
  | "breaks off"
  | "takes and answers nonsense"
  | "takes while the object dies";

export interface Sent {
  id: string;
  kind: Kind;
  key: string | null;
  state: State;
  /** When it leaves or is tried again; ms. */
  dueAt: number;
  attemptedAt: number;
  firstAttemptAt: number | null;
  /** How often the provider has it, and since when. An e-mail that comes twice under one key is there once. */
  taken: number;
  takenAt: number | null;
  /** Whether we know the provider's id of it. */
  named: boolean;
  facts: Set<FactName>;
  /** Reports under the provider's id that came before we knew it. */
  parked: Set<FactName>;
  /** An operator called it failed, or a provider did. */
  isFailed: boolean;
}

/** What a busy provider asks for. */
export const busyMs = 3_000;
const lastQuestionMs = 10 * minuteMs;
const shows = {
  read: ["read", "opened"],
  delivered: ["delivered", "started", "ended"],
  failed: ["failed", "bounced", "missed"],
} satisfies Record<string, FactName[]>;

const isUnaccounted = ({ state }: Sent): boolean =>
  state === "unknown" || state === "not_sent" || state === "unresolved";

/** One lead. `now` is the clock that everybody goes by. */
export class LeadModel {
  readonly messages: Sent[] = [];
  readonly startedAt: number;
  now: number;
  /** When the person last wrote; Meta counts whole seconds. */
  wroteAt: number | null = null;

  constructor(now: number) {
    this.startedAt = now;
    this.now = now;
  }

  isWindowOpen(): boolean {
    return this.wroteAt !== null && this.now - this.wroteAt < dayMs;
  }

  byKey(key: string | null): Sent | undefined {
    return key === null ? undefined : this.messages.find((message) => message.key === key);
  }

  /** What the API shows. */
  status({ state, facts, isFailed }: Sent): string {
    const has = (names: FactName[]) => names.some((name) => facts.has(name));
    if (has(shows.read)) return "read";
    if (has(shows.delivered)) return "delivered";
    return isFailed || has(shows.failed) ? "failed" : state;
  }

  /** Whether anything may still happen to it without anybody asking. */
  isOpen({ state }: Sent): boolean {
    return state === "scheduled" || state === "queued" || state === "unknown";
  }

  /** Null when it is refused. The provider meets it as `meeting` says, if it gets to it now. */
  accept(
    order: Pick<Sent, "id" | "kind" | "key"> & { scheduledAt: number | null },
    meeting: Meeting,
  ): Sent | null {
    const { scheduledAt, ...rest } = order;
    if (order.kind === "text" && scheduledAt === null && !this.isWindowOpen()) return null;
    const sent: Sent = {
      ...rest,
      state: scheduledAt === null ? "queued" : "scheduled",
      dueAt: scheduledAt ?? this.now,
      attemptedAt: 0,
      firstAttemptAt: null,
      taken: 0,
      takenAt: null,
      named: false,
      facts: new Set(),
      parked: new Set(),
      isFailed: false,
    };
    this.messages.push(sent);
    if (scheduledAt === null) this.sendQueued(sent, meeting);
    return sent;
  }

  /** In order of acceptance; who waits for another try holds back those behind. */
  sendQueued(special: Sent | null = null, meeting: Meeting = "takes"): void {
    for (const message of this.messages) {
      if (message.state !== "queued") continue;
      if (message.dueAt > this.now) return;
      this.#attempt(message, message === special ? meeting : "takes");
      if (message.state === "queued") return;
    }
  }

  #attempt(message: Sent, meeting: Meeting): void {
    if (message.kind === "text" && !this.isWindowOpen()) {
      message.state = "failed";
      message.isFailed = true;
      return;
    }
    message.attemptedAt = this.now;
    message.firstAttemptAt ??= this.now;
    // The relay recognises a repeat for a day.
    const isRepeat = message.kind === "email" && this.now - (message.takenAt ?? 0) < dayMs;
    if (meeting.startsWith("takes") && !isRepeat) {
      message.taken++;
      message.takenAt = this.now;
      // What waits for the id of an earlier copy is not about this one.
      message.parked.clear();
    }
    switch (meeting) {
      case "takes":
        message.state = "sent";
        this.#learnName(message);
        return;
      case "refuses":
        message.state = "failed";
        message.isFailed = true;
        return;
      case "is busy":
        message.dueAt = this.now + busyMs;
        return;
      default:
        message.state = "unknown";
        message.dueAt = this.now + minuteMs / 2;
    }
  }

  #learnName(message: Sent): void {
    message.named = true;
    for (const name of message.parked) this.#take(message, name);
    message.parked.clear();
  }

  #take(message: Sent, name: FactName): void {
    message.facts.add(name);
    if (isUnaccounted(message)) message.state = "sent";
  }

  /** What the object answers to a report of the provider, by our id or only by the provider's. */
  report(message: Sent, name: FactName, byOurId: boolean): "recorded" | "duplicate" | "parked" {
    if (!byOurId && !message.named) {
      message.parked.add(name);
      return "parked";
    }
    if (message.facts.has(name)) return "duplicate";
    this.#take(message, name);
    if (!message.named) this.#learnName(message);
    return "recorded";
  }

  /** Whether it was there to be cancelled. */
  cancel(message: Sent): boolean {
    if (message.state === "scheduled") message.state = "cancelled";
    return message.state === "cancelled";
  }

  resolve(message: Sent, action: "mark_sent" | "mark_failed" | "resend"): boolean {
    if (!isUnaccounted(message)) return false;
    if (action === "mark_sent") message.state = "sent";
    else if (action === "mark_failed") {
      message.state = "failed";
      message.isFailed = true;
    } else {
      message.state = "queued";
      message.dueAt = this.now;
      this.sendQueued();
    }
    return true;
  }

  /** Time has passed, and the alarm has rung for everything that came due. */
  settle(): void {
    for (const message of this.messages) {
      if (message.state === "scheduled" && message.dueAt <= this.now) message.state = "queued";
      if (message.state === "unknown" && this.now - message.attemptedAt >= dayMs)
        message.state = "unresolved";
    }
    for (const message of this.messages) this.#lookAfter(message);
    this.sendQueued();
  }

  #lookAfter(message: Sent): void {
    if (message.state !== "unknown" || message.dueAt > this.now) return;
    // The relay recognises a repeat; Retell can be asked; WhatsApp tells by itself, or never.
    if (message.kind === "email") this.#attempt(message, "takes");
    if (message.kind !== "call") return;
    if (message.taken > 0) {
      this.#take(message, "sent");
      this.#learnName(message);
    } else if (this.now - message.attemptedAt >= lastQuestionMs) message.state = "not_sent";
  }
}
