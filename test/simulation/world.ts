// Everything that one run consists of, and one turn of it.
import { ok } from "../../src/lib/result.ts";
import type { LeadProfile } from "../../src/model/lead.ts";
import { type Coverage, openCoverage } from "./coverage.ts";
import { openDice } from "./dice.ts";
import { createObject, type OpenLead } from "./durable-object.ts";
import { openLedger } from "./ledger.ts";
import { openMood } from "./mood.ts";
import { createObserver } from "./observer.ts";
import { nameOf, phone, refs } from "./orders.ts";
import { createOutside } from "./outside.ts";
import { createProvider } from "./provider.ts";
import { openStorage } from "./storage.ts";
import { Violation } from "./violation.ts";
import { openVirtualTime, startedAt } from "./virtual-time.ts";

export type World = ReturnType<typeof createWorld>;

export function createWorld(seed: number, openLead: OpenLead, coverage: Coverage = openCoverage()) {
  const dice = openDice(seed);
  const mood = openMood(dice);
  const time = openVirtualTime(dice);
  const storage = openStorage();
  const provider = createProvider(dice, mood);
  const ledger = openLedger();
  const observer = createObserver({ storage, time, ledger, provider });
  const trace: string[] = [];
  const profiles = new Map(
    refs.map((ref) => [
      nameOf(ref),
      {
        firstName: "John",
        lastName: "Doe",
        phone,
        email: "john@example.com",
        emailSuppressed: null,
        whatsappUserId: null,
      } as LeadProfile,
    ]),
  );
  const faults = { on: true };
  let caught: unknown = null;

  const outside = createOutside({ dice, mood, time, provider, profiles, faults });
  const object = createObject({
    openLead,
    storage,
    time,
    pure: {
      prepare: (plan, ids) => ok(JSON.stringify({ to: plan.to, ...ids, outgoing: plan.outgoing })),
      canLookUp: (account) => account.provider === "retell",
      dedupesForMs: (account) => (account.provider === "email" ? 23 * 3_600_000 : null),
    },
    atOnce: outside.atOnce,
    dispatching: (messageId) => {
      try {
        leavesInOrder(messageId);
      } catch (error) {
        // The core must not catch it.
        caught ??= error;
      }
    },
  });

  function leavesInOrder(messageId: string): void {
    observer.dispatched(messageId);
    const lead = leadOf(messageId);
    const other = object.inFlight().find((id) => leadOf(id) === lead);
    if (other) throw new Violation("I7", `${messageId} leaves while ${other} is in flight`);
  }

  function leadOf(messageId: string): string | undefined {
    const sent = ledger.byId.get(messageId);
    return sent && nameOf(sent.wish.ref);
  }

  /** The state of a message's row as the object sees it now. */
  function stateOf(messageId: string): string {
    if (!storage.hasTables()) return "none";
    const rows = storage.all<{ state: string }>(
      "SELECT state FROM messages WHERE id = ?",
      messageId,
    );
    return rows[0]?.state ?? "none";
  }

  function note(line: string): void {
    const seconds = ((time.now - startedAt) / 1000).toFixed(3);
    trace.push(`${String(trace.length + 1).padStart(4)}  +${seconds.padStart(11)} s  ${line}`);
  }

  /** What the turn wrote is durable, and what it started leaves. */
  function flush(): void {
    const news = object.flush(() => faults.on && dice.chance(mood.lost / 3));
    if (!news) return;
    const life = object.life();
    const isLooking =
      [...time.timers.values()].some(({ owner }) => owner === life) ||
      object.effects().some(({ life: { dead } }) => !dead) ||
      object.isRinging();
    observer.look(isLooking);
  }

  function crash(): void {
    const runsOn = dice.chance(0.5);
    for (const { id, state } of observer.rows()) {
      if (id.startsWith("m")) coverage.hit(state, "the object dies");
    }
    object.crash(runsOn);
    note(runsOn ? "the object dies; its code runs on" : "the object dies");
  }

  return {
    seed,
    dice,
    mood,
    time,
    storage,
    provider,
    ledger,
    observer,
    object,
    outside,
    profiles,
    faults,
    trace,
    note,
    coverage,
    /** The state of a message's row when something last became durable. */
    seenState: (messageId: string) => observer.row(messageId)?.state ?? "none",
    flush,
    crash,
    /** Counts that something happened to a message in the state in which it is. */
    cover: (messageId: string, event: string) => coverage.hit(stateOf(messageId), event),

    /** One event, all that follows at once, and whether it lasts. */
    async turn(line: string, event: () => void): Promise<void> {
      note(line);
      await object.turn(event);
      if (caught) throw caught;
      if (!faults.on) flush();
      else if (dice.chance(mood.crash)) crash();
      else if (dice.chance(mood.hold)) note("  not durable yet");
      else flush();
    },
  };
}
