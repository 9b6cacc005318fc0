// What the clients did and what they were told, and what follows for later answers.
import { isDeepStrictEqual } from "node:util";
import type { SendOutcome } from "../../src/lead/port.ts";
import { fingerprintOf, nameOf, type Wish } from "./orders.ts";
import { Violation } from "./violation.ts";

/** How long a key is remembered at least. */
const keyKeptMs = 48 * 3_600_000;

/** One message id that a client's call carried. Whether it became a message is another matter. */
export interface Sent {
  messageId: string;
  wish: Wish;
  startedAt: number;
  /** When its row was made; null while none was seen. */
  acceptedAt: number | null;
  /** A caller was told that it exists. */
  isPromised: boolean;
  /** What the first caller with its key was told. */
  answer: SendOutcome | null;
  /** Its lead was erased since: nothing is promised about it any more. */
  isErased: boolean;
  isPurged: boolean;
  /** How often an operator had it sent again. */
  resends: number;
  /** An operator asked for that, and may not know yet whether it is done. */
  isResendAsked: boolean;
  /** An operator said what became of it. */
  isMarked: boolean;
}

export type Ledger = ReturnType<typeof openLedger>;

export function openLedger() {
  const byId = new Map<string, Sent>();

  /** Others of its key that count as the same message. */
  function siblings(sent: Sent): Sent[] {
    const { key, ref } = sent.wish;
    if (key === null || sent.isErased) return [];
    const at = sent.acceptedAt ?? sent.startedAt;
    return [...byId.values()].filter(
      (other) =>
        other !== sent &&
        other.wish.key === key &&
        nameOf(other.wish.ref) === nameOf(ref) &&
        !other.isErased &&
        Math.abs((other.acceptedAt ?? other.startedAt) - at) <= keyKeptMs,
    );
  }

  return {
    byId,
    siblings,

    open(messageId: string, wish: Wish, startedAt: number): Sent {
      const known = byId.get(messageId);
      if (known) return known;
      const sent: Sent = {
        messageId,
        wish,
        startedAt,
        acceptedAt: null,
        isPromised: false,
        answer: null,
        isErased: false,
        isPurged: false,
        resends: 0,
        isResendAsked: false,
        isMarked: false,
      };
      byId.set(messageId, sent);
      return sent;
    },

    /** A caller was told `outcome` about its send. */
    told(asked: Sent, wish: Wish, outcome: SendOutcome): void {
      if (!outcome.ok && !outcome.failure.code) {
        throw new Violation("I14", `${asked.messageId} was refused without a code`);
      }
      const named = outcome.ok ? outcome.receipt.messageId : outcome.messageId;
      if (named === null) {
        refusedRightly(asked, wish, outcome);
        return;
      }
      const sent = byId.get(named);
      if (!sent) throw new Violation("I8", `the answer names ${named}, which nobody sent`);
      sent.isPromised = true;
      if (sent.isErased || asked.isErased) return;
      if (!outcome.replayed && named !== asked.messageId) {
        throw new Violation("I8", `the answer to ${asked.messageId} names ${named}`);
      }
      if (fingerprintOf(sent.wish) !== fingerprintOf(wish)) {
        throw new Violation("I8", `another body under ${wish.key} was answered as ${named}`);
      }
      if (wish.key === null) return;
      const answer = { ...outcome, replayed: false };
      sent.answer ??= answer;
      if (!isDeepStrictEqual(sent.answer, answer)) {
        const [first, now] = [JSON.stringify(sent.answer), JSON.stringify(answer)];
        throw new Violation("I8", `${wish.key} was answered ${first}, and now ${now}`);
      }
    },
  };

  function refusedRightly(asked: Sent, wish: Wish, outcome: SendOutcome): void {
    if (outcome.ok || asked.isErased) return;
    const { code } = outcome.failure;
    // Of any age: keys live on while their message is open.
    const others = [...byId.values()].filter(
      (other) =>
        other !== asked &&
        other.wish.key === wish.key &&
        nameOf(other.wish.ref) === nameOf(wish.ref),
    );
    if (code === "idempotency_in_flight" && others.length === 0) {
      throw new Violation("I8", `${wish.key} is said to be in use, and is not`);
    }
    const differs = others.some((other) => fingerprintOf(other.wish) !== fingerprintOf(wish));
    if (code === "idempotency_key_reused" && !differs) {
      throw new Violation("I8", `${wish.key} is said to have had another body, and had not`);
    }
  }
}
