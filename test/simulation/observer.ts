// Looks at the object's rows whenever something became durable, and compares them with what was there
// before, with the providers' log and with what the callers were told.
import { type MessageState, messageStatus } from "../../src/model/message.ts";
import type { Ledger, Sent } from "./ledger.ts";
import { nameOf } from "./orders.ts";
import type { Provider } from "./provider.ts";
import type { Storage } from "./storage.ts";
import { Violation } from "./violation.ts";
import type { VirtualTime } from "./virtual-time.ts";

export interface SeenRow {
  id: string;
  workspace: string;
  lead: string;
  direction: "outbound" | "inbound";
  channel: string;
  state: MessageState | "received";
  attempt: number;
  due_at: number | null;
  version: number;
  projected: number;
  provider_message_id: string | null;
  failure: string | null;
  delivered_at: number | null;
  read_at: number | null;
  failed_at: number | null;
  created_at: number;
}

const columns = `id, workspace, lead, direction, channel, state, attempt, due_at, version, projected,
  provider_message_id, failure, delivered_at, read_at, failed_at, created_at`;

const openStates = ["scheduled", "queued", "sending", "unknown"];
export const isOpen = ({ state }: SeenRow): boolean => openStates.includes(state);

/** How much later than it is due the object may look at something. */
const leaseMs = 30_000;

/** Where a status stands; it never falls. */
const rank: Record<string, number> = {
  scheduled: 0,
  queued: 1,
  unknown: 2,
  not_sent: 3,
  unresolved: 3,
  cancelled: 4,
  sent: 4,
  failed: 5,
  delivered: 6,
  read: 7,
  received: 8,
};

export const statusOf = ({ state, delivered_at, read_at, failed_at }: SeenRow): string =>
  messageStatus(state, { deliveredAt: delivered_at, readAt: read_at, failedAt: failed_at });

export interface ObserverParts {
  storage: Storage;
  time: VirtualTime;
  ledger: Ledger;
  provider: Provider;
}

export function createObserver({ storage, time, ledger, provider }: ObserverParts) {
  let rows = new Map<string, SeenRow>();
  /** What was deleted because it was old. */
  const purges: { name: string; before: number }[] = [];
  /** Resends that the rows seen last had. */
  const resends = new Map<string, number>();

  function read(): SeenRow[] {
    return storage.hasTables() ? storage.all(`SELECT ${columns} FROM messages ORDER BY seq`) : [];
  }

  function appeared(row: SeenRow): void {
    if (row.direction === "inbound") return;
    const sent = ledger.byId.get(row.id);
    if (!sent) throw new Violation("I1", `nobody sent ${row.id}`);
    sent.acceptedAt = row.created_at;
    const other = ledger.siblings(sent).find(({ acceptedAt }) => acceptedAt !== null);
    if (other) {
      throw new Violation("I1", `${sent.wish.key} is both ${other.messageId} and ${row.id}`);
    }
  }

  function vanished(row: SeenRow, sent: Sent | undefined): void {
    if (row.direction === "inbound" || sent?.isErased) return;
    const name = nameOf({ workspaceId: row.workspace, leadId: row.lead });
    const isOld = purges.some((purge) => purge.name === name && row.created_at < purge.before);
    if (!isOld || isOpen(row)) throw new Violation("I14", `${row.id} (${row.state}) is gone`);
    if (sent) sent.isPurged = true;
  }

  function changed(before: SeenRow, after: SeenRow, sent: Sent): void {
    const wasResent = sent.resends !== (resends.get(after.id) ?? 0);
    resends.set(after.id, sent.resends);
    const [from, to] = [statusOf(before), statusOf(after)];
    // The repeat of an ambiguous e-mail is under way, which shows as queued.
    const isRepeat = from === "unknown" && after.state === "sending";
    if ((rank[to] ?? -1) < (rank[from] ?? -1) && !wasResent && !isRepeat) {
      throw new Violation("I10", `${after.id} went from ${from} back to ${to}`);
    }
    if (before.state !== after.state) settledRightly(after, sent);
  }

  function settledRightly(row: SeenRow, sent: Sent): void {
    if (sent.isErased || sent.isMarked) return;
    const took = provider.has(row.id);
    if (row.state === "sent" && !took) {
      throw new Violation("I3", `${row.id} is sent, and its provider never took it`);
    }
    if (row.state === "failed" && took && sent.resends === 0) {
      throw new Violation("I4", `${row.id} is failed, and its provider took it`);
    }
    if (row.state === "failed" && row.failure === null) {
      throw new Violation("I14", `${row.id} failed without a reason`);
    }
  }

  /** Whatever is to be looked at later implies that the object is woken for it. */
  function checkAlarm(isLooking: boolean): void {
    const { at } = storage.alarm();
    for (const row of rows.values()) {
      const latest = Math.max(row.due_at ?? time.now, time.now) + leaseMs;
      const isUnfinished = isOpen(row) || row.due_at !== null;
      if (isUnfinished && (at === null || at > latest)) {
        throw new Violation("I5", `${row.id} (${row.state}) waits, and the alarm is ${at}`);
      }
      if (row.projected < row.version && at === null && !isLooking) {
        throw new Violation("I5", `${row.id} (${row.state}) is not listed, and no alarm is set`);
      }
    }
  }

  return {
    rows: () => [...rows.values()],
    row: (id: string) => rows.get(id),
    read,

    purged(name: string, before: number): void {
      purges.push({ name, before });
    },

    /** Something became durable. `isLooking`: the object is alive and about to do more. */
    look(isLooking: boolean): void {
      const before = rows;
      rows = new Map(read().map((row) => [row.id, row]));
      for (const row of before.values()) {
        if (!rows.has(row.id)) vanished(row, ledger.byId.get(row.id));
      }
      for (const row of rows.values()) {
        const known = before.get(row.id);
        if (!known) appeared(row);
        const sent = ledger.byId.get(row.id);
        if (sent) changed(known ?? row, row, sent);
      }
      checkAlarm(isLooking);
    },

    /** A message goes out to its provider, in the turn that is under way. */
    dispatched(messageId: string): void {
      if (rows.get(messageId)?.state === "unknown") return;
      // A scheduled message, or one that an operator sends again, may have joined while this one was prepared.
      const passed = storage
        .all<{ id: string }>(
          `SELECT other.id FROM messages AS other JOIN messages AS mine
             ON mine.workspace = other.workspace AND mine.lead = other.lead AND other.seq < mine.seq
             WHERE mine.id = ? AND other.state = 'queued' AND other.scheduled_at IS NULL`,
          messageId,
        )
        .find(({ id }) => ledger.byId.get(id)?.isResendAsked === false);
      if (passed) throw new Violation("I7", `${messageId} leaves before ${passed.id}`);
    },

    /** A provider took a message. */
    took(messageId: string): void {
      const sent = ledger.byId.get(messageId);
      if (!sent || sent.isErased) return;
      if (provider.times(messageId) > 1 + sent.resends) {
        throw new Violation("I2", `${messageId} was taken ${provider.times(messageId)} times`);
      }
      const other = ledger.siblings(sent).find((sibling) => provider.has(sibling.messageId));
      if (other) {
        throw new Violation(
          "I2",
          `${sent.wish.key} was taken as ${other.messageId} and as ${messageId}`,
        );
      }
    },
  };
}
