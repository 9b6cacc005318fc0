// What the core's requests meet: the provider, D1 and the configuration, each of which may be slow, fail
// before or after it did what was asked, or lose its answer.
import type { LeadProfile } from "../../src/model/lead.ts";
import type { ProjectedMessage } from "../../src/model/message.ts";
import type { Dice } from "./dice.ts";
import { type Effect, Injected, type Request } from "./durable-object.ts";
import type { Mood } from "./mood.ts";
import { accountOf, type Channel, nameOf } from "./orders.ts";
import type { Provider } from "./provider.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** Every request has a deadline. */
export const deadlineMs = 30_000;

type Outcome = NonNullable<Effect["outcome"]>;

export interface OutsideParts {
  dice: Dice;
  mood: Mood;
  time: VirtualTime;
  provider: Provider;
  profiles: Map<string, LeadProfile>;
  faults: { on: boolean };
}

export function createOutside({ dice, mood, time, provider, profiles, faults }: OutsideParts) {
  /** D1's list of messages. */
  const listed = new Map<string, ProjectedMessage>();
  const failed = (label: string): Outcome => ({ label, error: new Injected(label) });
  const fails = (probability: number): boolean => faults.on && dice.chance(probability);

  function value(request: Request): unknown {
    switch (request.kind) {
      case "loadProfile":
        return profiles.get(nameOf(request.ref)) ?? null;
      case "loadAccount": {
        const channel = request.accountId.slice(request.workspaceId.length + 1);
        const active = !fails(mood.inactive);
        return accountOf(request.workspaceId, channel as "whatsapp" | "email" | "call", active);
      }
      case "correlationId":
        return `${request.messageId}.mac`;
      default:
        return undefined;
    }
  }

  function delivered(request: Extract<Request, { kind: "deliver" }>): Outcome {
    const { messageId, body, account } = request;
    const channel = account.channel as Channel;
    const { deed, verdict } = provider.receive({ messageId, channel, body }, time.now, !faults.on);
    if (deed === "accepted" && fails(mood.lost)) {
      if (dice.chance(0.15)) return failed("taken, but the call throws");
      return { label: "taken, but the answer is lost", value: provider.lostAnswer(channel) };
    }
    if (deed === "nothing" && dice.chance(0.15)) return failed("not received, and the call throws");
    return { label: words[deed], value: verdict };
  }

  function list(rows: readonly ProjectedMessage[]): void {
    for (const row of rows) {
      if ((listed.get(row.id)?.version ?? 0) < row.version) listed.set(row.id, row);
    }
  }

  function projected(rows: readonly ProjectedMessage[]): Outcome {
    if (fails(mood.databaseFails / 2)) return failed("D1 fails before it wrote");
    list(rows);
    if (fails(mood.databaseFails / 2)) return failed("D1 fails after it wrote");
    return { label: `D1 takes ${rows.length} rows`, value: undefined };
  }

  function lookedUp(request: Extract<Request, { kind: "lookUp" }>): Outcome {
    if (fails(0.05)) return failed("the question throws");
    if (fails(mood.mute)) return { label: "nobody can say", value: { kind: "unavailable" } };
    const answer = provider.lookUp(request.row.id, time.now);
    return { label: answer.kind, value: answer };
  }

  return {
    listed,

    /** Small reads are often answered within the turn, from a cache. */
    atOnce(request: Request): unknown {
      return !faults.on || dice.chance(0.6) ? value(request) : undefined;
    },

    /** The request arrives on the other side. */
    arrive(effect: Effect): Outcome {
      const { request } = effect;
      switch (request.kind) {
        case "deliver":
          return delivered(request);
        case "project":
          return projected(request.rows);
        case "lookUp":
          return lookedUp(request);
        case "wipe":
          return { label: "done", value: undefined };
        case "correlationId":
          if (fails(0.02)) return failed("fails");
          break;
        default:
          if (fails(mood.databaseFails)) return failed("D1 fails");
      }
      return { label: "answered", value: value(request) };
    },
  };
}

const words = {
  accepted: "taken",
  rejected: "refused",
  reauth: "credentials refused",
  busy: "busy",
  busy_long: "busy for long",
  nothing: "not received",
};
