// Which events met messages in which states, over all runs. A pair that can occur and hardly did shows a
// run that proves less than it seems to.
const states = [
  "none",
  "scheduled",
  "queued",
  "sending",
  "sent",
  "failed",
  "unknown",
  "not_sent",
  "unresolved",
  "cancelled",
] as const;
type State = (typeof states)[number];

const recorded: readonly State[] = states.filter((state) => state !== "none");
/** A broken call is repeated soon, long before a message is given up. */
const early: readonly State[] = states.filter(
  (state) => state !== "not_sent" && state !== "unresolved",
);
const finished: readonly State[] = ["sent", "failed", "not_sent", "unresolved", "cancelled"];
/** States of a message that its provider may have. */
const reportable: readonly State[] = ["sending", "sent", "unknown", "unresolved"];

/** In which states of a message an event can meet it. */
const reachable: Record<string, readonly State[]> = {
  "the same call again": early,
  "its key again": states,
  "its key with another body": states,
  cancel: states,
  mark_sent: states,
  mark_failed: states,
  resend: states,
  "reported by our id": reportable,
  "reported by the provider's id": reportable,
  // Whatever was reported about is settled.
  "reported again": ["sending", "sent"],
  "the object dies": recorded,
  "the alarm rings": recorded,
  purged: finished,
  "its lead is erased": recorded,
  "deliver: taken": ["sending"],
  "deliver: taken, but the answer is lost": ["sending"],
  "deliver: taken, but the call throws": ["sending"],
  "deliver: refused": ["sending"],
  "deliver: credentials refused": ["sending"],
  "deliver: busy": ["sending"],
  "deliver: busy for long": ["sending"],
  "deliver: not received": ["sending"],
  "deliver: not received, and the call throws": ["sending"],
  "superseded: deliver": ["sending", "unknown", "sent"],
  "lookUp: found": ["unknown", "sent"],
  "lookUp: absent": ["unknown"],
  "lookUp: nobody can say": ["unknown", "sent"],
  "lookUp: the question throws": ["unknown", "sent"],
};

/** Hits below which a pair counts as hardly met, in a run of 2,000 seeds of 200 steps. */
const enough = 100;

export type Coverage = ReturnType<typeof openCoverage>;

export function openCoverage() {
  const hits = new Map<string, number>();
  const at = (state: string, event: string) => hits.get(`${state} | ${event}`) ?? 0;

  return {
    hit(state: string, event: string): void {
      const pair = `${state} | ${event}`;
      hits.set(pair, (hits.get(pair) ?? 0) + 1);
    },

    /** Pairs that can occur and were met fewer than 100 times. */
    hardlyMet(): { state: string; event: string; hits: number }[] {
      return Object.entries(reachable)
        .flatMap(([event, possible]) =>
          possible.map((state) => ({ state, event, hits: at(state, event) })),
        )
        .filter((pair) => pair.hits < enough)
        .sort((a, b) => a.hits - b.hits);
    },

    /** One row per event, one column per state; `-` where they cannot meet. */
    table(): { rows: Record<string, unknown>[]; columns: string[] } {
      const events = new Set([
        ...Object.keys(reachable),
        ...[...hits.keys()].map((pair) => pair.split(" | ")[1] ?? ""),
      ]);
      const rows = [...events].map((event) => {
        const cells = states.map((state) => {
          const met = at(state, event);
          const isPossible = reachable[event]?.includes(state);
          return [state, met > 0 || isPossible ? met : null] as const;
        });
        return { event, ...Object.fromEntries(cells) };
      });
      return { rows, columns: ["event", ...states] };
    },
  };
}
