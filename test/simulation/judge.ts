// What must be true once all is quiet.
import { answered } from "./final-calls.ts";
import { isOpen, type SeenRow, statusOf } from "./observer.ts";
import type { Scheduler } from "./scheduler.ts";
import { Violation } from "./violation.ts";
import type { World } from "./world.ts";

const parkedKeptMs = 8 * 24 * 3_600_000;

export async function judge(world: World, scheduler: Scheduler): Promise<void> {
  nobodyWaits(world);
  for (const row of world.observer.rows()) {
    isSettled(row);
    // Whoever erases a lead deletes its list entries.
    if (!world.ledger.byId.get(row.id)?.isErased) isListed(world, row);
  }
  for (const sent of world.ledger.byId.values()) {
    if (
      sent.isPromised &&
      !sent.isErased &&
      !sent.isPurged &&
      !world.observer.row(sent.messageId)
    ) {
      throw new Violation("I14", `${sent.messageId} was accepted with an answer, and is not there`);
    }
  }
  isKnown(world);
  isReported(world);
  for (const { inbound, isRecorded, isForgotten } of scheduler.incoming.written) {
    if (isRecorded && !isForgotten && !world.observer.row(inbound.messageId)) {
      throw new Violation("I6", `${inbound.providerMessageId} was recorded, and is not there`);
    }
  }
  await isShown(world);
  await answered(world, scheduler);
}

function nobodyWaits({ object }: World): void {
  const [name] = object.waitingCallers();
  if (name) throw new Violation("I5", `nobody answered: ${name}`);
}

function isSettled(row: SeenRow): void {
  if (isOpen(row)) throw new Violation("I5", `${row.id} is ${row.state} for good`);
}

function isListed({ outside }: World, row: SeenRow): void {
  const listed = outside.listed.get(row.id);
  const isSame =
    listed?.version === row.version &&
    listed.status === statusOf(row) &&
    listed.providerMessageId === row.provider_message_id;
  if (!isSame) {
    const shown = listed ? `as ${listed.status}, version ${listed.version}` : "not at all";
    throw new Violation(
      "I12",
      `${row.id} is ${statusOf(row)}, version ${row.version}, and listed ${shown}`,
    );
  }
}

/** What a provider took has a row, and that row does not claim otherwise. */
function isKnown({ provider, ledger, observer }: World): void {
  for (const { messageId, providerMessageId } of provider.taken) {
    const sent = ledger.byId.get(messageId);
    if (!sent || sent.isErased || sent.isPurged) continue;
    const row = observer.row(messageId);
    if (!row) throw new Violation("I4", `${messageId} was taken, and no row knows of it`);
    if (row.state === "not_sent") {
      throw new Violation("I4", `${messageId} is not_sent, and its provider took it`);
    }
    const told = provider.reports.some(
      (report) => report.named && report.providerMessageId === providerMessageId && report.taken,
    );
    const isUnsettled = row.state === "unresolved" || isOpen(row);
    if (told && sent.resends === 0 && isUnsettled) {
      throw new Violation("I4", `${messageId} is ${row.state}, and its provider reported about it`);
    }
  }
}

/** Every report that was taken is kept with its message. */
function isReported({ provider, ledger, observer, storage, time }: World): void {
  for (const { messageId, providerMessageId, fact, taken, takenAt, named } of provider.reports) {
    const sent = ledger.byId.get(messageId);
    const row = observer.row(messageId);
    if (!row || !sent || sent.isErased || sent.resends > 0 || taken === null) continue;
    if (!named && row.provider_message_id !== providerMessageId) continue;
    if (taken === "parked" && time.now - takenAt >= parkedKeptMs) continue;
    const kept = storage.all(
      "SELECT 1 FROM facts WHERE message = ? AND name = ? AND at = ?",
      messageId,
      fact.name,
      fact.at,
    );
    if (kept.length === 0) {
      throw new Violation("I6", `${fact.name} of ${messageId} was ${taken}, and is not there`);
    }
  }
}

/** What the object shows is what its rows say. */
async function isShown(world: World): Promise<void> {
  const shown = new Map<string, string | undefined>();
  const rows = world.observer.rows();
  await world.turn("every message is read", () => {
    for (const { id, workspace } of rows) {
      const caller = {
        name: `read ${id}`,
        answered: (view: { status: string } | null) => void shown.set(id, view?.status),
        broken: () => {},
      };
      world.object.call(caller, (lead) => lead.message(workspace, id));
    }
  });
  for (const row of rows) {
    if (shown.get(row.id) !== statusOf(row)) {
      throw new Violation("I10", `${row.id} is ${statusOf(row)} and shows ${shown.get(row.id)}`);
    }
  }
}
