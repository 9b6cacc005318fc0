// What people do with messages and leads: cancel, settle, look, delete.
import type { CancelOutcome, Resolution } from "../../src/lead/port.ts";
import type { Incoming } from "./incoming.ts";
import { nameOf, refs } from "./orders.ts";
import { Violation } from "./violation.ts";
import type { World } from "./world.ts";

const hourMs = 3_600_000;

export function createOperator(world: World, incoming: Incoming) {
  const { dice, mood, time, ledger, object, observer } = world;

  const ref = () => dice.pick(refs.slice(0, mood.leads));

  /** A message in some state, the rare states as often as the others; now and then one that never was. */
  function target() {
    const all = [...ledger.byId.values()];
    return all.length === 0
      ? null
      : dice.pickByKind(all, ({ messageId }) => world.seenState(messageId));
  }

  /** Often one for which it was made, when there is one. */
  function oneOf(states: readonly string[]) {
    const fit = [...ledger.byId.values()].filter(({ messageId }) =>
      states.includes(world.seenState(messageId)),
    );
    if (fit.length === 0 || dice.chance(0.4)) return null;
    return dice.pickByKind(fit, ({ messageId }) => world.seenState(messageId));
  }

  return {
    async cancel(): Promise<void> {
      const sent = oneOf(["scheduled"]) ?? target();
      if (!sent) return;
      const { messageId, wish } = sent;
      await world.turn(`cancel ${messageId}`, () => {
        world.cover(messageId, "cancel");
        object.call(
          {
            name: `cancel ${messageId}`,
            answered: (outcome: CancelOutcome) => mustHaveCode(outcome, messageId),
            broken: () => {},
          },
          (lead) => lead.cancel(wish.ref.workspaceId, messageId),
        );
      });
    },

    async resolve(): Promise<void> {
      const sent = oneOf(["unknown", "not_sent", "unresolved"]) ?? target();
      if (!sent) return;
      const { messageId, wish } = sent;
      const resolution: Resolution = dice.pick(["mark_sent", "mark_failed", "resend"]);
      const done = () => {
        if (resolution === "resend") sent.resends++;
        else sent.isMarked = true;
      };
      sent.isResendAsked ||= resolution === "resend";
      await world.turn(`${resolution} ${messageId}`, () => {
        world.cover(messageId, resolution);
        object.call(
          {
            name: `${resolution} ${messageId}`,
            answered: (outcome: CancelOutcome) => {
              mustHaveCode(outcome, messageId);
              if (outcome.ok) done();
            },
            // It may have been done.
            broken: done,
          },
          (lead) => lead.resolve(wish.ref.workspaceId, messageId, resolution),
        );
      });
    },

    async changeProfile(): Promise<void> {
      const to = ref();
      await world.turn(`the profile of ${nameOf(to)} changes`, () => {
        const profile = world.profiles.get(nameOf(to));
        if (profile) {
          profile.email = dice.chance(0.9) ? "john@example.com" : null;
          profile.firstName = dice.pick(["John", "Jane"]);
        }
        object.call(quiet("profile"), (lead) => lead.profileChanged(to));
      });
    },

    async read(): Promise<void> {
      const sent = target();
      const to = sent?.wish.ref ?? ref();
      await world.turn(`read ${sent?.messageId ?? nameOf(to)}`, () => {
        const page = { channels: null, limit: 20, offset: 0, order: "desc" as const };
        object.call(quiet("history"), (lead) => lead.history(to, page));
        object.call(quiet("windows"), (lead) => lead.windows(to));
        if (sent) {
          object.call(quiet("message"), (lead) => lead.message(to.workspaceId, sent.messageId));
        }
      });
    },

    /** Somebody looks after forgotten objects. */
    async wake(): Promise<void> {
      await world.turn("the sweeper wakes it", () => {
        object.call(quiet("wake"), (lead) => lead.wake());
      });
    },

    async purge(): Promise<void> {
      const to = ref();
      const before = time.now - dice.pick([1, 1, 3, 24]) * hourMs;
      await world.turn(`purge ${nameOf(to)}`, () => {
        for (const row of observer.rows()) {
          if (row.created_at < before && isOf(row, to) && row.direction === "outbound") {
            world.cover(row.id, "purged");
          }
        }
        observer.purged(nameOf(to), before);
        for (const item of incoming.written) if (item.ref === to) item.isForgotten = true;
        object.call(quiet("purge"), (lead) => lead.purge(to, before));
      });
    },

    async erase(): Promise<void> {
      const to = ref();
      await world.turn(`erase ${nameOf(to)}`, () => {
        for (const row of observer.rows()) {
          if (isOf(row, to) && row.direction === "outbound")
            world.cover(row.id, "its lead is erased");
        }
        for (const sent of ledger.byId.values()) {
          if (nameOf(sent.wish.ref) === nameOf(to)) sent.isErased = true;
        }
        for (const item of incoming.written) if (item.ref === to) item.isForgotten = true;
        object.call(quiet("erase"), (lead) => lead.erase(to));
      });
    },
  };
}

const isOf = (
  row: { workspace: string; lead: string },
  { workspaceId, leadId }: (typeof refs)[number],
) => row.workspace === workspaceId && row.lead === leadId;

const quiet = (name: string) => ({ name, answered: () => {}, broken: () => {} });

function mustHaveCode(outcome: CancelOutcome, messageId: string): void {
  if (!outcome.ok && !outcome.failure.code) {
    throw new Violation("I14", `what was asked of ${messageId} was refused without a code`);
  }
}
