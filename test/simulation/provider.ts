// The providers, with a log of their own: what they took, what they will report about it, and what they
// say when they are asked. Their log is the truth that the object is judged by.
import type { ErrorCode } from "../../src/model/errors.ts";
import type { UnknownReason, Verdict } from "../../src/model/failure.ts";
import type { Fact, FactName, LookUp } from "../../src/model/update.ts";
import type { Dice } from "./dice.ts";
import type { Mood } from "./mood.ts";
import type { Channel } from "./orders.ts";

const dayMs = 24 * 3_600_000;

interface Taken {
  messageId: string;
  channel: Channel;
  body: string;
  at: number;
  providerMessageId: string;
}

/** A report on its way to us, repeated until it was taken. */
export interface PendingReport {
  messageId: string;
  channel: Channel;
  /** Whether it carries our id, or the provider's alone. */
  named: boolean;
  providerMessageId: string;
  fact: Fact;
  /** What the object said; null while it has not been told. */
  taken: "recorded" | "duplicate" | "parked" | null;
  takenAt: number;
  /** A call that tells the object about it is under way. */
  isOut: boolean;
}

const stories: Record<Channel, readonly (readonly FactName[])[]> = {
  whatsapp: [
    ["sent", "delivered", "read"],
    ["sent", "delivered", "played"],
    ["sent", "failed"],
    ["sent"],
    ["failed"],
    ["failed", "delivered"],
  ],
  email: [
    ["sent", "delivered", "opened", "clicked"],
    ["sent", "delayed", "delivered"],
    ["sent", "bounced"],
    ["sent", "delivered", "complained"],
    ["suppressed"],
    ["sent"],
  ],
  call: [["started", "ended", "analyzed"], ["missed"], ["missed", "analyzed"], ["started"]],
};

const failures: Partial<Record<FactName, ErrorCode>> = {
  failed: "recipient_unreachable",
  bounced: "recipient_refused",
  suppressed: "email_suppressed",
  missed: "recipient_unreachable",
};

const nameOf: Record<Channel, string> = { whatsapp: "meta", email: "email", call: "retell" };

/** What a provider did with a request. */
type Deed = "accepted" | "rejected" | "reauth" | "busy" | "busy_long" | "nothing";

export type Provider = ReturnType<typeof createProvider>;

export function createProvider(dice: Dice, mood: Mood) {
  const taken: Taken[] = [];
  const reports: PendingReport[] = [];
  let minted = 0;

  function take(messageId: string, channel: Channel, body: string, at: number): Taken {
    const known =
      channel === "email" &&
      taken.find((other) => other.messageId === messageId && at < other.at + dayMs);
    if (known) {
      if (known.body !== body) throw new Error(`the repeat of ${messageId} says something else`);
      return known;
    }
    const entry = { messageId, channel, body, at, providerMessageId: `p${++minted}` };
    taken.push(entry);
    reports.push(...reportsOf(entry));
    return entry;
  }

  function reportsOf({ messageId, channel, at, providerMessageId }: Taken): PendingReport[] {
    if (dice.chance(mood.silent)) return [];
    const story = dice.pick(stories[channel]);
    // Correlation ids come back with most reports, and with one of each message at least.
    const certain = dice.between(0, story.length - 1);
    return story.map((name, i) => ({
      messageId,
      channel,
      providerMessageId,
      named: i === certain || dice.chance(0.3),
      fact: {
        name,
        at: at + i * 1_000 + dice.between(0, 999),
        failure: failureOf(name),
        details: {},
      },
      taken: null,
      takenAt: 0,
      isOut: false,
    }));
  }

  function failureOf(name: FactName): Fact["failure"] {
    if (name === "failed" && dice.chance(0.2)) return { code: "window_closed" };
    const code = failures[name];
    return code ? { code } : null;
  }

  return {
    taken,
    reports,
    has: (messageId: string) => taken.some((entry) => entry.messageId === messageId),
    times: (messageId: string) => taken.filter((entry) => entry.messageId === messageId).length,

    /** Receives a request, or does not, and gives what it would answer. */
    receive(
      delivery: { messageId: string; channel: Channel; body: string },
      at: number,
      calm: boolean,
    ): { deed: Deed; verdict: Verdict } {
      const { messageId, channel, body } = delivery;
      const provider = { name: nameOf[channel] };
      const deed: Deed = calm
        ? "accepted"
        : dice.choose({
            accepted: 1,
            rejected: 0.06,
            reauth: 0.02,
            busy: mood.busy,
            busy_long: mood.busy / 6,
            nothing: mood.nothing,
          });
      switch (deed) {
        case "accepted": {
          const { providerMessageId } = take(messageId, channel, body, at);
          const callStatus = channel === "call" ? { callStatus: "registered" } : {};
          return { deed, verdict: { kind: "accepted", providerMessageId, ...callStatus } };
        }
        case "rejected": {
          const code: ErrorCode =
            channel === "whatsapp" && dice.chance(0.4) ? "window_closed" : "recipient_unreachable";
          return { deed, verdict: { kind: "reject", code, message: "no", provider } };
        }
        case "reauth":
          return {
            deed,
            verdict: { kind: "reauth", code: "credentials_refused", message: "no", provider },
          };
        case "busy": {
          const wait = dice.chance(0.5) ? { retryAfterMs: dice.between(1_000, 600_000) } : {};
          return { deed, verdict: { kind: "retry", message: "busy", provider, ...wait } };
        }
        case "busy_long":
          return {
            deed,
            verdict: { kind: "retry", message: "busy", provider, retryAfterMs: 3_600_000 },
          };
        case "nothing":
          return { deed, verdict: lost(provider.name) };
      }
    },

    /** The request went out, and no answer came that says anything. */
    lostAnswer: (channel: Channel): Verdict => lost(nameOf[channel]),

    /** A call is listed under our id as soon as it was taken. */
    lookUp(messageId: string, now: number): LookUp {
      const entry = taken.findLast((other) => other.messageId === messageId);
      if (!entry) return { kind: "absent" };
      const { providerMessageId } = entry;
      const facts = reports
        .filter((report) => report.providerMessageId === providerMessageId)
        .map(({ fact }) => fact)
        .filter((fact) => fact.at <= now);
      return { kind: "found", providerMessageId, facts };
    },
  };

  function lost(name: string): Verdict {
    const reasons: UnknownReason[] = [
      "timeout",
      "network",
      "too_large",
      "server_error",
      "accepted_no_id",
      "in_progress",
    ];
    return { kind: "unknown", reason: dice.pick(reasons), provider: { name } };
  }
}
