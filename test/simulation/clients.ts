// The callers: they send, lose answers, and try again as the gateway and its customers do.
import type { SendOutcome } from "../../src/lead/port.ts";
import type { Channel } from "../../src/model/channel.ts";
import type { Caller } from "./durable-object.ts";
import type { Sent } from "./ledger.ts";
import { nameOf, orderOf, refs, type Wish } from "./orders.ts";
import type { World } from "./world.ts";

const hourMs = 3_600_000;
/** The gateway repeats a broken call soon: long before the message may be old enough to be deleted. */
const repeatedWithinMs = hourMs / 2;

export function createClients(world: World) {
  const { dice, mood, time, ledger, object } = world;
  /** Calls that broke and may be made once more, with the same id. */
  const broken = new Map<string, Sent>();
  let minted = 0;
  let keys = 0;

  const ref = () => dice.pick(refs.slice(0, mood.leads));

  function wish(): Wish {
    const channel: Channel = dice.choose(mood.channels);
    const delayMs = dice.choose({ soon: 3, later: 2, tomorrow: 1 });
    const delays = {
      soon: dice.between(1_000, 60_000),
      later: dice.between(60_000, 4 * hourMs),
      tomorrow: dice.between(4 * hourMs, 48 * hourMs),
    };
    return {
      ref: ref(),
      channel,
      template: dice.chance(0.6),
      words: dice.pick(["yes", "no", "maybe"]),
      key: dice.chance(mood.keyed) ? `k${++keys}` : null,
      scheduledAt: dice.chance(mood.scheduled) ? time.now + delays[delayMs] : null,
    };
  }

  function call(sent: Sent, asked: Wish): void {
    const caller: Caller<SendOutcome> = {
      name: `send ${sent.messageId}`,
      answered: (outcome) => {
        world.note(`  ${sent.messageId} is answered ${said(outcome)}`);
        ledger.told(sent, asked, outcome);
      },
      broken: () => {
        world.note(`  the call of ${sent.messageId} broke`);
        broken.set(sent.messageId, sent);
      },
    };
    object.call(caller, (lead) => lead.send(orderOf(asked, sent.messageId)));
  }

  async function send(asked: Wish, line: string): Promise<void> {
    const sent = ledger.open(`m${++minted}`, asked, time.now);
    await world.turn(`${line} ${sent.messageId}: ${described(asked)}`, () => call(sent, asked));
  }

  /** Keys whose message can be told from others: of messages sent so far, by the state they are in. */
  const keyed = () => [...ledger.byId.values()].filter(({ wish: { key } }) => key !== null);

  return {
    keyed,
    hasBroken: () => broken.size > 0,

    sendNew: () => send(wish(), "send"),

    /** The same call once more, after it broke. */
    async repeat(): Promise<void> {
      const sent = dice.pickByKind([...broken.values()], ({ messageId }) =>
        world.seenState(messageId),
      );
      broken.delete(sent.messageId);
      if (time.now - sent.startedAt >= repeatedWithinMs) return;
      await world.turn(`the same call again: ${sent.messageId}`, () => {
        world.cover(sent.messageId, "the same call again");
        call(sent, sent.wish);
      });
    },

    /** The client tries again: a new call, the same key, and now and then another body. */
    async again(sent: Sent, other: boolean): Promise<void> {
      world.cover(sent.messageId, other ? "its key with another body" : "its key again");
      const asked = other
        ? { ...sent.wish, words: `not ${sent.wish.words}`, template: false }
        : sent.wish;
      await send(asked, `${other ? "another body with" : "again"} ${sent.wish.key} as`);
    },
  };
}

const described = ({ ref, channel, key, scheduledAt, template }: Wish): string =>
  [
    template && channel === "whatsapp" ? "template" : channel,
    `to ${nameOf(ref)}`,
    ...(key === null ? [] : [`key ${key}`]),
    ...(scheduledAt === null ? [] : ["scheduled"]),
  ].join(", ");

function said(outcome: SendOutcome): string {
  const replayed = outcome.replayed ? " (replayed)" : "";
  if (outcome.ok) return `${outcome.receipt.state} as ${outcome.receipt.messageId}${replayed}`;
  return `${outcome.failure.code}${outcome.messageId ? ` as ${outcome.messageId}` : ""}${replayed}`;
}
