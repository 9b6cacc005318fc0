// What comes from the providers: reports about our messages and what people write. Each is repeated until
// the object took it, and now and then once more.
import type { Inbound } from "../../src/lead/port.ts";
import { accountIdOf, nameOf, phone, refs } from "./orders.ts";
import type { PendingReport } from "./provider.ts";
import { Violation } from "./violation.ts";
import type { World } from "./world.ts";

export interface Written {
  inbound: Inbound;
  ref: (typeof refs)[number];
  isRecorded: boolean;
  /** It may have been deleted since. */
  isForgotten: boolean;
  isOut: boolean;
}

export type Incoming = ReturnType<typeof createIncoming>;

export function createIncoming(world: World) {
  const { dice, mood, time, ledger, object, provider } = world;
  const written: Written[] = [];
  /** Reports about which the object, asked without a lead, knew nothing. */
  const strange = new Set<PendingReport>();

  function tell(pending: PendingReport): Promise<void> {
    const { messageId, channel, named, providerMessageId, fact } = pending;
    const sent = ledger.byId.get(messageId);
    if (!sent) throw new Error(`nobody sent ${messageId}`);
    const { ref } = sent.wish;
    const report = {
      workspaceId: ref.workspaceId,
      accountId: accountIdOf(ref.workspaceId, channel),
      messageId: named ? messageId : null,
      providerMessageId,
      fact,
    };
    const to = strange.has(pending) || (named && dice.chance(0.5)) ? ref : null;
    const caller = {
      name: `report about ${messageId}`,
      answered: (taken: "recorded" | "duplicate" | "parked" | "unknown") => {
        world.note(`  the report about ${messageId} is ${taken}`);
        pending.isOut = false;
        if (taken === "unknown") strange.add(pending);
        else if (pending.taken === null) Object.assign(pending, { taken, takenAt: time.now });
      },
      broken: () => {
        world.note(`  the call about ${messageId} broke`);
        pending.isOut = false;
      },
    };
    const line = `report: ${messageId} ${fact.name}${named ? "" : ` (only as ${providerMessageId})`}`;
    return world.turn(line, () => {
      const kind = named ? "reported by our id" : "reported by the provider's id";
      world.cover(messageId, pending.taken === null ? kind : "reported again");
      pending.isOut = true;
      object.call(caller, (lead) => lead.report(report, to));
    });
  }

  function bring(item: Written): Promise<void> {
    const { inbound, ref } = item;
    const caller = {
      name: `inbound ${inbound.messageId}`,
      answered: (taken: "recorded" | "duplicate") => {
        item.isOut = false;
        if (taken === "recorded" && item.isRecorded && !item.isForgotten) {
          throw new Violation("I6", `${inbound.providerMessageId} was recorded twice`);
        }
        item.isRecorded = true;
      },
      broken: () => {
        item.isOut = false;
      },
    };
    return world.turn(`inbound: ${inbound.providerMessageId} of ${nameOf(ref)}`, () => {
      item.isOut = true;
      object.call(caller, (lead) => lead.receive(ref, inbound));
    });
  }

  const outstanding = () => provider.reports.filter(({ taken, isOut }) => taken === null && !isOut);

  return {
    written,
    outstanding,
    unbrought: () => written.filter(({ isRecorded, isOut }) => !isRecorded && !isOut),
    tell,
    bring,

    /** Everything that there is to report about a message, in any order. */
    async reportEarly(messageId: string): Promise<void> {
      const early = outstanding().filter((pending) => pending.messageId === messageId);
      if (dice.chance(0.5)) early.reverse();
      for (const pending of early) await tell(pending);
    },

    /** The next report in any order, or one that was taken already. */
    async report(): Promise<void> {
      const isAgain = dice.chance(0.25);
      const fresh = outstanding();
      const candidates =
        isAgain || fresh.length === 0 ? provider.reports.filter(({ isOut }) => !isOut) : fresh;
      if (candidates.length === 0) return;
      const kind = ({ messageId, named }: PendingReport) =>
        `${world.seenState(messageId)} ${named}`;
      await tell(dice.pickByKind(candidates, kind));
    },

    /** A person writes, or Meta tells it once more. */
    async inbound(): Promise<void> {
      const known = written.filter(({ isOut }) => !isOut);
      if (known.length > 0 && dice.chance(0.3)) return bring(dice.pick(known));
      const ref = dice.pick(refs.slice(0, mood.leads));
      const n = written.length + 1;
      const inbound: Inbound = {
        messageId: `i${n}`,
        providerMessageId: `wamid.${n}`,
        account: { id: accountIdOf(ref.workspaceId, "whatsapp"), channel: "whatsapp" },
        from: [phone],
        at: time.now - (dice.chance(0.2) ? dice.between(0, 20 * 3_600_000) : 0),
        kind: "text",
        text: "hello",
        opensWindow: true,
        details: {},
      };
      const item = { inbound, ref, isRecorded: false, isForgotten: false, isOut: false };
      written.push(item);
      await bring(item);
    },
  };
}
